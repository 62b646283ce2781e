package org.letterlock.engine.smtp;

import java.time.Duration;
import java.time.Instant;

/** When a letter is to leave, if not at once (RFC 4865 §4.1). */
public sealed interface FutureRelease {

    /** HOLDFOR. */
    record After(Duration time) implements FutureRelease {}

    /** HOLDUNTIL. */
    record At(Instant moment) implements FutureRelease {}

    /** The moment, for a letter that came at {@code now}; not before that. */
    default Instant from(Instant now) {
        return switch (this) {
            case After(Duration time) -> now.plus(time);
            case At(Instant moment) -> moment.isBefore(now) ? now : moment;
        };
    }
}
