package org.letterlock.desktop.paper;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.Map;

/** A QR code (ISO/IEC 18004) of a text, as squares; whoever draws it leaves {@link #MARGIN} squares free around it. */
public final class QrCode {

    /** How many squares stay free on each side. */
    public static final int MARGIN = 4;

    private final ByteMatrix squares;

    private QrCode(ByteMatrix squares) {
        this.squares = squares;
    }

    /**
     * The code of a text. A sixth of it may be dirty.
     *
     * @throws IllegalArgumentException where it is too long, about 2,300 octets
     */
    public static QrCode of(String text) {
        try {
            return new QrCode(
                    Encoder.encode(text, ErrorCorrectionLevel.M, Map.of(EncodeHintType.CHARACTER_SET, "UTF-8"))
                            .getMatrix());
        } catch (WriterException e) {
            throw new IllegalArgumentException("too long for a QR code", e);
        }
    }

    /** How many squares it is wide and high. */
    public int size() {
        return squares.getWidth();
    }

    /** Whether a square is dark. */
    public boolean isDark(int column, int row) {
        return squares.get(column, row) == 1;
    }

    /** The dark squares as the outline of a vector picture, a square one unit wide, the margin not in it. */
    public String outline() {
        StringBuilder path = new StringBuilder();
        for (int row = 0; row < size(); row++) {
            for (int column = 0; column < size(); column++) {
                int from = column;
                while (column < size() && isDark(column, row)) {
                    column++;
                }
                if (column > from) {
                    path.append('M')
                            .append(from)
                            .append(' ')
                            .append(row)
                            .append('h')
                            .append(column - from)
                            .append("v1H")
                            .append(from)
                            .append('z');
                }
            }
        }
        return path.toString();
    }
}
