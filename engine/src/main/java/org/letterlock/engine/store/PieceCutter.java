package org.letterlock.engine.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import org.letterlock.engine.mail.Octets;

/** Cuts a message into pieces, header and body apart, so that a header is read without what follows it. */
final class PieceCutter {

    private PieceCutter() {}

    static void cut(Octets message, long header, Consumer<Piece> each) throws IOException {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        long end = message.length();
        byte[] buffer = new byte[(int) Math.min(Piece.OCTETS, end)];
        try (InputStream in = message.open()) {
            for (long start = 0; start < end; ) {
                long until = start < header ? header : end;
                int length = (int) Math.min(Piece.OCTETS, until - start);
                if (in.readNBytes(buffer, 0, length) < length) {
                    throw new EOFException("a message ended before its length");
                }
                each.accept(Piece.of(start, buffer, length, deflater));
                start += length;
            }
        } finally {
            deflater.end();
        }
    }
}
