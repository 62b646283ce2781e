package org.letterlock.engine.dsn;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.letterlock.engine.mail.Octets;

/**
 * What a notification returns of a letter: all of a small one, the header of a large one or where the sender wants no more (RFC 3461 §4.3, §6.2).
 * Lines end in CRLF whatever the letter had.
 *
 * @param whole whether it is the whole letter
 * @param octets what is returned
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ReturnedContent(boolean whole, byte[] octets) {

    /** The largest letter that is returned whole. */
    static final int LARGEST_WHOLE = 100 * 1024;

    private static final int LARGEST_HEADER = 256 * 1024;

    static ReturnedContent of(Octets letter, boolean headersOnly) throws IOException {
        boolean whole = !headersOnly && letter.length() <= LARGEST_WHOLE;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = new BufferedInputStream(letter.open(), 8192)) {
            copy(in, out, whole);
        }
        return new ReturnedContent(whole, out.toByteArray());
    }

    private static void copy(InputStream in, ByteArrayOutputStream out, boolean whole) throws IOException {
        int lineLength = 0;
        int previous = -1;
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == '\n' && previous == '\r') {
                previous = octet;
                continue; // the CR wrote the line break
            }
            if (octet == '\r' || octet == '\n') {
                if (lineLength == 0 && !whole) {
                    return;
                }
                out.write('\r');
                out.write('\n');
                lineLength = 0;
                if (!whole && out.size() > LARGEST_HEADER) {
                    return;
                }
            } else if (whole || out.size() <= 2 * LARGEST_HEADER) {
                out.write(octet);
                lineLength++;
            }
            previous = octet;
        }
        if (lineLength > 0) {
            out.write('\r');
            out.write('\n');
        }
    }

    boolean hasEightBit() {
        for (byte octet : octets) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }
}
