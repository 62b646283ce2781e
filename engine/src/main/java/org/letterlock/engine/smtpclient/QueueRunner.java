package org.letterlock.engine.smtpclient;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.queue.Answer;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.Consignment.Recipient;
import org.letterlock.engine.queue.DueNotice;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.MailQueue.Due;
import org.letterlock.engine.queue.Settlement;
import org.letterlock.engine.sqlite.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the queue: one thread looks for what is due whenever something changed or its time came, and gives each consignment a virtual thread of its own,
 * within limits for all and for one destination. What a courier says is settled at once; what could not be settled (a full disk) is kept and settled
 * first of all when it works again, so that a recipient that has its letter is not sent another.
 */
public final class QueueRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueRunner.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(20);
    private static final Duration AFTER_ABORT = Duration.ofSeconds(5);
    private static final Duration STORY = Duration.ofDays(30);
    private static final int MAX_RECIPIENTS = 100;
    private static final int LOOK_AHEAD = 500;
    private static final int NOTICES_AT_ONCE = 50;

    private final MailQueue queue;
    private final Courier courier;
    private final Notices notices;
    private final RetrySchedule schedule;
    private final Settings settings;
    private final Clock clock;
    private final Consumer<QueueEvent> events;
    private final Queue<Map<Long, Settlement>> owed = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<DomainName, Integer> underWay = new HashMap<>(); // guarded by lock
    private long changes; // guarded by lock
    private boolean stopping; // guarded by lock
    private Instant nextForgetting = Instant.MIN; // of the thread alone
    private final Thread thread = Thread.ofVirtual().name("queue").unstarted(this::run);

    /**
     * How much is done at once.
     *
     * @param connections attempts in all, at least 1
     * @param perDestination attempts for one destination, at least 1
     * @param grace how long attempts may go on when the runner is closed
     */
    public record Settings(int connections, int perDestination, Duration grace) {
        /** 20 in all, 4 for one destination, 10 seconds. */
        public static final Settings DEFAULT = new Settings(20, 4, Duration.ofSeconds(10));
    }

    /** @param events told of each settlement; must not block */
    public QueueRunner(
            MailQueue queue,
            Courier courier,
            Notices notices,
            RetrySchedule schedule,
            Settings settings,
            Clock clock,
            Consumer<QueueEvent> events) {
        this.queue = queue;
        this.courier = courier;
        this.notices = notices;
        this.schedule = schedule;
        this.settings = settings;
        this.clock = clock;
        this.events = events;
    }

    /** Begins to work. Called once. */
    public void start() {
        queue.onChange(this::wake);
        thread.start();
    }

    /** Looks for work now. From any thread. */
    public void wake() {
        lock.lock();
        try {
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        long seen = changesSeen();
        Duration wait = workOnce();
        while (await(seen, wait)) {
            seen = changesSeen();
            wait = workOnce();
        }
    }

    private long changesSeen() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** Does what there is to do and says how long there will be nothing. */
    private Duration workOnce() {
        try {
            settleOwed();
            startDue();
            sendNotices();
            forgetOldStories();
            return untilNext();
        } catch (DatabaseException e) {
            LOG.error("The queue could not be worked on: {}", e.getMessage(), e.unexpected());
            return LONGEST_WAIT;
        } catch (RuntimeException e) {
            LOG.error("The queue could not be worked on", e);
            return LONGEST_WAIT;
        }
    }

    private void forgetOldStories() {
        Instant now = clock.instant();
        if (!now.isBefore(nextForgetting)) {
            queue.forget(now.minus(STORY));
            nextForgetting = now.plus(Duration.ofHours(1));
        }
    }

    private Duration untilNext() {
        Optional<Instant> next = queue.nextAttempt();
        if (next.isEmpty()) {
            return LONGEST_WAIT;
        }
        Duration wait = Duration.between(clock.instant(), next.get());
        if (wait.isNegative() || wait.isZero()) {
            // Something is due that a limit keeps back: the end of another attempt wakes us.
            return hasWork() ? LONGEST_WAIT : SHORTEST_WAIT;
        }
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private boolean hasWork() {
        lock.lock();
        try {
            return !underWay.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a change after {@code seen}; false when the thread is to end. */
    private boolean await(long seen, Duration longest) {
        lock.lock();
        try {
            long nanos = longest.toNanos();
            while (changes == seen && !stopping && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return !stopping;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void settleOwed() {
        for (Map<Long, Settlement> settlements = owed.peek(); settlements != null; settlements = owed.peek()) {
            queue.settle(settlements);
            owed.remove(settlements);
        }
    }

    private void startDue() {
        Instant now = clock.instant();
        for (Due due : queue.due(now, LOOK_AHEAD, settings.perDestination())) {
            if (!enter(due.destination())) {
                continue;
            }
            boolean started = false;
            try {
                Optional<Consignment> claimed = queue.claim(due, now, MAX_RECIPIENTS);
                if (claimed.isPresent()) {
                    Consignment consignment = claimed.get();
                    Thread.ofVirtual().name(consignment.id().value()).start(() -> work(consignment));
                    started = true;
                }
            } finally {
                if (!started) {
                    leave(due.destination());
                }
            }
        }
    }

    private boolean enter(DomainName destination) {
        lock.lock();
        try {
            int all = underWay.values().stream().mapToInt(Integer::intValue).sum();
            int here = underWay.getOrDefault(destination, 0);
            if (stopping || all >= settings.connections() || here >= settings.perDestination()) {
                return false;
            }
            underWay.put(destination, here + 1);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void leave(DomainName destination) {
        lock.lock();
        try {
            underWay.computeIfPresent(destination, (_, count) -> count == 1 ? null : count - 1);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void work(Consignment consignment) {
        Set<Recipient> open = new HashSet<>(consignment.recipients());
        try {
            courier.deliver(consignment, outcomes -> {
                open.removeAll(outcomes.keySet());
                settle(consignment, outcomes);
            });
        } catch (RuntimeException e) {
            LOG.error("An attempt for {} failed", consignment.id(), e);
        } finally {
            if (!open.isEmpty()) {
                Outcome later = new Outcome.Later(Answer.ours(new StatusCode(4, 3, 0), "the attempt was cut off"));
                Map<Recipient, Outcome> rest = new LinkedHashMap<>();
                open.forEach(recipient -> rest.put(recipient, later));
                settle(consignment, rest);
            }
            leave(consignment.destination());
            wake();
        }
    }

    private void settle(Consignment consignment, Map<Recipient, Outcome> outcomes) {
        Instant now = clock.instant();
        Map<Recipient, Settlement> settled = new LinkedHashMap<>();
        outcomes.forEach(
                (recipient, outcome) -> settled.put(recipient, settlement(consignment, recipient, outcome, now)));
        Map<Long, Settlement> byKey = new LinkedHashMap<>();
        settled.forEach((recipient, settlement) -> byKey.put(recipient.key(), settlement));
        try {
            queue.settle(byKey);
        } catch (RuntimeException e) {
            LOG.error("What came of {} could not be recorded and is kept", consignment.id(), e);
            owed.add(byKey);
        }
        settled.forEach((recipient, settlement) -> events.accept(
                new QueueEvent(kind(settlement), consignment.id(), recipient.address(), settlement.answer())));
    }

    private static QueueEvent.Kind kind(Settlement settlement) {
        return switch (settlement) {
            case Settlement.Sent _ -> QueueEvent.Kind.SENT;
            case Settlement.Deferred _ -> QueueEvent.Kind.DEFERRED;
            case Settlement.Failed _ -> QueueEvent.Kind.BOUNCED;
        };
    }

    private Settlement settlement(Consignment consignment, Recipient recipient, Outcome outcome, Instant now) {
        return switch (outcome) {
            case Outcome.Accepted(Answer answer, boolean tellsSuccess) -> new Settlement.Sent(answer, tellsSuccess);
            case Outcome.Refused(Answer answer) -> new Settlement.Failed(answer);
            case Outcome.Later(Answer answer) -> {
                boolean late = !now.isBefore(consignment.begun().plus(RetrySchedule.DELAY_NOTICE));
                yield schedule.next(consignment.begun(), recipient.attempts() + 1, now)
                        .<Settlement>map(next -> new Settlement.Deferred(answer, next, late))
                        .orElseGet(() -> new Settlement.Failed(expired(answer)));
            }
        };
    }

    private static Answer expired(Answer last) {
        return new Answer(
                new StatusCode(5, 4, 7),
                last.remote().isPresent() ? last.text() : "given up after five days: " + last.text(),
                last.remote(),
                last.contact(),
                last.before());
    }

    private void sendNotices() {
        for (DueNotice notice : queue.notices(NOTICES_AT_ONCE)) {
            try {
                notices.send(notice);
                queue.noticed(notice);
            } catch (IOException | RuntimeException e) {
                LOG.warn("A notice about {} could not be handed over and stays due", notice.id(), e);
            }
        }
    }

    /** Starts nothing more, waits for the attempts that are under way, and cuts them off when the grace is over. What was cut off is tried again. */
    @Override
    public void close() {
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
            if (!awaitIdle(settings.grace())) {
                courier.abort();
                if (!awaitIdle(AFTER_ABORT)) {
                    LOG.warn("Attempts did not end and were left");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        joinThread();
        settleOwed();
    }

    private void joinThread() {
        try {
            if (!thread.join(AFTER_ABORT)) {
                LOG.warn("The queue's thread did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Under the lock. */
    private boolean awaitIdle(Duration longest) throws InterruptedException {
        long nanos = longest.toNanos();
        while (!underWay.isEmpty()) {
            if (nanos <= 0) {
                return false;
            }
            nanos = changed.awaitNanos(nanos);
        }
        return true;
    }
}
