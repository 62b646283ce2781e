package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * How much may be held in one place, and how much is. Lengths are in octets, as the letters have them; what waits for a locked account counts.
 *
 * @param kind {@code server}, {@code domain} or {@code account}
 * @param name the domain in A-labels, or the first address of the account; empty for the server
 * @param set what was set here
 * @param octets how many octets this account may hold; null where there is no limit, and for domains and the server
 * @param messages how many messages this account may hold; null where there is no limit, and for domains and the server
 * @param usedOctets how many octets are held here
 * @param usedMessages how many messages are held here
 */
public record QuotaInfo(
        String kind,
        String name,
        Limits set,
        @Nullable Long octets,
        @Nullable Long messages,
        long usedOctets,
        long usedMessages) {

    /** What a limit is where an account may hold as much as there is room for. */
    public static final long NO_LIMIT = -1;

    /**
     * What was set. Null where nothing was; {@link #NO_LIMIT} where that there is no limit was.
     *
     * @param octets how many octets an account holds at most
     * @param messages how many messages an account has at most
     * @param total how many octets all accounts hold together at most; null for accounts
     */
    public record Limits(
            @Nullable Long octets,
            @Nullable Long messages,
            @Nullable Long total) {}
}
