package org.letterlock.engine.mail;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/**
 * The name of a mailbox (RFC 9051 §5.1): Unicode in NFC, levels separated by {@code /}. {@code INBOX} is written so whatever case
 * it came in, also as the first level of a longer name. {@code *} and {@code %} are kept out, because no LIST could name such a mailbox alone.
 *
 * @param value the name, 1 to 1,000 octets of UTF-8, at most 20 levels, no empty level, no control character
 */
public record MailboxName(String value) implements Comparable<MailboxName> {

    /** Separates the levels of a name. */
    public static final char SEPARATOR = '/';

    /** The mailbox that every account has. */
    public static final MailboxName INBOX = new MailboxName("INBOX");

    private static final String INBOX_LEVEL = "INBOX";
    private static final int MAX_OCTETS = 1_000;
    private static final int MAX_LEVELS = 20;

    /** @throws IllegalArgumentException when {@code value} is not in canonical spelling */
    public MailboxName {
        if (!isValid(value) || !canonical(value).equals(value)) {
            throw new IllegalArgumentException("not a canonical mailbox name");
        }
    }

    /**
     * The name that {@code text} (Unicode, already decoded) spells; empty where it spells none. A separator at the end, as CREATE may
     * carry one (RFC 9051 §6.3.4), is the caller's to take off.
     */
    public static Optional<MailboxName> parse(String text) {
        if (text.length() > MAX_OCTETS || !Characters.arePlain(text)) {
            return Optional.empty();
        }
        String canonical = canonical(text);
        return isValid(canonical) ? Optional.of(new MailboxName(canonical)) : Optional.empty();
    }

    private static String canonical(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFC);
        boolean inbox = normal.regionMatches(true, 0, INBOX_LEVEL, 0, INBOX_LEVEL.length())
                && (normal.length() == INBOX_LEVEL.length() || normal.charAt(INBOX_LEVEL.length()) == SEPARATOR)
                && normal.chars().limit(INBOX_LEVEL.length()).allMatch(c -> c < 0x80);
        return inbox ? INBOX_LEVEL + normal.substring(INBOX_LEVEL.length()) : normal;
    }

    private static boolean isValid(String name) {
        if (name.isEmpty()
                || name.length() > MAX_OCTETS
                || !Characters.arePlain(name)
                || name.getBytes(StandardCharsets.UTF_8).length > MAX_OCTETS
                || name.indexOf('*') >= 0
                || name.indexOf('%') >= 0) {
            return false;
        }
        String[] levels = name.split("/", -1);
        for (String level : levels) {
            if (level.isEmpty() || level.equals(".") || level.equals("..")) {
                return false;
            }
        }
        return levels.length <= MAX_LEVELS;
    }

    /** The name one level up; empty at the top. */
    public Optional<MailboxName> parent() {
        int at = value.lastIndexOf(SEPARATOR);
        return at < 0 ? Optional.empty() : Optional.of(new MailboxName(value.substring(0, at)));
    }

    /** Whether this name lies anywhere below {@code other}. */
    public boolean isBelow(MailboxName other) {
        return value.length() > other.value.length()
                && value.startsWith(other.value)
                && value.charAt(other.value.length()) == SEPARATOR;
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
