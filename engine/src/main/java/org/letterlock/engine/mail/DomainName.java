package org.letterlock.engine.mail;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A fully qualified domain name in its one canonical spelling: A-labels, lower case, no trailing dot (RFC 5321 §2.3.5, RFC
 * 5890 §2.3).
 *
 * @param ascii the canonical spelling, 1 to 253 octets
 */
public record DomainName(String ascii) implements Comparable<DomainName> {

    private static final int MAX_LENGTH = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");

    /** @throws IllegalArgumentException when {@code ascii} is not in canonical spelling */
    public DomainName {
        if (!isCanonical(ascii)) {
            throw new IllegalArgumentException("not a canonical domain name");
        }
    }

    /** The name that {@code text} spells in A-labels or U-labels, in any case; empty where it spells none. */
    public static Optional<DomainName> parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String ascii;
        try {
            ascii = IDN.toASCII(text, 0).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return isCanonical(ascii) ? Optional.of(new DomainName(ascii)) : Optional.empty();
    }

    private static boolean isCanonical(String ascii) {
        if (ascii.isEmpty() || ascii.length() > MAX_LENGTH) {
            return false;
        }
        for (String label : ascii.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return true;
    }

    /** The name in U-labels, for people and for SMTPUTF8. */
    public String unicode() {
        return IDN.toUnicode(ascii);
    }

    @Override
    public int compareTo(DomainName other) {
        return ascii.compareTo(other.ascii);
    }

    @Override
    public String toString() {
        return ascii;
    }
}
