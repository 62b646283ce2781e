package org.letterlock.engine.spool;

import java.io.IOException;

/** A spool that is being written, by one thread. Closing it before {@link #finish} discards what was written. */
public final class SpoolWriter implements AutoCloseable {

    SpoolWriter() {}

    /** Appends octets. */
    public void write(byte[] octets, int offset, int length) throws IOException {
        throw new UnsupportedOperationException("skeleton");
    }

    /** How many octets were written so far. */
    public long length() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Ends writing. The spool is the caller's to close. */
    public Spool finish() throws IOException {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }
}
