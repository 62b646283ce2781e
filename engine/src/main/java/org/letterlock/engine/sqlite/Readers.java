package org.letterlock.engine.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The reading connections of one file: opened when needed, closed when idle. */
final class Readers {

    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final long RING_AGAIN_MILLIS = 50;

    private final Path file;
    private final String role;
    private final FileKey key;
    private final SqliteThreads threads;
    private final int most;
    private final Semaphore permits;
    private final Deque<SqliteConnection> idle = new ArrayDeque<>();
    private final Set<Timer> running = new HashSet<>();
    private final Map<Path, CompletableFuture<Boolean>> copies = new HashMap<>();
    private boolean closed;

    Readers(Path file, String role, FileKey key, SqliteThreads threads) {
        this.file = file;
        this.role = role;
        this.key = key;
        this.threads = threads;
        this.most = threads.readsPerFile();
        this.permits = new Semaphore(most, true);
    }

    /** Runs short {@code work} in a transaction of its own on a reading connection. */
    <T> T read(Function<Sql, T> work) {
        return permitted(() -> threads.readBriefly(() -> onConnection(work, null)));
    }

    /** Runs {@code work} of any length in a transaction of its own on a reading connection, until {@code budget} is over. */
    <T> T read(Function<Sql, T> work, @Nullable Duration budget) {
        return permitted(() -> threads.read(() -> onConnection(work, budget)));
    }

    private <T> T onConnection(Function<Sql, T> work, @Nullable Duration budget) {
        SqliteConnection connection = take();
        boolean usable = false;
        try (Timer timer = new Timer(connection)) {
            T result = inTransaction(connection, work, timer, budget);
            usable = true;
            return result;
        } catch (DatabaseException e) {
            closedIfBrokenOff(e);
            throw e;
        } finally {
            giveBack(connection, usable);
        }
    }

    /** Runs {@code work} with one of the file's permits. */
    private <T> T permitted(Supplier<T> work) {
        // Here the caller parks, and not a thread of the pool: a busy file must not take them all.
        permits.acquireUninterruptibly();
        try {
            refuseIfClosed();
            return work.get();
        } finally {
            permits.release();
        }
    }

    /** What the close broke off did not take too long: the file is closed. */
    private void closedIfBrokenOff(DatabaseException failure) {
        if (failure.reason() == DatabaseException.Reason.INTERRUPTED) {
            refuseIfClosed();
        }
    }

    private synchronized void refuseIfClosed() {
        if (closed) {
            throw new DatabaseException(
                    DatabaseException.Reason.CLOSED, role + ": " + Failures.sentence(DatabaseException.Reason.CLOSED));
        }
    }

    /** Copies the file into an empty one. It may take minutes, so it has a thread of its own and takes neither thread nor permit from those who read. */
    void copy(Path target) {
        CompletableFuture<Boolean> copy = new CompletableFuture<>();
        synchronized (this) {
            refuseIfClosed();
            copies.put(target, copy);
        }
        try {
            SqliteThreads.alone("sqlite-copy", () -> Answers.give(() -> vacuumInto(target), copy));
            Answers.await(copy);
        } finally {
            // Also where no thread could be had: nobody waits for a copy that never began.
            copy.complete(false);
            synchronized (this) {
                copies.remove(target);
            }
        }
    }

    private boolean vacuumInto(Path target) {
        try (SqliteConnection connection = SqliteConnection.reading(file, role, key);
                Timer timer = new Timer(connection)) {
            connection.pragma("PRAGMA query_only=OFF");
            begun(timer);
            try {
                connection.sql().update("VACUUM INTO ?", target.toAbsolutePath().toString());
            } catch (DatabaseException e) {
                closedIfBrokenOff(e);
                throw e;
            } finally {
                ended(timer);
            }
            return true;
        }
    }

    private <T> T inTransaction(
            SqliteConnection connection, Function<Sql, T> work, Timer timer, @Nullable Duration budget) {
        Sql sql = connection.sql();
        sql.reset();
        sql.update("BEGIN DEFERRED");
        boolean done = false;
        try {
            if (budget != null) {
                timer.start(budget);
            }
            begun(timer);
            T result = work.apply(sql);
            timer.close();
            Optional<DatabaseException> failure = sql.failure();
            if (failure.isPresent()) {
                throw failure.get();
            }
            done = true;
            return result;
        } finally {
            timer.close();
            ended(timer);
            sql.reset();
            sql.update(done ? "COMMIT" : "ROLLBACK");
        }
    }

    private void begun(Timer timer) {
        boolean tooLate;
        synchronized (this) {
            running.add(timer);
            tooLate = closed;
        }
        if (tooLate) {
            timer.ring();
        }
    }

    private synchronized void ended(Timer timer) {
        running.remove(timer);
    }

    private synchronized Optional<SqliteConnection> takeIdle() {
        return Optional.ofNullable(idle.pollLast());
    }

    private SqliteConnection take() {
        return takeIdle().orElseGet(() -> SqliteConnection.reading(file, role, key));
    }

    private void giveBack(SqliteConnection connection, boolean usable) {
        if (usable) {
            synchronized (this) {
                connection.idleSince = System.nanoTime();
                idle.addLast(connection);
            }
        } else {
            // Whatever state it is in, nobody else meets it.
            connection.close();
        }
    }

    /** Closes connections that nobody used for a while, on a reading thread. */
    void closeIdle() {
        List<SqliteConnection> old = new ArrayList<>();
        synchronized (this) {
            long now = System.nanoTime();
            while (!idle.isEmpty() && now - idle.peekFirst().idleSince > IDLE.toNanos()) {
                old.add(idle.removeFirst());
            }
        }
        if (!old.isEmpty()) {
            threads.onReader(() -> old.forEach(SqliteConnection::close));
        }
    }

    /** Refuses further reads and copies, interrupts those under way and waits for their ends, and hands out the connections to close. */
    List<SqliteConnection> close() {
        List<CompletableFuture<Boolean>> unfinished;
        synchronized (this) {
            closed = true;
            unfinished = List.copyOf(copies.values());
        }
        interrupt();
        for (CompletableFuture<Boolean> copy : unfinished) {
            while (!hasEnded(copy)) {
                // SQLite forgets an interrupt that comes just before its statement begins.
                interrupt();
            }
        }
        awaitReads();
        synchronized (this) {
            List<SqliteConnection> all = List.copyOf(idle);
            idle.clear();
            return all;
        }
    }

    private void awaitReads() {
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = permits.tryAcquire(most, RING_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            interrupt();
        }
        permits.release(most);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void interrupt() {
        List<Timer> interrupted;
        synchronized (this) {
            interrupted = List.copyOf(running);
        }
        interrupted.forEach(Timer::ring);
    }

    private static boolean hasEnded(CompletableFuture<Boolean> copy) {
        return copy.handle((done, failure) -> true)
                .completeOnTimeout(false, RING_AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }

    /** Interrupts a read when its time is over or the file closes, and never the one after it. */
    private final class Timer implements AutoCloseable {

        private final SqliteConnection connection;
        private @Nullable Future<?> alarm;
        private boolean over;

        Timer(SqliteConnection connection) {
            this.connection = connection;
        }

        synchronized void start(Duration budget) {
            alarm = threads.after(budget, this::ring);
        }

        private synchronized void ring() {
            if (!over) {
                connection.sql().expire();
                connection.interrupt();
            }
        }

        @Override
        public synchronized void close() {
            over = true;
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
    }
}
