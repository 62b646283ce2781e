package org.letterlock.engine.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.letterlock.engine.sqlite.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts in memory and writes a minute later, many counts in one commit: what a crash takes is the last minute, which no letter depends on. Bounded; safe for any number of
 * threads, and it keeps none waiting.
 *
 * @param <K> what is counted
 */
public final class Gathering<K> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gathering.class);

    /** How many kinds wait in memory; further ones are not counted. */
    public static final int MOST = 5_000;

    private static final Duration TIME = Duration.ofMinutes(1);

    private final String what;
    private final Consumer<Map<K, Long>> written;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hurry = lock.newCondition();
    private Map<K, Long> waiting = new HashMap<>(); // guarded by lock
    private boolean watched; // guarded by lock
    private boolean closed; // guarded by lock

    /**
     * @param what is counted, for the log
     * @param written takes the counts; durable when it returns
     */
    public Gathering(String what, Consumer<Map<K, Long>> written) {
        this.what = what;
        this.written = written;
    }

    /** Counts one. */
    public void count(K kind) {
        lock.lock();
        try {
            if (!closed && (waiting.size() < MOST || waiting.containsKey(kind))) {
                waiting.merge(kind, 1L, Long::sum);
                if (!watched) {
                    watched = true;
                    Thread.ofVirtual().name("gathering").start(this::writeLater);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void writeLater() {
        lock.lock();
        try {
            long left = TIME.toNanos();
            while (left > 0 && !closed) {
                left = hurry.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watched = false;
            lock.unlock();
        }
        flush();
    }

    private Map<K, Long> take() {
        lock.lock();
        try {
            Map<K, Long> counted = waiting;
            waiting = new HashMap<>();
            return counted;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what was counted and not written. */
    public void forget() {
        take();
    }

    /** Writes what was counted; what cannot be written is dropped. */
    public void flush() {
        Map<K, Long> counted = take();
        try {
            if (!counted.isEmpty()) {
                written.accept(counted);
            }
        } catch (DatabaseException e) {
            LOG.warn("{} kinds of {} could not be written: {}", counted.size(), what, e.getMessage());
        }
    }

    /** Writes what was counted, and counts no more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            hurry.signalAll();
        } finally {
            lock.unlock();
        }
        flush();
    }
}
