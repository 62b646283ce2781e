package org.letterlock.engine.store;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does in the background what nobody waits for: takes old letters out of the trash that were discarded, learns what is junk, erases what no entry refers to, to the last trace, indexes text, forgets what is too old. In small steps, on a virtual
 * thread, when nothing was written for a moment.
 */
final class Caretaker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);

    /** How long a busy account may put the work off. */
    private static final long MAX_DELAY_NANOS = Duration.ofSeconds(5).toNanos();

    /** A purge rests so many times as long as it took. */
    private static final long PURGE_REST = 20;

    private final Database database;
    private final Eraser eraser;
    private final TextIndex index;
    private final Learning learning;
    private final long quietNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final ReentrantLock working = new ReentrantLock();
    private final Thread thread;
    private boolean wanted = true;
    private boolean closed;
    private long lastWake = System.nanoTime();

    /** Guarded by {@link #working}. */
    private long nextPurge = System.nanoTime();

    Caretaker(Database database, Eraser eraser, TextIndex index, Learning learning, StoreLimits limits) {
        this.database = database;
        this.eraser = eraser;
        this.index = index;
        this.learning = learning;
        this.quietNanos = limits.quiet().toNanos();
        this.thread = Thread.ofVirtual().name("caretaker").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Clears up what an earlier process left half done, and starts. */
    void begin() {
        eraser.doomUnfinished();
        start();
    }

    /** Says that something was written. */
    void wake() {
        lock.lock();
        try {
            wanted = true;
            lastWake = System.nanoTime();
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Does at once all that is to be done. */
    void work() {
        working.lock();
        try {
            inSteps(eraser::emptyTrash);
            // Before anything is erased: who throws junk away taught something by that.
            inSteps(learning::learnSome);
            boolean erased = inSteps(eraser::eraseSome);
            inSteps(index::indexSome);
            boolean purged = purge();
            if (erased || purged) {
                inSteps(eraser::releaseSome);
                emptyWal();
            }
            eraser.prune();
        } finally {
            working.unlock();
        }
    }

    /** Whether there was more than one step to do. */
    private boolean inSteps(BooleanSupplier step) {
        boolean any = false;
        long begun = System.nanoTime();
        while (!isClosed() && step.getAsBoolean()) {
            any = true;
            restBetweenSteps(System.nanoTime() - begun);
            begun = System.nanoTime();
        }
        return any;
    }

    /** Takes out of the index what was only noted as gone, unless it did so a moment ago: that writes the whole index anew. */
    private boolean purge() {
        long begun = System.nanoTime();
        if (begun - nextPurge < 0 && isBackground()) {
            return false;
        }
        boolean purged = inSteps(index::purgeSome);
        long ended = System.nanoTime();
        if (purged) {
            nextPurge = ended + PURGE_REST * (ended - begun);
        }
        return purged;
    }

    private void emptyWal() {
        if (!isClosed()) {
            database.emptyWal();
        }
    }

    private boolean isBackground() {
        return Thread.currentThread().equals(thread);
    }

    private void run() {
        while (awaitWork()) {
            try {
                work();
            } catch (DatabaseException e) {
                if (e.reason() != DatabaseException.Reason.CLOSED) {
                    LOG.warn("Care for an account put off: {}", e.getMessage(), e.unexpected());
                }
            } catch (RuntimeException e) {
                LOG.error("Care for an account failed", e);
            }
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitWork() {
        lock.lock();
        try {
            while (!wanted && !closed) {
                woken.await();
            }
            wanted = false;
            awaitQuiet();
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for quiet, and twice as long as the step took: two thirds of a core are left to those who wait for an answer. Not while somebody waits for this work. */
    private void restBetweenSteps(long step) {
        if (!isBackground() || working.hasQueuedThreads()) {
            return;
        }
        lock.lock();
        try {
            awaitQuiet();
            long until = System.nanoTime() + Math.min(2 * step, MAX_DELAY_NANOS);
            for (long left = until - System.nanoTime(); left > 0 && !closed; left = until - System.nanoTime()) {
                woken.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void awaitQuiet() throws InterruptedException {
        long from = System.nanoTime();
        for (long now = from; !closed; now = System.nanoTime()) {
            long left = Math.min(lastWake + quietNanos - now, from + MAX_DELAY_NANOS - now);
            if (left <= 0) {
                return;
            }
            woken.awaitNanos(left);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            for (boolean ended = false; !ended; ) {
                ended = thread.join(Duration.ofMinutes(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
