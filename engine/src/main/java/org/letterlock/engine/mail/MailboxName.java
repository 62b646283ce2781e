package org.letterlock.engine.mail;

import java.util.Optional;

/**
 * The name of a mailbox (RFC 9051 §5.1): Unicode in NFC, levels separated by {@code /}. {@code INBOX} is written so whatever case it came in.
 *
 * @param value the name, 1 to 1,000 octets of UTF-8, at most 20 levels, no empty level, no control character
 */
public record MailboxName(String value) implements Comparable<MailboxName> {

    /** Separates the levels of a name. */
    public static final char SEPARATOR = '/';

    /** The mailbox that every account has. */
    public static final MailboxName INBOX = new MailboxName("INBOX");

    /** The name that {@code text} (Unicode, already decoded) spells; empty where it spells none. */
    public static Optional<MailboxName> parse(String text) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The name one level up; empty at the top. */
    public Optional<MailboxName> parent() {
        int at = value.lastIndexOf(SEPARATOR);
        return at < 0 ? Optional.empty() : Optional.of(new MailboxName(value.substring(0, at)));
    }

    /** Whether this name lies anywhere below {@code other}. */
    public boolean isBelow(MailboxName other) {
        return value.startsWith(other.value + SEPARATOR);
    }

    @Override
    public int compareTo(MailboxName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
