package org.letterlock.tests.system;

import java.util.concurrent.atomic.AtomicInteger;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.TempFolder;

/**
 * An engine with the domain {@code example.test}, in a folder that goes with it. A start costs seconds: the tests of a class share one, each with an account of
 * its own, where none of them changes what concerns all.
 */
final class Site implements AutoCloseable {

    private final TempFolder folder = new TempFolder();
    private final EngineProcess engine = EngineProcess.start(folder.path().resolve("mail"));
    private final AtomicInteger newcomers = new AtomicInteger();

    Site() {
        Mailboxes.domain(engine, "example.test");
    }

    EngineProcess engine() {
        return engine;
    }

    TempFolder folder() {
        return folder;
    }

    /** An account that no other test knows, with a password for everything. */
    Owner newcomer() {
        String address = "anna" + newcomers.incrementAndGet() + "@example.test";
        return new Owner(address, Mailboxes.make(engine, address));
    }

    /** Whose account it is. */
    record Owner(String address, String password) {}

    @Override
    public void close() {
        try {
            engine.close();
        } finally {
            folder.close();
        }
    }
}
