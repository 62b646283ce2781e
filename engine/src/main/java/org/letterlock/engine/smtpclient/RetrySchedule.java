package org.letterlock.engine.smtpclient;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.letterlock.engine.queue.Answer;

/**
 * When a recipient is tried again (RFC 5321 §4.5.4.1): soon at first, every four hours in the end, up to five days; sooner or later where the server's words
 * tell why it waits. Up to a tenth is added by chance, so that letters that failed together do not come back together.
 */
public final class RetrySchedule {

    /** How long a letter is tried. */
    public static final Duration LIFETIME = Duration.ofDays(5);

    /** From which age on the sender is told that a letter waits: the attempt after about four hours, chance included. */
    public static final Duration DELAY_NOTICE = Duration.ofMinutes(225);

    /** So many times a greylisting server is asked again as soon as it says. */
    private static final int OBEYED = 3;

    private static final List<Integer> MINUTES = List.of(5, 15, 30, 60, 120, 240);

    private final RandomGenerator random;

    public RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /**
     * When the next attempt is made; empty when the time is over. The last attempt is made at the end of the time, not before.
     *
     * @param enqueued when the letter came
     * @param attempts how many attempts were made, at least 1
     * @param answer what the last one came to
     * @param now when it ended
     */
    public Optional<Instant> next(Instant enqueued, int attempts, Answer answer, Instant now) {
        Instant end = enqueued.plus(LIFETIME);
        if (!now.isBefore(end)) {
            return Optional.empty();
        }
        Duration step = step(attempts, answer);
        Instant next = now.plus(step).plusMillis(random.nextLong(step.toMillis() / 10));
        return Optional.of(next.isAfter(end) ? end : next);
    }

    private static Duration step(int attempts, Answer answer) {
        Setback setback = Setback.of(answer);
        List<Integer> minutes = setback.minutes().isEmpty() ? MINUTES : setback.minutes();
        Duration step = Duration.ofMinutes(minutes.get(Math.min(attempts, minutes.size()) - 1));
        return switch (setback) {
            case GREYLISTED ->
                // A server that says so again and again does not set our pace.
                Setback.wait(answer)
                        .filter(told -> attempts <= OBEYED || told.compareTo(step) > 0)
                        .orElse(step);
            case TOO_MUCH ->
                Setback.wait(answer).filter(told -> told.compareTo(step) > 0).orElse(step);
            case MAILBOX_FULL, BLOCKLISTED, NO_REVERSE_NAME, NOT_AUTHENTICATED, LOGIN, UNREACHABLE, OTHER -> step;
        };
    }
}
