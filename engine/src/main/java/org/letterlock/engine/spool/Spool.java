package org.letterlock.engine.spool;

import java.io.IOException;
import java.io.InputStream;
import org.letterlock.engine.mail.Octets;

/** A written spool. Readable from any thread until closed; closing removes its file. */
public final class Spool implements Octets, AutoCloseable {

    Spool() {}

    @Override
    public long length() {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public InputStream open() throws IOException {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }
}
