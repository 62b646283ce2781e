package org.letterlock.engine.sqlite;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The few platform threads that every JDBC call runs on; copies of whole files have one each besides. One for the whole engine; close it after every {@link Database}.
 *
 * <p>Platform threads, because a native call holds the carrier of a virtual thread.
 */
public final class SqliteThreads implements AutoCloseable {

    private static final Duration SWEEP = Duration.ofSeconds(30);

    private final ExecutorService writers;
    private final ExecutorService readers;
    private final ScheduledExecutorService clock;
    private final Set<Database> open = ConcurrentHashMap.newKeySet();
    private final int readsPerFile;
    private final Future<?> sweep;

    /**
     * @param writers how many files may be written at once, at least 1
     * @param readers how many reads may run at once, at least 1
     */
    public SqliteThreads(int writers, int readers) {
        if (writers < 1 || readers < 1) {
            throw new IllegalArgumentException("at least one thread each");
        }
        this.writers = Executors.newFixedThreadPool(writers, factory("sqlite-write", true));
        this.readers = Executors.newFixedThreadPool(readers, factory("sqlite-read", false));
        this.clock = Executors.newSingleThreadScheduledExecutor(factory("sqlite-clock", false));
        // One busy file leaves a thread to the others.
        this.readsPerFile = Math.clamp(readers - 1, 1, 4);
        this.sweep = this.clock.scheduleWithFixedDelay(
                () -> open.forEach(Database::closeIdle), SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ThreadFactory factory(String name, boolean writing) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new SqliteThread(task, name + "-" + count.incrementAndGet(), writing);
            thread.setDaemon(true);
            return thread;
        };
    }

    int readsPerFile() {
        return readsPerFile;
    }

    void opened(Database database) {
        open.add(database);
    }

    void closed(Database database) {
        open.remove(database);
    }

    void onWriter(Runnable task) {
        submit(writers, task);
    }

    void onReader(Runnable task) {
        submit(readers, task);
    }

    /** Runs a task that takes minutes, on a thread of its own: it would hold one of the pool from every other. */
    static void alone(String name, Runnable task) {
        Thread.ofPlatform().daemon().name(name).start(task);
    }

    /** Runs a short task after {@code delay}. */
    Future<?> after(Duration delay, Runnable task) {
        try {
            return clock.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            throw stopped(e);
        }
    }

    private static void submit(ExecutorService pool, Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            throw stopped(e);
        }
    }

    private static DatabaseException stopped(RejectedExecutionException e) {
        return new DatabaseException(DatabaseException.Reason.CLOSED, "the database threads are stopped", e);
    }

    /** Refuses a call that would wait for a thread of the pool that it runs on. */
    static void mayWait(boolean forRead) {
        if (Thread.currentThread() instanceof SqliteThread thread && !(forRead && thread.writing)) {
            throw new IllegalStateException("the work of a read or write must not start another");
        }
    }

    @Override
    public void close() {
        sweep.cancel(false);
        clock.shutdown();
        writers.close();
        readers.close();
    }

    private static final class SqliteThread extends Thread {

        final boolean writing;

        SqliteThread(Runnable task, String name, boolean writing) {
            super(task, name);
            this.writing = writing;
        }
    }
}
