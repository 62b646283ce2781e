package org.letterlock.engine.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.crypto.SealBrokenException;
import org.letterlock.engine.intake.Intake.EntryId;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore.Arriving;

final class MoverTest {

    private final FakeInflow inflow = new FakeInflow();
    private final Semaphore permits = new Semaphore(2);
    private final ConcurrentLinkedQueue<MailLog.Kind> events = new ConcurrentLinkedQueue<>();
    private final Mover mover = new Mover(
            AccountId.random(new SecureRandom()), inflow, permits, (kind, _) -> events.add(kind), Duration.ofMillis(1));

    @AfterEach
    void stop() {
        mover.close();
        assertThat(permits.availablePermits()).isEqualTo(2);
    }

    @Test
    void movesWhatWaitsAtTheStartInBatches() {
        inflow.add(130);
        mover.start();
        await(() -> inflow.taken().size() == 130 && inflow.left().isEmpty());
        assertThat(inflow.largestBatch()).isEqualTo(100);
        assertThat(events).hasSize(130).containsOnly(MailLog.Kind.DELIVERED);
    }

    @Test
    void movesWhatArrivesLater() {
        mover.start();
        for (int i = 1; i <= 20; i++) {
            inflow.add(1);
            mover.wake();
            int expected = i;
            await(() -> inflow.taken().size() == expected);
        }
    }

    @Test
    void entriesLeaveTheIntakeManyAtATime() {
        mover.start();
        for (int i = 1; i <= 200; i++) {
            inflow.add(1);
            mover.wake();
            int expected = i;
            await(() -> inflow.taken().size() == expected);
            assertThat(inflow.left()).hasSizeLessThanOrEqualTo(51);
        }
        await(() -> inflow.left().isEmpty());
        assertThat(inflow.removes()).isLessThan(100);
    }

    @Test
    void theEndTakesOutWhatWasMoved() {
        mover.start();
        inflow.add(1);
        mover.wake();
        await(() -> inflow.taken().size() == 1);
        mover.close();
        assertThat(inflow.left()).isEmpty();
    }

    @Test
    void largeLettersMakeSmallBatches() {
        inflow.letterSize = 1 << 20;
        inflow.add(20);
        mover.start();
        await(() -> inflow.left().isEmpty());
        assertThat(inflow.largestBatch()).isBetween(2, 6);
        assertThat(inflow.closed()).isEqualTo(20);
    }

    @Test
    void aFullDiskIsTriedAgainUntilThereIsRoom() {
        inflow.failures = 5;
        inflow.add(3);
        mover.start();
        await(() -> inflow.left().isEmpty());
        assertThat(inflow.taken()).hasSize(3);
        assertThat(inflow.closed()).isEqualTo(6 * 3);
        assertThat(events).containsOnlyOnce(MailLog.Kind.DEFERRED);
    }

    @Test
    void aFullDiskIsToldOnceHoweverManyLettersWait() {
        inflow.failures = 5;
        inflow.add(250);
        mover.start();
        await(() -> inflow.left().isEmpty());
        assertThat(inflow.taken()).hasSize(250);
        assertThat(events).containsOnlyOnce(MailLog.Kind.DEFERRED);
    }

    @Test
    void whileABatchIsWrittenTheNextIsReadyAndTheOneAfterItBegins() {
        permits.release();
        CountDownLatch third = new CountDownLatch(1);
        inflow.whilePreparing = entry -> {
            if (entry.equals(id(200))) {
                third.countDown();
            }
        };
        inflow.beforeDelivering = () -> reached(third);
        inflow.add(300);
        mover.start();
        await(() -> inflow.left().isEmpty());
        assertThat(inflow.taken()).hasSize(300).isSorted();
        permits.acquireUninterruptibly();
    }

