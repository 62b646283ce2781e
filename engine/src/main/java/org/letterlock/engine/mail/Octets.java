package org.letterlock.engine.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The octets of a letter or of a part of one, readable any number of times from any thread. No holder of one need fit in memory:
 * read {@link #open} to its end instead.
 */
public interface Octets {

    /** How many octets there are. */
    long length();

    /** A stream from the first octet. The caller closes it. */
    InputStream open() throws IOException;

    /**
     * A stream of the octets from {@code offset} on, at most {@code length} of them. The caller closes it. Those who can go to a place without
     * reading what is before it override this.
     */
    default InputStream open(long offset, long length) throws IOException {
        InputStream in = open();
        in.skipNBytes(Math.min(offset, length()));
        return new OctetRange(in, length);
    }

    /** Octets that lie in memory. The array is not copied and must not change. */
    static Octets of(byte[] bytes) {
        return new Octets() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
