package org.letterlock.engine.smtpclient;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.queue.Answer;

/**
 * How much is sent at once, in all and to each destination. No destination takes more than its share, a second conversation with one begins only while half of
 * all are free, and those that gave trouble the last time leave a quarter to the others: so those that are slow or gone never hold up the rest. What is known
 * of a destination is forgotten after a day. Safe for any number of threads.
 */
final class Destinations {

    private static final int REMEMBERED = 10_000;
    private static final Duration MEMORY = Duration.ofDays(1);

    private final int connections;
    private final int perDestination;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final Map<DomainName, Integer> underWay = new HashMap<>(); // guarded by lock
    private int all; // guarded by lock
    private boolean crowded; // guarded by lock
    private boolean stopping; // guarded by lock

    /** Those that gave trouble. */
    private final Cache<DomainName, Trouble> troubled;

    /**
     * What a destination gave last.
     *
     * @param until when it is left alone
     * @param answer why
     */
    private record Trouble(Instant until, Answer answer) {}

    /**
     * @param connections conversations in all, at least 1
     * @param perDestination conversations with one destination, at least 1
     */
    Destinations(int connections, int perDestination, Clock clock) {
        this.connections = connections;
        this.perDestination = perDestination;
        this.clock = clock;
        troubled = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfterWrite(MEMORY)
                .build();
    }

    /** Whether any conversation may begin. Forgets whether somebody waited for that. */
    boolean haveRoom() {
        lock.lock();
        try {
            crowded = !stopping && all >= connections;
            return !stopping && all < connections;
        } finally {
            lock.unlock();
        }
    }

    /** Counts a conversation with {@code destination}, if it may begin now; then {@link #leave} ends it. */
    boolean enter(DomainName destination) {
        lock.lock();
        try {
            if (stopping || isPaused(destination)) {
                return false;
            }
            int here = underWay.getOrDefault(destination, 0);
            boolean gaveTrouble = troubled.getIfPresent(destination) != null;
            int most = gaveTrouble ? connections - connections / 4 : here == 0 ? connections : (connections + 1) / 2;
            if (all >= most) {
                crowded |= here == 0 && !gaveTrouble;
                return false;
            }
            if (here >= (gaveTrouble ? 1 : perDestination)) {
                return false;
            }
            underWay.put(destination, here + 1);
            all++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether a conversation goes on with the next letter.
     *
     * @param hasTurn whether it may do so although others wait for its place
     */
    boolean goOn(DomainName destination, boolean hasTurn) {
        lock.lock();
        try {
            return !stopping && (hasTurn || !crowded) && !isPaused(destination);
        } finally {
            lock.unlock();
        }
    }

    private boolean isPaused(DomainName destination) {
        return pausedBy(destination).isPresent();
    }

    /** Why a destination is left alone; empty where it is not. */
    Optional<Answer> pausedBy(DomainName destination) {
        return Optional.ofNullable(troubled.getIfPresent(destination))
                .filter(trouble -> clock.instant().isBefore(trouble.until()))
                .map(Trouble::answer);
    }

    /** Ends what {@link #enter} began. */
    void leave(DomainName destination) {
        lock.lock();
        try {
            underWay.computeIfPresent(destination, (_, count) -> count == 1 ? null : count - 1);
            all--;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Notes that a destination cannot be had, or wants less: one conversation at a time from now on, and none before {@code until}, or before a pause ends that began earlier. */
    void trouble(DomainName destination, Instant until, Answer answer) {
        troubled.asMap()
                .merge(
                        destination,
                        new Trouble(until, answer),
                        (before, now) -> now.until().isAfter(before.until()) ? now : before);
    }

    /** Notes that a destination can be had; a pause that it asked for goes on. */
    void welcome(DomainName destination) {
        Instant now = clock.instant();
        troubled.asMap().computeIfPresent(destination, (_, trouble) -> now.isBefore(trouble.until()) ? trouble : null);
    }

    /** Lets nothing begin any more. */
    void stop() {
        lock.lock();
        try {
            stopping = true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no conversation is under way; says whether that came about. */
    boolean awaitIdle(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long nanos = longest.toNanos();
            while (all > 0) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = left.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
