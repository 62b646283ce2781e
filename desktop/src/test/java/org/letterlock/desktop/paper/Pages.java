package org.letterlock.desktop.paper;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;

/** A page as another program reads it. */
public final class Pages {

    private Pages() {}

    /**
     * What PDFBox finds in a file.
     *
     * @param title of the document
     * @param text all of it, in lines
     * @param picture of the page, at 150 dots an inch
     */
    public record Read(int pages, String title, String text, BufferedImage picture) {}

    /** Reads a file. */
    public static Read read(byte[] pdf) throws IOException {
        // Else it leaves a file in the home of whoever runs the tests.
        System.setProperty("pdfbox.fontcache", System.getProperty("java.io.tmpdir"));
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new Read(
                    document.getNumberOfPages(),
                    document.getDocumentInformation().getTitle(),
                    new PDFTextStripper().getText(document),
                    new PDFRenderer(document).renderImageWithDPI(0, 150));
        }
    }

    /** What a camera reads from a picture. */
    public static String code(BufferedImage picture) throws ReaderException {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels))))
                .getText();
    }
}
