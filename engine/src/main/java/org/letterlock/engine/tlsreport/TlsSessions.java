package org.letterlock.engine.tlsreport;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.letterlock.engine.queue.TlsTally;
import org.letterlock.engine.smtpclient.TlsSession;
import org.letterlock.engine.sqlite.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts sessions in memory and writes them to the tally a minute later, many in one commit: what a crash takes is the last minute, which no letter depends on. Bounded;
 * safe for any number of threads, and it keeps none waiting.
 */
public final class TlsSessions implements Consumer<TlsSession>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsSessions.class);

    /** How many kinds of sessions wait in memory; further ones are not told. */
    static final int MOST = 5_000;

    private static final Duration GATHERING = Duration.ofMinutes(1);

    private final TlsTally tally;
    private final BooleanSupplier on;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hurry = lock.newCondition();
    private Map<TlsTally.Sessions, Long> waiting = new HashMap<>(); // guarded by lock
    private boolean watched; // guarded by lock
    private boolean closed; // guarded by lock

    /** @param on whether they are to be counted */
    public TlsSessions(TlsTally tally, BooleanSupplier on, Clock clock) {
        this.tally = tally;
        this.on = on;
        this.clock = clock;
    }

    @Override
    public void accept(TlsSession session) {
        if (!on.getAsBoolean()) {
            return;
        }
        TlsTally.Sessions kind = new TlsTally.Sessions(
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                session.destination(),
                session.policy(),
                session.failure()
                        .map(type -> new TlsTally.Failure(
                                type,
                                session.host(),
                                session.address()
                                        .map(InetAddress::getHostAddress)
                                        .orElse(""),
                                session.ours().map(InetAddress::getHostAddress).orElse(""))));
        lock.lock();
        try {
            if (!closed && (waiting.size() < MOST || waiting.containsKey(kind))) {
                waiting.merge(kind, 1L, Long::sum);
                if (!watched) {
                    watched = true;
                    Thread.ofVirtual().name("tls-sessions").start(this::writeLater);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void writeLater() {
        lock.lock();
        try {
            long left = GATHERING.toNanos();
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

    /** Takes what was counted. */
    private Map<TlsTally.Sessions, Long> take() {
        lock.lock();
        try {
            Map<TlsTally.Sessions, Long> counted = waiting;
            waiting = new HashMap<>();
            return counted;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what was counted, written or not. */
    void forget() {
        take();
        tally.clear();
    }

    /** Writes what was counted; what cannot be written is dropped. */
    void flush() {
        Map<TlsTally.Sessions, Long> counted = take();
        try {
            if (!counted.isEmpty()) {
                tally.add(counted);
            }
        } catch (DatabaseException e) {
            LOG.warn("How {} kinds of sessions came to TLS could not be written: {}", counted.size(), e.getMessage());
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
