package org.letterlock.engine.sqlite;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The few platform threads that JDBC calls run on; copies of whole files have one each besides. One for the whole engine; close it after every {@link Database}.
 *
 * <p>Platform threads, because a native call holds the carrier of a virtual thread. A short read may hold one nevertheless, while there is another.
 */
public final class SqliteThreads implements AutoCloseable {

    private static final Duration SWEEP = Duration.ofSeconds(30);

    /** Bound while a read runs on the thread that asked for it. */
    private static final ScopedValue<Boolean> IN_PLACE = ScopedValue.newInstance();

    private final ExecutorService writers;
    private final ExecutorService readers;
    private final ScheduledExecutorService clock;
    private final Semaphore spareCarriers = new Semaphore(carriers() / 2);
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

    /** Runs {@code work} on a writing thread, and waits. */
    <T> T write(Supplier<T> work) {
        return answer(writers, work);
    }

    /** Runs {@code work} on a reading thread, and waits. */
    <T> T read(Supplier<T> work) {
        return answer(readers, work);
    }

    private static <T> T answer(ExecutorService pool, Supplier<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        submit(pool, () -> Answers.give(work, answer));
        return Answers.await(answer);
    }

    /** Runs short {@code work}, and waits: in place where the other virtual threads keep a carrier meanwhile, which spares two changes of threads. */
    <T> T readBriefly(Supplier<T> work) {
        if (!Thread.currentThread().isVirtual() || !spareCarriers.tryAcquire()) {
            return read(work);
        }
        try {
            return ScopedValue.where(IN_PLACE, true).call(work::get);
        } finally {
            spareCarriers.release();
        }
    }

    /** How many threads carry all virtual ones (see {@link Thread}). */
    private static int carriers() {
        return Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
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
        if (IN_PLACE.isBound()
                || (Thread.currentThread() instanceof SqliteThread thread && !(forRead && thread.writing))) {
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
