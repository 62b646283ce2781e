package org.letterlock.engine;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what is to be done every hour, one after the other, on a virtual thread. */
final class Hourly implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Hourly.class);
    private static final int FIRST_AFTER = 5;
    private static final int EVERY = 60;

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("hourly").factory());

    /** Does {@code chore} in five minutes, and every hour from then on. What it throws is logged. */
    void add(String name, Runnable chore) {
        Future<?> _ = executor.scheduleWithFixedDelay(() -> run(name, chore), FIRST_AFTER, EVERY, TimeUnit.MINUTES);
    }

    private static void run(String name, Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException e) {
            LOG.error("What is to be done every hour failed: {}", name, e);
        }
    }

    /** Interrupts what is under way and waits a little for its end. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("What is done every hour did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