    @Test
    void readyBatchesWaitBehindOneThatIsWrittenAndNoneOvertakesOneThatFailed() {
        permits.release(3);
        CountDownLatch fourth = new CountDownLatch(1);
        inflow.whilePreparing = entry -> {
            if (entry.equals(id(300))) {
                fourth.countDown();
            }
        };
        inflow.beforeDelivering = () -> reached(fourth);
        inflow.failures = 1;
        inflow.add(500);
        mover.start();
        await(() -> inflow.left().isEmpty());
        assertThat(inflow.taken()).hasSize(500).isSorted();
        assertThat(events).containsOnlyOnce(MailLog.Kind.DEFERRED);
        permits.acquireUninterruptibly(3);
    }

    @Test
    void whileALetterIsStillMadeReadyTheNextBatchBegins() {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch next = new CountDownLatch(1);
        AtomicBoolean holds = new AtomicBoolean();
        inflow.whilePreparing = entry -> {
            if (entry.seq() >= id(100).seq()) {
                next.countDown();
            } else if (Thread.currentThread().getName().startsWith("mover-")) {
                reached(held);
            } else if (holds.compareAndSet(false, true)) {
                held.countDown();
                reached(next);
            }
        };
        inflow.add(200);
        mover.start();
        await(() -> inflow.left().isEmpty());
        assertThat(inflow.taken()).hasSize(200).isSorted();
    }

