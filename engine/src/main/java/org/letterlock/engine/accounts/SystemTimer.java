package org.letterlock.engine.accounts;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The timer of a running engine: one platform thread that only starts virtual ones. */
public final class SystemTimer implements Timer, AutoCloseable {

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("timer").daemon().factory());

    public SystemTimer() {
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Timeout after(Duration delay, Runnable action) {
        Future<?> future = executor.schedule(
                () -> Thread.ofVirtual().name("timeout").start(action), delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
