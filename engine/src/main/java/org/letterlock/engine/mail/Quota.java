package org.letterlock.engine.mail;

/**
 * How much there may be.
 *
 * @param octets the most octets; {@link #NO_LIMIT} for as many as there are
 * @param messages the most letters; {@link #NO_LIMIT} for as many as there are
 */
public record Quota(long octets, long messages) {

    /** What limits nothing. */
    public static final long NO_LIMIT = Long.MAX_VALUE;

    /** Limits nothing. */
    public static final Quota UNLIMITED = new Quota(NO_LIMIT, NO_LIMIT);

    public Quota {
        if (octets < 0 || messages < 0) {
            throw new IllegalArgumentException("a quota below zero");
        }
    }

    /** Whether {@code usage} stays within. */
    public boolean admits(Usage usage) {
        return usage.octets() <= octets && usage.messages() <= messages;
    }

    /** Whether {@code more} may be added to {@code held}. What makes it no larger may be, however much is held. */
    public boolean admits(Usage held, Usage more) {
        return (more.octets() <= 0 || held.octets() + more.octets() <= octets)
                && (more.messages() <= 0 || held.messages() + more.messages() <= messages);
    }
}
