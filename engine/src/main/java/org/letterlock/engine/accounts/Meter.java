package org.letterlock.engine.accounts;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.letterlock.engine.directory.DirectoryException;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.quota.Quotas;
import org.letterlock.engine.store.AccountStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows how much an open account holds, and writes it down soon after a change and at the end: a crash forgets what came last, until the account is opened again. */
final class Meter implements AutoCloseable {

    /** How soon. */
    static final Duration DELAY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Meter.class);

    private final AccountId account;
    private final Timer timer;
    private final Quotas.Metering metering;
    private final AccountStore.Watch watch;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Timer.Timeout> due = Optional.empty();
    private boolean closed;

    Meter(AccountId account, AccountStore store, Quotas quotas, Timer timer) {
        this.account = account;
        this.timer = timer;
        this.metering = quotas.meter(account, store::usageWithoutMoved);
        this.watch = store.watch(_ -> changed());
    }

    /** What a crash forgot is soon known again. */
    void begin() {
        changed();
    }

    private void changed() {
        lock.lock();
        try {
            if (due.isEmpty() && !closed) {
                due = Optional.of(timer.after(DELAY, this::write));
            }
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        lock.lock();
        try {
            due = Optional.empty();
            if (!closed) {
                guarded(metering::write);
            }
        } finally {
            lock.unlock();
        }
    }

    private void guarded(Runnable write) {
        try {
            write.run();
        } catch (DirectoryException e) {
            LOG.warn("what account {} holds could not be written: {}", account, e.getMessage());
        }
    }

    @Override
    public void close() {
        watch.close();
        lock.lock();
        try {
            closed = true;
            due.ifPresent(Timer.Timeout::cancel);
            guarded(metering::close);
        } finally {
            lock.unlock();
        }
    }
}
