package org.letterlock.desktop;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.letterlock.desktop.vault.OsKeyStore;

/** A key store in memory, which works until a test says otherwise. */
public final class FakeKeyStore implements OsKeyStore {

    private final Map<String, String> secrets = new HashMap<>();
    private boolean failing;
    private boolean full;

    /** From now on it does nothing that it is asked. */
    public void fail() {
        failing = true;
    }

    /** From now on it keeps nothing more, and does the rest. */
    public void fill() {
        full = true;
    }

    private void work() throws IOException {
        if (failing) {
            throw new IOException("the collection is locked");
        }
    }

    @Override
    public boolean isThere() {
        return true;
    }

    @Override
    public Optional<String> find(String name) throws IOException {
        work();
        return Optional.ofNullable(secrets.get(name));
    }

    @Override
    public void keep(String name, String secret) throws IOException {
        work();
        if (full) {
            throw new IOException("no space left");
        }
        secrets.put(name, secret);
    }

    @Override
    public void forget(String name) throws IOException {
        work();
        secrets.remove(name);
    }
}
