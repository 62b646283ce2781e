package org.letterlock.engine.sqlite;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The waiting writes of one file and the only connection that carries them out. At most one task of it is in the pool at any time; the task takes what waits,
 * runs it in one transaction, commits once, and answers everybody.
 */
final class WriteQueue {

    private static final int MOST_WRITES = 256;
    private static final long MOST_OCTETS = 64L << 20;
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String role;
    private final SqliteConnection connection;
    private final SqliteThreads threads;
    private final Deque<Pending<?>> waiting = new ArrayDeque<>();
    private final Deque<Outside<?>> outside = new ArrayDeque<>();
    private boolean scheduled;
    private boolean closed;

    WriteQueue(String role, SqliteConnection connection, SqliteThreads threads) {
        this.role = role;
        this.connection = connection;
        this.threads = threads;
    }

    /** Queues {@code work} and waits until it is committed. */
    <T> T write(Function<Sql, T> work) {
        Pending<T> pending = new Pending<>(work);
        queue(waiting, pending);
        return pending.await();
    }

    /** Runs {@code work}, which must be short, on the connection and outside of any transaction. */
    <T> T outside(Supplier<T> work) {
        Outside<T> queued = new Outside<>(work, new CompletableFuture<>());
        queue(outside, queued);
        return Answers.await(queued.answer());
    }

    private synchronized <Q> void queue(Deque<? super Q> queue, Q queued) {
        if (closed) {
            throw new DatabaseException(
                    DatabaseException.Reason.CLOSED, role + ": " + Failures.sentence(DatabaseException.Reason.CLOSED));
        }
        queue.add(queued);
        if (!scheduled) {
            threads.onWriter(this::drain);
            scheduled = true;
        }
    }

    /** Refuses further writes and waits for those that are queued. Says whether this call was the first. */
    synchronized boolean close() {
        if (closed) {
            return false;
        }
        closed = true;
        boolean interrupted = false;
        while (scheduled) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private void drain() {
        nextOutside().ifPresent(Outside::run);
        runBatch();
        synchronized (this) {
            if (waiting.isEmpty() && outside.isEmpty()) {
                scheduled = false;
                notifyAll();
                return;
            }
        }
        try {
            // To the end of the pool's queue: other files have their turn.
            threads.onWriter(this::drain);
        } catch (DatabaseException e) {
            failAll(e);
        }
    }

    private synchronized void failAll(DatabaseException failure) {
        waiting.forEach(pending -> pending.fail(failure));
        waiting.clear();
        outside.forEach(queued -> queued.answer().completeExceptionally(failure));
        outside.clear();
        scheduled = false;
        notifyAll();
    }

    private synchronized Optional<Outside<?>> nextOutside() {
        return Optional.ofNullable(outside.poll());
    }

    private synchronized Optional<Pending<?>> next() {
        return Optional.ofNullable(waiting.poll());
    }

    private void runBatch() {
        List<Pending<?>> done = new ArrayList<>();
        long started = System.nanoTime();
        long octets = 0;
        boolean begun = false;
        Optional<Pending<?>> next = next();
        while (next.isPresent()) {
            Pending<?> pending = next.get();
            try {
                if (!begun) {
                    connection.sql().reset();
                    connection.sql().update("BEGIN IMMEDIATE");
                    begun = true;
                }
                if (runOne(pending, done.isEmpty())) {
                    done.add(pending);
                } else {
                    begun = !done.isEmpty();
                }
                octets += connection.sql().boundOctets();
            } catch (DatabaseException e) {
                // The transaction is gone, and with it everything before.
                rollBack();
                begun = false;
                pending.fail(e);
                done.forEach(lost -> lost.fail(e));
                done.clear();
            }
            boolean more =
                    done.size() < MOST_WRITES && octets < MOST_OCTETS && System.nanoTime() - started < MOST_NANOS;
            next = more ? next() : Optional.empty();
        }
        if (begun) {
            commit(done);
        }
    }

    /**
     * Runs one write, and undoes it when it throws.
     *
     * @return whether it stays
     * @throws DatabaseException when undoing failed
     */
    private boolean runOne(Pending<?> pending, boolean first) {
        Sql sql = connection.sql();
        sql.reset();
        if (!first) {
            sql.update("SAVEPOINT one");
        }
        if (pending.run(sql)) {
            if (!first) {
                sql.update("RELEASE one");
            }
            return true;
        }
        sql.reset();
        if (first) {
            rollBack();
        } else {
            try {
                sql.update("ROLLBACK TO one");
                sql.update("RELEASE one");
            } catch (DatabaseException e) {
                // The failure took the whole transaction with it: it is the one to tell.
                throw pending.failure().orElse(e);
            }
        }
        pending.answer();
        return false;
    }

    private void commit(List<Pending<?>> done) {
        try {
            connection.sql().reset();
            connection.sql().update("COMMIT");
        } catch (DatabaseException e) {
            rollBack();
            done.forEach(lost -> lost.fail(e));
            return;
        }
        done.forEach(Pending::answer);
    }

    private void rollBack() {
        connection.sql().reset();
        try {
            connection.sql().update("ROLLBACK");
        } catch (DatabaseException e) {
            // SQLite has already rolled back: there is no transaction.
            connection.sql().reset();
        }
    }

    /** Work outside of transactions and its caller, who waits. */
    private record Outside<T>(Supplier<T> work, CompletableFuture<T> answer) {
        void run() {
            Answers.give(work, answer);
        }
    }

    /** A write and its caller, who waits. */
    private static final class Pending<T> {

        private final Function<Sql, T> work;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private @Nullable T result;
        private @Nullable Throwable thrown;

        Pending(Function<Sql, T> work) {
            this.work = work;
        }

        /** Runs the work; says whether it may be committed. */
        boolean run(Sql sql) {
            try {
                result = work.apply(sql);
            } catch (Throwable e) {
                // The top of this work's thread: whatever it throws is its caller's, and no other write's.
                thrown = e;
                return false;
            }
            thrown = sql.failure().orElse(null);
            return thrown == null;
        }

        @SuppressWarnings("NullAway") // the result is whatever the work returned, null included
        void answer() {
            if (thrown == null) {
                answer.complete(result);
            } else {
                answer.completeExceptionally(thrown);
            }
        }

        void fail(DatabaseException failure) {
            answer.completeExceptionally(failure);
        }

        Optional<DatabaseException> failure() {
            return thrown instanceof DatabaseException failure ? Optional.of(failure) : Optional.empty();
        }

        T await() {
            return Answers.await(answer);
        }
    }
}
