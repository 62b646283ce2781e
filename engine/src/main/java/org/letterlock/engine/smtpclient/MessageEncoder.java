package org.letterlock.engine.smtpclient;

import java.io.IOException;
import java.io.InputStream;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.net.Wire;

/**
 * Writes a letter to the wire: the only place that does, so that nothing else can end the data early or late (RFC 5321 §4.5.2, §2.3.8). A letter with a
 * bare CR or LF is refused, since servers that read it as a line end could be made to see a second letter.
 */
final class MessageEncoder {

    private static final int BUFFER = 16 * 1024;

    /** What came of writing. */
    enum Result {
        WRITTEN,
        /** The letter has a CR or LF that stands alone; what was written is not the whole and the connection must be closed. */
        BARE_LINE_BREAK
    }

    private final Wire wire;
    private final byte[] buffer = new byte[BUFFER];
    private int filled;

    MessageEncoder(Wire wire) {
        this.wire = wire;
    }

    /** Writes the data after 354: each line that begins with a dot gets another, and a line of one dot ends it. */
    Result writeData(Octets content) throws IOException {
        Result result = copy(content, true);
        if (result == Result.WRITTEN) {
            put('.');
            put('\r');
            put('\n');
            drain();
        }
        return result;
    }

    /** Writes the octets of a BDAT (RFC 3030 §2), as they are. */
    Result writeChunk(Octets content) throws IOException {
        return copy(content, false);
    }

    private Result copy(Octets content, boolean stuffed) throws IOException {
        boolean lineStart = true;
        boolean afterCr = false;
        byte[] chunk = new byte[BUFFER];
        try (InputStream in = content.open()) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                for (int i = 0; i < count; i++) {
                    byte octet = chunk[i];
                    if (afterCr != (octet == '\n')) {
                        return Result.BARE_LINE_BREAK;
                    }
                    if (stuffed && lineStart && octet == '.') {
                        put('.');
                    }
                    put(octet);
                    lineStart = afterCr;
                    afterCr = octet == '\r';
                }
            }
        }
        if (afterCr) {
            return Result.BARE_LINE_BREAK;
        }
        if (stuffed && !lineStart) {
            put('\r');
            put('\n');
        }
        drain();
        return Result.WRITTEN;
    }

    private void put(int octet) {
        if (filled == buffer.length) {
            drain();
        }
        buffer[filled++] = (byte) octet;
    }

    private void drain() {
        wire.write(buffer, 0, filled);
        filled = 0;
    }
}
