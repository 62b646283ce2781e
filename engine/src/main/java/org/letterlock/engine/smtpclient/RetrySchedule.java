package org.letterlock.engine.smtpclient;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a recipient is tried again (RFC 5321 §4.5.4.1): soon at first, every four hours in the end, up to five days. Up to a tenth is added by chance, so that
 * letters that failed together do not come back together.
 */
public final class RetrySchedule {

    /** How long a letter is tried. */
    public static final Duration LIFETIME = Duration.ofDays(5);

    /** From which age on the sender is told that a letter waits: the attempt after about four hours, chance included. */
    public static final Duration DELAY_NOTICE = Duration.ofMinutes(225);

    private static final List<Duration> STEPS = List.of(
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4));

    private final RandomGenerator random;

    public RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /**
     * When the next attempt is made; empty when the time is over. The last attempt is made at the end of the time, not before.
     *
     * @param enqueued when the letter came
     * @param attempts how many attempts were made, at least 1
     * @param now when the last one ended
     */
    public Optional<Instant> next(Instant enqueued, int attempts, Instant now) {
        Instant end = enqueued.plus(LIFETIME);
        if (!now.isBefore(end)) {
            return Optional.empty();
        }
        Duration step = STEPS.get(Math.min(attempts, STEPS.size()) - 1);
        Instant next = now.plus(step).plusMillis(random.nextLong(step.toMillis() / 10));
        return Optional.of(next.isAfter(end) ? end : next);
    }
}
