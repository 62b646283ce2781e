package org.letterlock.engine.dkim;

import java.security.MessageDigest;

/**
 * Hashes the canonical form of a body (RFC 6376 §3.4.3, §3.4.4) as its octets come. Keeps nothing but how many line ends, and whether a space, wait to be written
 * until something follows them.
 */
final class CanonicalBody {

    private static final byte[] CRLF = {'\r', '\n'};

    private final boolean relaxed;
    private final long limit;
    private final MessageDigest digest;
    private final byte[] buffer = new byte[8192];
    private int buffered;
    private long length;
    private long lineEnds;
    private boolean space;
    private boolean cr;
    private boolean any;

    /** @param limit how many octets of the canonical form are hashed */
    CanonicalBody(Canonicalization form, long limit, MessageDigest digest) {
        this.relaxed = form == Canonicalization.RELAXED;
        this.limit = limit;
        this.digest = digest;
    }

    void take(byte[] octets, int count) {
        for (int i = 0; i < count; i++) {
            byte b = octets[i];
            if (cr) {
                cr = false;
                if (b == '\n') {
                    space = false;
                    lineEnds++;
                    continue;
                }
                write((byte) '\r');
            }
            if (b == '\r') {
                cr = true;
            } else if (relaxed && (b == ' ' || b == '\t')) {
                space = true;
            } else {
                write(b);
            }
        }
    }

    private void write(byte b) {
        while (lineEnds > 0) {
            put(CRLF[0]);
            put(CRLF[1]);
            lineEnds--;
        }
        if (space) {
            put((byte) ' ');
            space = false;
        }
        any = true;
        put(b);
    }

    private void put(byte b) {
        length++;
        if (length > limit) {
            return;
        }
        if (buffered == buffer.length) {
            digest.update(buffer, 0, buffered);
            buffered = 0;
        }
        buffer[buffered++] = b;
    }

    /** Ends the body. */
    BodyHash end() {
        if (cr) {
            write((byte) '\r');
        }
        if (any || !relaxed) {
            put(CRLF[0]);
            put(CRLF[1]);
        }
        digest.update(buffer, 0, buffered);
        return new BodyHash(digest.digest(), length);
    }

    /**
     * What a body comes to.
     *
     * @param hash of the octets that counted
     * @param length of the whole canonical form in octets
     */
    record BodyHash(byte[] hash, long length) {}
}
