package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A change of quotas. Each limit is a number from 0, {@link #NONE}, or {@link #UNSET}; null leaves it as it is.
 *
 * @param subject any address of an account, or a domain; null for the server
 * @param octets how many octets an account holds at most
 * @param messages how many messages an account has at most
 * @param total how many octets all accounts of the domain or the server hold together at most; null for an account
 */
public record QuotaOrder(
        @Nullable String subject,
        @Nullable String octets,
        @Nullable String messages,
        @Nullable String total) {

    /** There is no limit, whatever is set for the domain or the server. */
    public static final String NONE = "none";

    /** What is set for the domain or the server holds. */
    public static final String UNSET = "unset";
}
