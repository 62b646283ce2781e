package org.letterlock.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was built, to be closed in reverse order. One that fails to close does not keep the others from it. Safe for any number of threads. */
final class Parts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final Deque<AutoCloseable> built = new ArrayDeque<>();

    /** Adds a part. */
    synchronized <T extends AutoCloseable> T add(T part) {
        built.push(part);
        return part;
    }

    @Override
    public synchronized void close() {
        while (!built.isEmpty()) {
            closeOne(built.pop());
        }
    }

    private static void closeOne(AutoCloseable part) {
        try {
            part.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) { // a thread's top: nothing may keep the rest from being closed
            LOG.error("{} could not be closed", part.getClass().getSimpleName(), e);
        }
    }
}
