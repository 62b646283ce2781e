package org.letterlock.engine.mail;

/**
 * How much an account may send to others within 24 hours. A password that was stolen sends more than that; what is beyond is held, not refused.
 *
 * @param letters how many letters, each counted once however many recipients it has
 * @param recipients how many recipients that the account never wrote to before
 */
public record SendingLimits(long letters, long recipients) {

    /** What limits nothing. */
    public static final long NO_LIMIT = Long.MAX_VALUE;

    /** What holds where nothing was set: 1,000 letters, 200 recipients. */
    public static final SendingLimits DEFAULT = new SendingLimits(1_000, 200);

    /** Limits nothing. */
    public static final SendingLimits UNLIMITED = new SendingLimits(NO_LIMIT, NO_LIMIT);

    public SendingLimits {
        if (letters < 0 || recipients < 0) {
            throw new IllegalArgumentException("a limit below zero");
        }
    }
}
