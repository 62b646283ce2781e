package org.letterlock.engine.queue;

import java.time.Duration;
import java.time.Instant;
import org.letterlock.engine.smtp.DeliverBy;

/**
 * Until when a letter is to be delivered (RFC 2852).
 *
 * @param at when the time is over
 * @param returns whether the letter comes back then; else its sender is told and it is tried on
 * @param trace whether the sender wants to hear of each server that passes it on
 */
public record Deadline(Instant at, boolean returns, boolean trace) {

    /** That of a letter that comes at {@code now}. */
    public static Deadline of(DeliverBy by, Instant now) {
        return new Deadline(now.plusSeconds(by.seconds()), by.returns(), by.trace());
    }

    /** What is left of it for the next server; a letter that comes back has a second at least. */
    DeliverBy left(Instant now) {
        long seconds = Duration.between(now, at).toSeconds();
        return new DeliverBy(returns ? Math.max(1, seconds) : seconds, returns, trace);
    }

    String mode() {
        return new DeliverBy(0, returns, trace).mode();
    }

    static Deadline of(long at, String mode) {
        return new Deadline(Instant.ofEpochMilli(at), mode.startsWith("R"), mode.endsWith("T"));
    }
}
