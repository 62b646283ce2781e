package org.letterlock.engine.smtp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Until when a letter is to be delivered, and what is to become of it then (RFC 2852 §4).
 *
 * @param seconds from when the letter came; where it is not to be returned it may be over already
 * @param returns whether the letter comes back then; else its sender is told and it is tried on
 * @param trace whether the sender wants to hear of each server that passes it on
 */
public record DeliverBy(long seconds, boolean returns, boolean trace) {

    /** The shortest time that we promise to return a letter within, in seconds. */
    public static final long SHORTEST = 60;

    private static final Pattern VALUE = Pattern.compile("([+-]?[0-9]{1,9});([RrNn])([Tt]?)");

    /** Reads the value of BY; empty where it is none, or a letter would have to come back before it came. */
    static Optional<DeliverBy> parse(String value) {
        Matcher matcher = VALUE.matcher(value);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean returns = matcher.group(2).equalsIgnoreCase("R");
        long seconds = Long.parseLong(matcher.group(1));
        return returns && seconds <= 0
                ? Optional.empty()
                : Optional.of(new DeliverBy(seconds, returns, !matcher.group(3).isEmpty()));
    }

    /** Whether we promise that. */
    public boolean isPossible() {
        return !returns || seconds >= SHORTEST;
    }

    /** The value of BY. */
    @Override
    public String toString() {
        return seconds + ";" + mode();
    }

    /** What stands behind the time. */
    public String mode() {
        return (returns ? "R" : "N") + (trace ? "T" : "");
    }
}