    private static void reached(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void damagedEntriesDoNotBlockTheOthers() {
        inflow.add(70);
        for (int i = 0; i < 60; i++) {
            inflow.damaged.add(id(i));
        }
        mover.start();
        await(() -> inflow.taken().size() == 10 && inflow.left().size() == 60);
        inflow.add(1);
        mover.wake();
        await(() -> inflow.taken().size() == 11);
        assertThat(events.stream().filter(MailLog.Kind.REFUSED::equals)).hasSize(60);
    }

    @Test
    void aLetterThatCannotBeLetGoDoesNotEndTheMoving() {
        inflow.failures = 3;
        inflow.failingCloses = 250;
        inflow.add(250);
        mover.start();
        await(() -> inflow.left().isEmpty());
        assertThat(inflow.taken()).hasSize(250);
    }

    /** What comes just when entries leave the intake is looked for all the same. */
    @Test
    void whatComesWhileTheIntakeIsTidiedMovesToo() {
        inflow.whileRemoving = () -> {
            inflow.whileRemoving = () -> {};
            inflow.add(1);
            mover.wake();
        };
        inflow.add(1);
        mover.start();
        await(() -> inflow.taken().size() == 2 && inflow.left().isEmpty());
    }

    @Test
    void theOrderStays() {
        inflow.add(1_000);
        mover.start();
        await(() -> inflow.left().isEmpty());
        assertThat(inflow.taken()).isSorted().hasSize(1_000);
    }

    @Test
    void aPlaceThatIsGivenAgainIsSeen() {
        mover.start();
        for (int i = 1; i <= 3; i++) {
            inflow.addAt(1, "%032x".formatted(i));
            mover.wake();
            int expected = i;
            await(() -> inflow.taken().size() == expected && inflow.left().isEmpty());
        }
    }

    @Test
    void aPlaceThatIsGivenAgainWhileTheIntakeIsTidiedIsSeen() {
        AtomicBoolean woken = new AtomicBoolean();
        inflow.beforeDelivering = () -> {
            // So that the round that tidies also looks for letters.
            if (woken.compareAndSet(false, true)) {
                mover.wake();
            }
        };
        AtomicBoolean given = new AtomicBoolean();
        inflow.whileRemoving = () -> {
            if (given.compareAndSet(false, true)) {
                inflow.addAt(1, "%032x".formatted(1_000));
                mover.wake();
            }
        };
        inflow.add(60);
        mover.start();
        await(() -> inflow.taken().size() == 61 && inflow.left().isEmpty());
    }

    @Test
    void aLetterThatFailsInAnyOtherWayDoesNotBlockTheOthers() {
        inflow.add(9);
        inflow.fails.add(id(2).letter());
        mover.start();
        await(() -> inflow.left().equals(List.of(id(2))));
        assertThat(inflow.taken()).hasSize(8);
        inflow.add(1);
        mover.wake();
        await(() -> inflow.taken().size() == 9);
        assertThat(events).containsOnlyOnce(MailLog.Kind.REFUSED);
    }

    @Test
    void lettersTakenBeforeACrashAreTakenOnce() {
        inflow.add(4);
        inflow.failedRemoves = 1;
        mover.start();
        await(() -> inflow.left().isEmpty());
        assertThat(inflow.taken()).hasSize(4);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static EntryId id(int number) {
        return new EntryId(1 + number, "%032x".formatted(number));
    }

    /** An intake and an account in memory that fail as they are told to. */
    private static final class FakeInflow implements Inflow {
        private final Set<EntryId> waiting = new LinkedHashSet<>();
        private final Set<String> taken = new LinkedHashSet<>();
        private final Set<EntryId> damaged = new LinkedHashSet<>();
        private final Set<String> fails = new LinkedHashSet<>();
        private int added;
        private int closed;
        private int failingCloses;
        private Runnable whileRemoving = () -> {};
        private Runnable beforeDelivering = () -> {};
        private Consumer<EntryId> whilePreparing = _ -> {};
        private int failures;
        private int failedRemoves;
        private int removes;
        private int largestBatch;
        private int letterSize = 100;

        synchronized void add(int count) {
            for (int i = 0; i < count; i++) {
                waiting.add(id(added++));
            }
        }

        synchronized void addAt(long seq, String letter) {
            waiting.add(new EntryId(seq, letter));
        }

        synchronized List<String> taken() {
            return new ArrayList<>(taken);
        }

        synchronized List<EntryId> left() {
            return new ArrayList<>(waiting);
        }

        synchronized int removes() {
            return removes;
        }

        synchronized int largestBatch() {
            return largestBatch;
        }

        @Override
        public void close() {
            // It has no keys.
        }

        @Override
        public synchronized List<EntryId> waiting(long after, int limit) {
            return waiting.stream().filter(e -> e.seq() > after).limit(limit).toList();
        }

        @Override
        public Preparation preparation() {
            return new Preparation() {
                @Override
                public Arriving prepare(EntryId entry) {
                    whilePreparing.accept(entry);
                    return FakeInflow.this.prepare(entry);
                }

                @Override
                public void close() {
                    // It holds nothing.
                }
            };
        }

        private synchronized Arriving prepare(EntryId entry) {
            if (damaged.contains(entry)) {
                throw new SealBrokenException("damaged");
            }
            return new Letter(entry.letter(), letterSize, this::letGo);
        }

        private synchronized void letGo() {
            closed++;
            if (failingCloses > 0) {
                failingCloses--;
                throw new DatabaseException(DatabaseException.Reason.FULL, "full");
            }
        }

        synchronized int closed() {
            return closed;
        }

        @Override
        public void deliver(List<Arriving> letters) {
            beforeDelivering.run();
            take(letters);
        }

        private synchronized void take(List<Arriving> letters) {
            if (failures > 0) {
                failures--;
                throw new DatabaseException(DatabaseException.Reason.FULL, "full");
            }
            List<String> ids = letters.stream().map(l -> ((Letter) l).id()).toList();
            if (ids.stream().anyMatch(fails::contains)) {
                throw new UncheckedIOException(new IOException("unreadable"));
            }
            largestBatch = Math.max(largestBatch, letters.size());
            taken.addAll(ids);
        }

        @Override
        public synchronized void remove(List<EntryId> entries) {
            if (failedRemoves > 0) {
                failedRemoves--;
                throw new DatabaseException(DatabaseException.Reason.LOCKED, "busy");
            }
            removes++;
            entries.forEach(waiting::remove);
            whileRemoving.run();
        }
    }

    private record Letter(String id, long octets, Runnable closing) implements Arriving {
        @Override
        public void close() {
            closing.run();
        }
    }
}
