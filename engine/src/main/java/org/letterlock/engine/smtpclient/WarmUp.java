package org.letterlock.engine.smtpclient;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;

/**
 * How many letters a destination gets within an hour while our address is new to the world: 20 on the first day, twice as many each day, and after ten days as many
 * as there are. Large receivers distrust an address that begins with a flood; no household comes near these numbers. Counts are in memory. Safe for any number of
 * threads.
 */
final class WarmUp {

    private static final int FIRST_DAY = 20;
    private static final int DAYS = 10;

    private final Map<DomainName, Integer> counts = new HashMap<>(); // of the hour; guarded by this
    private long hour = Long.MIN_VALUE; // since the epoch; guarded by this

    /**
     * Counts a letter, if it may go now.
     *
     * @param first when the first letter went that is known of; empty where none did
     * @return until when the destination has had enough; empty where the letter may go
     */
    synchronized Optional<Instant> take(DomainName destination, Optional<Instant> first, Instant now) {
        long days = Math.max(0, Duration.between(first.orElse(now), now).toDays());
        if (days >= DAYS) {
            counts.clear();
            return Optional.empty();
        }
        long current = Math.floorDiv(now.getEpochSecond(), 3600);
        if (current != hour) {
            hour = current;
            counts.clear();
        }
        int most = FIRST_DAY << days;
        if (counts.getOrDefault(destination, 0) >= most) {
            return Optional.of(Instant.ofEpochSecond((hour + 1) * 3600));
        }
        counts.merge(destination, 1, Integer::sum);
        return Optional.empty();
    }

    /** Takes back that a letter was counted: there was none. */
    synchronized void giveBack(DomainName destination) {
        counts.computeIfPresent(destination, (_, count) -> count - 1);
    }
}
