package org.letterlock.engine.mail;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A flag of a message (RFC 9051 §2.3.2): a system flag such as {@code \Seen}, or a keyword such as {@code $Forwarded}. Flags are
 * equal whatever their case; the spelling that was given is kept.
 *
 * @param token the flag as IMAP writes it: an atom, a backslash before it for a system flag, 1 to 128 octets
 */
public record Flag(String token) {

    public static final Flag SEEN = new Flag("\\Seen");
    public static final Flag ANSWERED = new Flag("\\Answered");
    public static final Flag FLAGGED = new Flag("\\Flagged");
    public static final Flag DELETED = new Flag("\\Deleted");
    public static final Flag DRAFT = new Flag("\\Draft");

    /** The server found something that a person would call an attachment (RFC 9979). */
    public static final Flag HAS_ATTACHMENT = new Flag("$HasAttachment");

    /** It is junk, by a person's word or the server's (RFC 9979). */
    public static final Flag JUNK = new Flag("$Junk");

    /** A person said that it is no junk (RFC 9979). */
    public static final Flag NOT_JUNK = new Flag("$NotJunk");

    private static final List<Flag> SYSTEM = List.of(SEEN, ANSWERED, FLAGGED, DELETED, DRAFT);
    private static final int MAX_LENGTH = 128;
    private static final String ATOM_SPECIALS = "(){%*\"\\]";

    /** @throws IllegalArgumentException when {@code token} is no flag of the grammar */
    public Flag {
        if (!isFlag(token)) {
            throw new IllegalArgumentException("not a flag");
        }
    }

    /**
     * The flag that a client may store under {@code token}: one of the five system flags, spelt as RFC 9051 does, or a keyword. Empty for
     * anything else, {@code \Recent} and other system flags among it.
     */
    public static Optional<Flag> parse(String token) {
        if (!isFlag(token)) {
            return Optional.empty();
        }
        Flag flag = new Flag(token);
        return flag.isSystem() ? SYSTEM.stream().filter(flag::equals).findFirst() : Optional.of(flag);
    }

    private static boolean isFlag(String token) {
        int start = token.startsWith("\\") ? 1 : 0;
        return token.length() > start
                && token.length() <= MAX_LENGTH
                && token.chars().skip(start).allMatch(c -> c > ' ' && c < 0x7F && ATOM_SPECIALS.indexOf(c) < 0);
    }

    /** Whether it is a system flag, not a keyword. */
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
