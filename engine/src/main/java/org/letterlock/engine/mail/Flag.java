package org.letterlock.engine.mail;

import java.util.Locale;

/**
 * A flag of a message (RFC 9051 §2.3.2): a system flag such as {@code \Seen}, or a keyword such as {@code $Forwarded}. Flags are
 * equal whatever their case; the spelling that was given is kept.
 *
 * @param token the flag as IMAP writes it
 */
public record Flag(String token) {

    public static final Flag SEEN = new Flag("\\Seen");
    public static final Flag ANSWERED = new Flag("\\Answered");
    public static final Flag FLAGGED = new Flag("\\Flagged");
    public static final Flag DELETED = new Flag("\\Deleted");
    public static final Flag DRAFT = new Flag("\\Draft");

    /** Whether it is one of the five system flags that are kept. */
    public boolean isSystem() {
        return token.startsWith("\\");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Flag flag && token.equalsIgnoreCase(flag.token);
    }

    @Override
    public int hashCode() {
        return token.toLowerCase(Locale.ROOT).hashCode();
    }

    @Override
    public String toString() {
        return token;
    }
}
