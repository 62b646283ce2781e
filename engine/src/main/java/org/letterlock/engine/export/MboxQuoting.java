package org.letterlock.engine.export;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;

/** Puts a {@code >} before each {@code From } that begins a line, whether more of them stand before it or not (mboxrd). For one letter. */
final class MboxQuoting extends OutputStream {

    private static final byte[] FROM = "From ".getBytes(US_ASCII);
    private static final int NOWHERE = -1;

    private final OutputStream out;
    private final byte[] buffer = new byte[8192];
    private int filled;

    /** How much of {@link #FROM} was seen at the start of a line, behind any number of {@code >}, and is held back. */
    private int matched;

    MboxQuoting(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            write(octets[i]);
        }
    }

    @Override
    public void write(int octet) throws IOException {
        if (matched != NOWHERE && octet == FROM[matched]) {
            matched++;
            if (matched == FROM.length) {
                put('>');
                release();
                matched = NOWHERE;
            }
            return;
        }
        boolean lineStart = octet == '\n' || (matched == 0 && octet == '>');
        release();
        put(octet);
        matched = lineStart ? 0 : NOWHERE;
    }

    private void release() throws IOException {
        for (int i = 0; i < matched; i++) {
            put(FROM[i]);
        }
    }

    private void put(int octet) throws IOException {
        if (filled == buffer.length) {
            drain();
        }
        buffer[filled++] = (byte) octet;
    }

    private void drain() throws IOException {
        out.write(buffer, 0, filled);
        filled = 0;
    }

    /** Writes what is held back. */
    void finish() throws IOException {
        release();
        matched = NOWHERE;
        drain();
    }
}
