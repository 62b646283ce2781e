package org.letterlock.engine.spool;

import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Makes spools. One for the whole engine; safe for any number of threads.
 */
public final class Spooler {

    /**
     * @param folder where spools that outgrow memory put their encrypted files; what an earlier process left there is removed
     * @param memoryLimit how many octets of one spool stay in memory before it moves to a file
     */
    public Spooler(Path folder, int memoryLimit, SecureRandom random) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** A new, empty spool to write to. */
    public SpoolWriter create() {
        throw new UnsupportedOperationException("skeleton");
    }
}
