package org.letterlock.engine.accounts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.letterlock.engine.crypto.SealBrokenException;
import org.letterlock.engine.intake.Intake.EntryId;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore.Delivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the letters of one unlocked account on a virtual thread of its own, a batch at a time. An entry leaves the intake only after the account has it, and
 * not at once: one commit takes many of them out. When the engine dies between the two, the account skips it the next time. A file that fails is tried again
 * later for ever. An entry that cannot be taken in is told and left where it is until the account is unlocked again, and the others pass it.
 */
final class Mover implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);
    private static final int BATCH = 50;

    /** So many entries that the account has may still lie in the intake, */
    private static final int MOST_TAKEN = 50;

    /** and so long after the last of them came. */
    private static final Duration TAKEN_STAY = Duration.ofMillis(100);

    /** Rests so long after a batch for each letter in it: a lone letter moves at once, and of a stream each commit takes what came meanwhile; */
    private static final Duration REST = Duration.ofMillis(8);

    /** but never longer than this, which whoever waits for a letter would notice. */
    private static final Duration LONGEST_REST = Duration.ofMillis(24);

    private static final long BATCH_OCTETS = 8L << 20;
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(1);

    private final AccountId account;
    private final Inflow inflow;
    private final BiConsumer<MailLog.Kind, String> events;
    private final Duration firstBackOff;
    private final Semaphore signal = new Semaphore(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong wakes = new AtomicLong(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roundOver = lock.newCondition();

    /** So many of the wakes have been obeyed; guarded by {@link #lock}. */
    private long obeyed;

    private final Thread thread;
    private final Set<EntryId> setAside = new HashSet<>();
    private final Set<EntryId> taken = new LinkedHashSet<>();
    private boolean failing;

    /** How many letters the last round moved. */
    private int moved;

    Mover(AccountId account, Inflow inflow, BiConsumer<MailLog.Kind, String> events) {
        this(account, inflow, events, FIRST_BACK_OFF);
    }

    Mover(AccountId account, Inflow inflow, BiConsumer<MailLog.Kind, String> events, Duration firstBackOff) {
        this.account = account;
        this.inflow = inflow;
        this.events = events;
        this.firstBackOff = firstBackOff;
        this.thread = Thread.ofVirtual().name("mover-" + account).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** There is something to move. */
    void wake() {
        wakes.incrementAndGet();
        signal.release();
    }

    private void run() {
        Duration backOff = firstBackOff;
        try {
            while (isOpen()) {
                boolean news = awaitNews();
                signal.drainPermits();
                long woken = wakes.get();
                boolean done = move(news);
                if (news) {
                    obeyed(woken);
                }
                if (done) {
                    backOff = firstBackOff;
                    closing.await(rest().toNanos(), TimeUnit.NANOSECONDS);
                } else if (!closing.await(backOff.toNanos(), TimeUnit.NANOSECONDS)) {
                    backOff = backOff.multipliedBy(2).compareTo(LONGEST_BACK_OFF) < 0
                            ? backOff.multipliedBy(2)
                            : LONGEST_BACK_OFF;
                    signal.release();
                }
            }
            move(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            obeyed(Long.MAX_VALUE);
        }
    }

    private void obeyed(long woken) {
        lock.lock();
        try {
            obeyed = woken;
            roundOver.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until what waits now has moved, something failed, or {@code time} is over. */
    void awaitRound(Duration time) {
        long woken = wakes.get();
        long left = time.toNanos();
        lock.lock();
        try {
            while (obeyed < woken && left > 0) {
                left = roundOver.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to move; false when nothing came for a moment and entries are to leave the intake. */
    private boolean awaitNews() throws InterruptedException {
        if (!taken.isEmpty()) {
            return signal.tryAcquire(TAKEN_STAY.toNanos(), TimeUnit.NANOSECONDS);
        }
        signal.acquire();
        return true;
    }

    private Duration rest() {
        Duration rest = REST.multipliedBy(Math.max(1, moved));
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }

    private boolean isOpen() {
        return closing.getCount() > 0;
    }

    /** Moves until nothing waits, or only tidies up; false when something failed that may be better later. */
    private boolean move(boolean news) {
        moved = 0;
        try {
            while (news && isOpen() && moveBatch()) {
                failing = false;
            }
            if (!news) {
                removeTaken();
                failing = false;
            }
            return true;
        } catch (DatabaseException e) {
            if (!failing) {
                events.accept(MailLog.Kind.DEFERRED, "account " + account + ": " + e.reason());
            }
            failing = true;
            return false;
        } catch (RuntimeException e) {
            LOG.error("moving letters into account {} failed", account, e);
            return false;
        }
    }

    /** Whether there may be more of what waited at the call; what comes later brings its own signal. */
    private boolean moveBatch() {
        if (taken.size() >= MOST_TAKEN) {
            removeTaken();
        }
        int before = setAside.size();
        List<EntryId> entries = new ArrayList<>();
        List<Delivery> letters = new ArrayList<>();
        long octets = 0;
        for (EntryId entry : inflow.waiting(BATCH + setAside.size() + taken.size())) {
            if (octets >= BATCH_OCTETS || entries.size() == BATCH) {
                break;
            }
            if (!setAside.contains(entry) && !taken.contains(entry)) {
                try {
                    Delivery letter = inflow.open(entry);
                    octets += letter.content().length();
                    letters.add(letter);
                    entries.add(entry);
                } catch (DatabaseException e) {
                    throw e;
                } catch (RuntimeException e) {
                    setAside(entry, e);
                }
            }
        }
        if (entries.isEmpty()) {
            return setAside.size() > before;
        }
        try {
            inflow.deliver(letters);
            delivered(entries);
        } catch (DatabaseException e) {
            throw e;
        } catch (RuntimeException e) {
            moveOneByOne(entries, letters);
        }
        return entries.size() == BATCH || octets >= BATCH_OCTETS || setAside.size() > before;
    }

    /** One of them broke while it was read: find out which. */
    private void moveOneByOne(List<EntryId> entries, List<Delivery> letters) {
        for (int i = 0; i < entries.size(); i++) {
            try {
                inflow.deliver(List.of(letters.get(i)));
                delivered(List.of(entries.get(i)));
            } catch (DatabaseException e) {
                throw e;
            } catch (RuntimeException e) {
                setAside(entries.get(i), e);
            }
        }
    }

    private void delivered(List<EntryId> entries) {
        moved += entries.size();
        taken.addAll(entries);
        for (EntryId entry : entries) {
            events.accept(MailLog.Kind.DELIVERED, "entry " + entry.letter() + " to account " + account);
        }
    }

    private void removeTaken() {
        inflow.remove(List.copyOf(taken));
        taken.clear();
    }

    private void setAside(EntryId entry, RuntimeException failure) {
        setAside.add(entry);
        if (failure instanceof SealBrokenException) {
            LOG.error("entry {} of account {} is damaged and stays in the intake", entry.letter(), account);
        } else {
            LOG.error(
                    "entry {} of account {} cannot be taken in and stays in the intake",
                    entry.letter(),
                    account,
                    failure);
        }
        events.accept(MailLog.Kind.REFUSED, "entry " + entry.letter() + " of account " + account + " is damaged");
    }

    /** Stops after the batch that is under way. */
    @Override
    public void close() {
        closing.countDown();
        signal.release();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
