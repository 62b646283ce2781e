package org.letterlock.desktop.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes as a camera sees them. */
final class QrCodeTest {

    private static final Pattern RUN = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1H(\\d+)z");
    private static final int SQUARE = 5;

    /** Draws the outline as a renderer would, and reads it. */
    private static String read(QrCode code) throws ReaderException {
        int side = (code.size() + 2 * QrCode.MARGIN) * SQUARE;
        int[] pixels = new int[side * side];
        Arrays.fill(pixels, 0xffffff);
        for (MatchResult run : RUN.matcher(code.outline()).results().toList()) {
            int column = Integer.parseInt(run.group(1));
            int row = Integer.parseInt(run.group(2));
            int length = Integer.parseInt(run.group(3));
            for (int y = (row + QrCode.MARGIN) * SQUARE; y < (row + QrCode.MARGIN + 1) * SQUARE; y++) {
                int from = y * side + (column + QrCode.MARGIN) * SQUARE;
                Arrays.fill(pixels, from, from + length * SQUARE, 0);
            }
        }
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(side, side, pixels))))
                .getText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LETTERLOCK-RECOVERY:1:0123456789ABCDEF", "[1,[1,1],\"anna@example.org\"]", "Анна 日本"})
    void isReadBack(String text) throws ReaderException {
        assertThat(read(QrCode.of(text))).isEqualTo(text);
    }

    @Test
    void refusesWhatIsTooLong() throws NotFoundException {
        assertThatThrownBy(() -> QrCode.of("x".repeat(3_000))).isInstanceOf(IllegalArgumentException.class);
    }
}
