package org.letterlock.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to look over a computer.
 *
 * @param work what {@link Progress} is to call it
 * @param clock the caller's time, to compare the clock with; null to compare it with nothing
 * @param knownAs the numeric address at which the caller reached the computer; null where it does not know
 * @param blocklists DNS blocklists (RFC 5782) to ask about its addresses; null or empty for none, and at most eight
 * @param mailServers whom to try to reach, as {@code HOST} or {@code HOST:PORT}, at most eight; null or empty for some large ones
 */
public record InspectOrder(
        String work,
        @Nullable String clock,
        @Nullable String knownAs,
        @Nullable List<String> blocklists,
        @Nullable List<String> mailServers) {}
