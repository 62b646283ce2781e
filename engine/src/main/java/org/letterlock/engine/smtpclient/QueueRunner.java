package org.letterlock.engine.smtpclient;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.queue.Answer;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.Consignment.Recipient;
import org.letterlock.engine.queue.DueNotice;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.Overdue;
import org.letterlock.engine.queue.Settlement;
import org.letterlock.engine.queue.Waiting;
import org.letterlock.engine.sqlite.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the queue: one thread looks for destinations that something is due for whenever something changed or its time came, and gives each of them virtual
 * threads, within the limits of {@link Destinations}. Such a thread takes one letter after the other while there are any. What a courier says is settled at
 * once; what could not be settled (a full disk) is kept and settled first of all when it works again, so that a recipient that has its letter is not sent
 * another.
 */
public final class QueueRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueRunner.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(20);
    private static final Duration AFTER_ABORT = Duration.ofSeconds(5);
    private static final Duration STORY = Duration.ofDays(30);
    private static final int MAX_RECIPIENTS = 100;
    private static final int LOOK_AHEAD = 500;
    private static final int LOOK_ASIDE = 1_000;
    private static final int TURN = 10;
    private static final Duration AFTER_FAULT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final int NOTICES_AT_ONCE = 50;

    private final MailQueue queue;
    private final Courier courier;
    private final Notices notices;
    private final RetrySchedule schedule;
    private final Settings settings;
    private final Clock clock;
    private final Consumer<QueueEvent> events;
    private final Destinations destinations;
    private final WarmUp warmUp = new WarmUp();
    private final Queue<Map<Long, Settlement>> owed = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long changes; // guarded by lock
    private boolean stopping; // guarded by lock
    private Instant nextForgetting = Instant.MIN; // of the thread alone
    private Instant lastLook = Instant.MIN; // of the thread alone
    private Optional<DomainName> lookedUpTo = Optional.empty(); // of the thread alone
    private final Thread thread = Thread.ofVirtual().name("queue").unstarted(this::run);

    /**
     * How much is done at once.
     *
     * @param connections conversations in all, at least 1
     * @param perDestination conversations with one destination, at least 1
     * @param grace how long attempts may go on when the runner is closed
     * @param places what stands for a destination where conversations are counted: itself, or the relay that it shares with others
     * @param isStranger whether a destination goes by what it knows of our address, and gets few letters while that is new
     */
    public record Settings(
            int connections,
            int perDestination,
            Duration grace,
            UnaryOperator<DomainName> places,
            Predicate<DomainName> isStranger) {
        /** 50 in all, 4 for one destination, 10 seconds. */
        public static final Settings DEFAULT = new Settings(50, 4, Duration.ofSeconds(10));

        /** Each destination stands for itself. */
        public Settings(int connections, int perDestination, Duration grace) {
            this(connections, perDestination, grace, UnaryOperator.identity(), _ -> false);
        }

        /** The same where destinations may share relays, and may be strangers. */
        public Settings with(UnaryOperator<DomainName> shared, Predicate<DomainName> strangers) {
            return new Settings(connections, perDestination, grace, shared, strangers);
        }
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
        this.destinations = new Destinations(settings.connections(), settings.perDestination(), clock);
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
            endOverdue();
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
            // What was due when we looked is kept back by a limit: the end of a conversation wakes us.
            return next.get().isAfter(lastLook) || lookedUpTo.isPresent() ? SHORTEST_WAIT : LONGEST_WAIT;
        }
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
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

    /** Ends what has a time of its own that is over (RFC 2852 §4.1). */
    private void endOverdue() {
        for (List<Overdue> ended = queue.endOverdue(clock.instant(), LOOK_AHEAD);
                !ended.isEmpty();
                ended = queue.endOverdue(clock.instant(), LOOK_AHEAD)) {
            ended.forEach(each ->
                    events.accept(new QueueEvent(QueueEvent.Kind.BOUNCED, each.id(), each.recipient(), each.answer())));
        }
    }

    /** Begins conversations with those that letters have been due for longest, and where one of these has very many, with the others, too. */
    private void startDue() {
        Instant now = clock.instant();
        lastLook = now;
        if (!destinations.haveRoom()) {
            return;
        }
        List<DomainName> longestDue = queue.due(now, LOOK_AHEAD);
        longestDue.forEach(this::begin);
        boolean seenAll = longestDue.size() < LOOK_AHEAD && lookedUpTo.isEmpty();
        if (seenAll || !destinations.haveRoom()) {
            return;
        }
        List<Waiting> others = queue.dueAfter(lookedUpTo, now, LOOK_ASIDE);
        others.stream().filter(Waiting::isDue).map(Waiting::destination).forEach(this::begin);
        lookedUpTo = others.size() < LOOK_ASIDE
                ? Optional.empty()
                : Optional.of(others.getLast().destination());
    }

    private void begin(DomainName destination) {
        DomainName place = settings.places().apply(destination);
        if (destinations.enter(place)) {
            Thread.ofVirtual().name("to-" + destination).start(() -> converse(destination, place));
        }
    }

    /** Takes letters to {@code destination} while there are any, and as long as nobody waits for the place. */
    private void converse(DomainName destination, DomainName place) {
        try {
            for (int letters = 0; destinations.goOn(place, letters < TURN); letters++) {
                if (isTooEarly(destination)) {
                    break;
                }
                Optional<Consignment> claimed = queue.claim(destination, clock.instant(), MAX_RECIPIENTS);
                if (claimed.isEmpty()) {
                    warmUp.giveBack(destination);
                    break;
                }
                work(claimed.get());
            }
            putOffOld(destination, place);
        } catch (RuntimeException e) {
            LOG.error("No letter to {} could be taken from the queue", destination, e);
            destinations.trouble(
                    place,
                    clock.instant().plus(AFTER_FAULT),
                    Answer.ours(new StatusCode(4, 3, 0), "the queue could not be read"));
        } finally {
            destinations.leave(place);
            wake();
        }
    }

    /** While a destination is left alone, letters that are old are put off with it, untried: so their senders are told, and they are given up in time. */
    private void putOffOld(DomainName destination, DomainName place) {
        Optional<Answer> reason = destinations.pausedBy(place).or(() -> destinations.pausedBy(destination));
        if (reason.isEmpty()) {
            return;
        }
        Outcome later = new Outcome.Later(Answer.ours(
                reason.get().status(),
                "not tried; to another letter was said: " + reason.get().text()));
        Instant now = clock.instant();
        Instant begun = now.minus(RetrySchedule.DELAY_NOTICE);
        for (Optional<Consignment> old = queue.claim(destination, now, begun, MAX_RECIPIENTS);
                old.isPresent();
                old = queue.claim(destination, now, begun, MAX_RECIPIENTS)) {
            Map<Recipient, Outcome> outcomes = new LinkedHashMap<>();
            old.get().recipients().forEach(recipient -> outcomes.put(recipient, later));
            record(old.get(), outcomes);
        }
    }

    /** Whether a destination has had what it gets from a new address within an hour; it is left alone until that is over. */
    private boolean isTooEarly(DomainName destination) {
        if (!settings.isStranger().test(destination)) {
            return false;
        }
        Instant now = clock.instant();
        Optional<Instant> until = warmUp.take(destination, queue.firstSent(), now);
        until.ifPresent(end -> {
            destinations.trouble(
                    destination,
                    end,
                    Answer.ours(new StatusCode(4, 4, 5), "our address is new, and sends a server few letters an hour"));
            LOG.atInfo()
                    .addKeyValue("destination", destination)
                    .addKeyValue("until", end)
                    .log("Our address is new: further letters wait");
        });
        return until.isPresent();
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
        }
    }

    private void settle(Consignment consignment, Map<Recipient, Outcome> outcomes) {
        Instant now = clock.instant();
        outcomes.values().forEach(outcome -> judge(settings.places().apply(consignment.destination()), outcome, now));
        record(consignment, outcomes);
    }

    private void record(Consignment consignment, Map<Recipient, Outcome> outcomes) {
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

    /** Learns from an answer how a destination wants to be treated. */
    private void judge(DomainName place, Outcome outcome, Instant now) {
        if (!(outcome instanceof Outcome.Later(Answer answer))) {
            destinations.welcome(place);
            return;
        }
        if (answer.status().subject() == 2) {
            // About one mailbox (RFC 3463 §3.3), whatever its words are.
            destinations.welcome(place);
            return;
        }
        switch (Setback.of(answer)) {
            case UNREACHABLE -> destinations.trouble(place, now, answer);
            case TOO_MUCH, BLOCKLISTED, NO_REVERSE_NAME, LOGIN ->
                destinations.trouble(place, now.plus(Setback.wait(answer).orElse(PAUSE)), answer);
            case GREYLISTED, MAILBOX_FULL, NOT_AUTHENTICATED, OTHER -> destinations.welcome(place);
        }
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
                yield schedule.next(consignment.begun(), recipient.attempts() + 1, answer, now)
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
        destinations.stop();
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!destinations.awaitIdle(settings.grace())) {
                courier.abort();
                if (!destinations.awaitIdle(AFTER_ABORT)) {
                    LOG.warn("Attempts did not end and were left");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        courier.close();
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
}
