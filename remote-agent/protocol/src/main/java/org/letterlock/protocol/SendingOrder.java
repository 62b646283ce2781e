package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A change of what an account may send within 24 hours. Each limit is a number from 0, {@link #NONE}, or {@link #UNSET}; null leaves it as it is.
 *
 * @param account any address of the account
 * @param letters how many letters
 * @param recipients how many recipients that it never wrote to before
 */
public record SendingOrder(
        String account, @Nullable String letters, @Nullable String recipients) {

    /** There is no limit. */
    public static final String NONE = "none";

    /** What holds where nothing is set: 1,000 letters, 200 recipients. */
    public static final String UNSET = "unset";
}
