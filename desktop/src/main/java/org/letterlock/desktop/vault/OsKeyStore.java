package org.letterlock.desktop.vault;

import java.io.IOException;
import java.util.Optional;

/** The key store of the operating system, which its user opens by signing in. Keeps small secrets, each under a name. Blocks; an interrupt ends that. */
public interface OsKeyStore {

    /** Whether there is one that may be asked. Waits for nobody. */
    boolean isThere();

    /**
     * Finds a secret; empty where none is kept under this name. The system may ask its user first.
     *
     * @throws IOException when the store does not say
     */
    Optional<String> find(String name) throws IOException;

    /**
     * Keeps a secret, in place of one under the same name. Durable when it returns, as far as the store is.
     *
     * @throws IOException when it is not kept
     */
    void keep(String name, String secret) throws IOException;

    /**
     * Keeps it no more.
     *
     * @throws IOException when the store does not say so
     */
    void forget(String name) throws IOException;

    /** None. */
    static OsKeyStore none() {
        return new OsKeyStore() {
            @Override
            public boolean isThere() {
                return false;
            }

            @Override
            public Optional<String> find(String name) {
                return Optional.empty();
            }

            @Override
            public void keep(String name, String secret) throws IOException {
                throw new IOException("there is no key store");
            }

            @Override
            public void forget(String name) {
                // There is nothing to forget.
            }
        };
    }
}
