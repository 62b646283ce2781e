package org.letterlock.desktop.paper;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;

/**
 * A PDF (ISO 32000-1) of one page of A4: a picture of it, and over that, unseen, the words that somebody may want to mark, copy or have read aloud. So the page looks the
 * same everywhere in any language, and needs no fonts.
 */
public final class PdfPage {

    /** Of the page, in points of 1/72 inch. */
    public static final double WIDTH = 595.28;

    public static final double HEIGHT = 841.89;

    private PdfPage() {}

    /**
     * Words on the page.
     *
     * @param left where they begin, in points from the left
     * @param base of their letters, in points from the bottom
     * @param size of their letters, in points
     * @param text in ASCII; other characters are left out
     */
    public record Words(double left, double base, double size, String text) {}

    /**
     * The file.
     *
     * @param title in any language
     */
    public static byte[] of(String title, Picture picture, List<Words> words) {
        byte[] shades = deflated(picture.shades());
        byte[] content = content(words).getBytes(StandardCharsets.US_ASCII);
        Objects objects = new Objects();
        objects.add("<< /Type /Catalog /Pages 2 0 R >>");
        objects.add("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        objects.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 " + number(WIDTH) + " " + number(HEIGHT)
                + "] /Contents 4 0 R /Resources << /XObject << /P 5 0 R >> /Font << /F 6 0 R >> >> >>");
        objects.add("<< /Length " + content.length + " >>", content);
        objects.add(
                "<< /Type /XObject /Subtype /Image /Width " + picture.width() + " /Height " + picture.height()
                        + " /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length " + shades.length
                        + " >>",
                shades);
        objects.add("<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>");
        objects.add("<< /Title " + text(title) + " /Producer (Letterlock) >>");
        return objects.file();
    }

    private static byte[] deflated(byte[] octets) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(octets);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[8192];
            while (!deflater.finished()) {
                out.write(piece, 0, deflater.deflate(piece));
            }
            return out.toByteArray();
        }
    }

    private static String content(List<Words> words) {
        StringBuilder out = new StringBuilder("q ")
                .append(number(WIDTH))
                .append(" 0 0 ")
                .append(number(HEIGHT))
                .append(" 0 0 cm /P Do Q\n");
        for (Words each : words) {
            // Mode 3 draws nothing, and is found all the same (§9.3.6).
            out.append("BT 3 Tr /F ")
                    .append(number(each.size()))
                    .append(" Tf ")
                    .append(number(each.left()))
                    .append(' ')
                    .append(number(each.base()))
                    .append(" Td (")
                    .append(escaped(each.text()))
                    .append(") Tj ET\n");
        }
        return out.toString();
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().filter(c -> c >= ' ' && c < 0x7f).forEach(c -> {
            if (c == '(' || c == ')' || c == '\\') {
                out.append('\\');
            }
            out.append((char) c);
        });
        return out.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** A text string in UTF-16 with its mark (§7.9.2.2), in hexadecimal digits. */
    private static String text(String value) {
        StringBuilder out = new StringBuilder("<FEFF");
        value.chars().forEach(c -> out.append(String.format(Locale.ROOT, "%04X", c)));
        return out.append('>').toString();
    }

    /** The objects of a file, numbered from 1; the first is the catalogue, the last the information. */
    private static final class Objects {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final List<Integer> places = new ArrayList<>();

        Objects() {
            // Octets above 127 in the second line tell programs that the file is no text (§7.5.2).
            write("%PDF-1.4\n%");
            out.writeBytes(new byte[] {(byte) 0xe2, (byte) 0xe3, (byte) 0xcf, (byte) 0xd3, '\n'});
        }

        private void write(String text) {
            out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }

        void add(String dictionary) {
            begin(dictionary);
            write("endobj\n");
        }

        void add(String dictionary, byte[] stream) {
            begin(dictionary);
            write("stream\n");
            out.writeBytes(stream);
            write("\nendstream\nendobj\n");
        }

        private void begin(String dictionary) {
            places.add(out.size());
            write(places.size() + " 0 obj\n" + dictionary + "\n");
        }

        byte[] file() {
            int start = out.size();
            int size = places.size() + 1;
            write("xref\n0 " + size + "\n0000000000 65535 f \n");
            places.forEach(place -> write(String.format(Locale.ROOT, "%010d 00000 n \n", place)));
            write("trailer\n<< /Size " + size + " /Root 1 0 R /Info " + places.size() + " 0 R >>\nstartxref\n" + start
                    + "\n%%EOF\n");
            return out.toByteArray();
        }
    }
}
