package org.letterlock.engine.accounts;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the letters of one unlocked account on a virtual thread of its own, a batch at a time. An entry leaves the intake only after the account has it, and
 * not at once: one commit takes many of them out. When the engine dies between the two, the account skips it the next time. A file that fails is tried again
 * later for ever. An entry that cannot be taken in is told and left where it is until the account is unlocked again, and the others pass it.
 */
final class Mover implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);
    private static final int BATCH = 100;
    private static final long BATCH_OCTETS = 2L << 20;

    /** So many entries that the account has may still lie in the intake when a round begins, */
    private static final int MOST_TAKEN = 50;

    /** and so many within a round, which should be over soon, */
    private static final int MOST_TAKEN_IN_A_ROUND = 10_000;

    /** and so long after the last of them came. */
    private static final Duration TAKEN_STAY = Duration.ofMillis(100);

    /** Rests so long after a batch for each letter in it: a lone letter moves at once, and of a stream each commit takes what came meanwhile; */
    private static final Duration REST = Duration.ofMillis(8);

    /** but never longer than this, which whoever waits for a letter would notice. */
    private static final Duration LONGEST_REST = Duration.ofMillis(24);

    /** So many batches are written or wait for it at once: while a checkpoint takes its tenth of a second, letters go on being made ready. */
    private static final int MOST_WRITING = 3;

    private static final int REMOVED_AT_ONCE = 200;
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

    /** Told and left where they are. Also the thread that writes adds to it. */
    private final Set<EntryId> setAside = ConcurrentHashMap.newKeySet();

    private final Set<EntryId> taken = new LinkedHashSet<>();

    /** Entries in places up to this one were taken or set aside. */
    private long passed;

    /** Entries in places up to this one were looked at in this round. */
    private long seen;

    private final Semaphore permits;
    private Optional<Batch> ahead = Optional.empty();

    /** Oldest first. */
    private final Deque<Writing> writing = new ArrayDeque<>();

    private boolean failing;

    /** How many letters the last round moved. */
    private int moved;

    /**
     * @param inflow closed when this has stopped
     * @param permits one for each batch that may be in memory, of this account and all others
     */
    Mover(AccountId account, Inflow inflow, Semaphore permits, BiConsumer<MailLog.Kind, String> events) {
        this(account, inflow, permits, events, FIRST_BACK_OFF);
    }

    Mover(
            AccountId account,
            Inflow inflow,
            Semaphore permits,
            BiConsumer<MailLog.Kind, String> events,
            Duration firstBackOff) {
        this.permits = permits;
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
                if (news) {
                    // Before looking, and only then: what is thrown away otherwise is a letter that nobody looks for.
                    signal.drainPermits();
                }
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
            while (!taken.isEmpty() && move(false)) {
                // Those that stay when the intake fails are passed over the next time.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            obeyed(Long.MAX_VALUE);
            inflow.close();
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
            // Leaving costs a commit, so few of them wait for more to leave with.
            Duration stay = taken.size() < MOST_TAKEN ? TAKEN_STAY : Duration.ZERO;
            return signal.tryAcquire(stay.toNanos(), TimeUnit.NANOSECONDS);
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
    private boolean move(boolean news) throws InterruptedException {
        moved = 0;
        try {
            if (!news || taken.size() >= MOST_TAKEN) {
                removeSomeTaken();
                failing = false;
            }
            seen = passed;
            while (news && isOpen() && moveBatch()) {
                if (taken.size() >= MOST_TAKEN_IN_A_ROUND) {
                    awaitWriting(0);
                    removeSomeTaken();
                }
            }
            awaitWriting(0);
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
        } finally {
            endRound();
        }
    }

    /**
     * Makes a batch ready and hands it to be written, while those before it are written and the one after it is made ready.
     *
     * @return whether there may be more of what waited at the call; what comes later brings its own signal
     */
    private boolean moveBatch() throws InterruptedException {
        Batch batch = nextBatch();
        boolean handedOn = false;
        try {
            boolean whole = batch.help();
            boolean more = !whole || batch.size() >= BATCH;
            if (whole && more) {
                // While others are at its last letters: no processor waits for them.
                lookAhead(batch.lastBegun());
            }
            batch.await();
            seen = batch.last(seen);
            if (!whole) {
                lookAhead(seen);
            }
            awaitWriting(MOST_WRITING - 1);
            batch.broken().forEach(each -> setAside(each.entry(), each.failure()));
            writing.add(new Writing(batch, seen, Optional.ofNullable(writing.peekLast())));
            handedOn = true;
            return more;
        } finally {
            if (!handedOn) {
                batch.close();
            }
        }
    }

    /**
     * Waits until no more than {@code rest} batches are being written. The letters of the others are the account's then.
     *
     * @throws DatabaseException when the account's file failed; what was not taken comes again in the next round
     */
    private void awaitWriting(int rest) {
        while (writing.size() > rest) {
            Writing oldest = writing.remove();
            try {
                oldest.await();
                passed = oldest.last;
                failing = false;
            } finally {
                taken.addAll(oldest.taken);
                moved += oldest.taken.size();
            }
        }
    }

    private Batch nextBatch() throws InterruptedException {
        if (ahead.isPresent()) {
            Batch begun = ahead.get();
            ahead = Optional.empty();
            return begun;
        }
        // Nobody waits for a permit with some of their own in hand.
        awaitWriting(0);
        permits.acquire();
        return begin(seen);
    }

    private void lookAhead(long after) {
        if (permits.tryAcquire()) {
            ahead = Optional.of(begin(after));
        }
    }

    /** Begins a batch for which there is a permit. */
    private Batch begin(long after) {
        boolean begun = false;
        try {
            List<EntryId> waiting = new ArrayList<>(inflow.waiting(after, BATCH + setAside.size()));
            waiting.removeAll(setAside);
            Batch batch = Batch.begin(inflow, waiting, BATCH_OCTETS, permits::release);
            begun = true;
            return batch;
        } finally {
            if (!begun) {
                permits.release();
            }
        }
    }

    private void endRound() {
        while (!writing.isEmpty()) {
            try {
                awaitWriting(0);
            } catch (RuntimeException e) {
                // The first failure of the round is told; this one comes again if it lasts.
                LOG.debug("another batch for account {} failed", account, e);
            }
        }
        ahead.ifPresent(Batch::close);
        ahead = Optional.empty();
    }

    /** A batch that is written on a thread of its own when the one before it was, and not at all when that failed. */
    private final class Writing {

        /** The place of the last entry in it. */
        private final long last;

        /** What the account has of it; complete once it was waited for. */
        private final List<EntryId> taken = new ArrayList<>();

        private final CompletableFuture<Void> written;

        Writing(Batch batch, long last, Optional<Writing> before) {
            this.last = last;
            CompletableFuture<Void> turn =
                    before.map(each -> each.written).orElseGet(() -> CompletableFuture.completedFuture(null));
            this.written = turn.thenRunAsync(
                            () -> take(batch.ready()),
                            task -> Thread.ofVirtual()
                                    .name(thread.getName() + "-writing")
                                    .start(task))
                    .whenComplete((_, _) -> batch.close());
        }

        void await() {
            try {
                written.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw e;
            }
        }

        private void take(List<Batch.Ready> letters) {
            try {
                deliver(letters);
            } catch (DatabaseException e) {
                throw e;
            } catch (RuntimeException e) {
                takeOneByOne(letters);
            }
        }

        /** One of them cannot be taken in: find out which. */
        private void takeOneByOne(List<Batch.Ready> letters) {
            for (Batch.Ready letter : letters) {
                try {
                    deliver(List.of(letter));
                } catch (DatabaseException e) {
                    throw e;
                } catch (RuntimeException e) {
                    setAside(letter.entry(), e);
                }
            }
        }

        private void deliver(List<Batch.Ready> letters) {
            if (letters.isEmpty()) {
                return;
            }
            inflow.deliver(letters.stream().map(Batch.Ready::letter).toList());
            for (Batch.Ready each : letters) {
                taken.add(each.entry());
                events.accept(MailLog.Kind.DELIVERED, "entry " + each.entry().letter() + " to account " + account);
            }
        }
    }

    /** The oldest first: the place of the newest must not be given again while those after it are looked for. */
    private void removeSomeTaken() {
        List<EntryId> some = taken.stream().limit(REMOVED_AT_ONCE).toList();
        inflow.remove(some);
        some.forEach(taken::remove);
        if (taken.isEmpty()) {
            passed = 0;
        }
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
