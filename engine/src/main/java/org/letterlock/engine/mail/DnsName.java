package org.letterlock.engine.mail;

import java.util.Locale;
import java.util.Optional;

/**
 * A name that the DNS can be asked for (RFC 1035 §2.3.4): more than a {@link DomainName} may hold, for records of others can name it.
 *
 * <p>Two are equal when they are of the same kind and spelling; {@link #parse} never gives a {@link Printable} for what is a domain name.
 */
public sealed interface DnsName permits DomainName, DnsName.Printable {

    /** Its spelling: lower case, no trailing dot, 1 to 253 printable ASCII characters. */
    String ascii();

    /** The name that {@code text} spells, with or without a trailing dot; empty where a label is empty or too long, or a character is not printable ASCII. */
    static Optional<DnsName> parse(String text) {
        String plain = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (!plain.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            return Optional.empty();
        }
        Optional<DomainName> domain = DomainName.parse(plain);
        if (domain.isPresent()) {
            return Optional.of(domain.get());
        }
        String ascii = plain.toLowerCase(Locale.ROOT);
        return Printable.fits(ascii) ? Optional.of(new Printable(ascii)) : Optional.empty();
    }

    /** Whether it has more than one label. */
    default boolean hasSeveralLabels() {
        return ascii().indexOf('.') >= 0;
    }

    /** Whether it is {@code other} or stands below it. */
    default boolean isWithin(DnsName other) {
        return ascii().equals(other.ascii()) || ascii().endsWith("." + other.ascii());
    }

    /**
     * A name with characters that no host has.
     *
     * @param ascii as {@link DnsName#ascii} says
     */
    record Printable(String ascii) implements DnsName {
        private static final int MAX_LENGTH = 253;
        private static final int MAX_LABEL = 63;

        /** @throws IllegalArgumentException when {@code ascii} is no such name */
        public Printable {
            if (!fits(ascii)) {
                throw new IllegalArgumentException("not a name of the DNS");
            }
        }

        private static boolean fits(String ascii) {
            if (ascii.isEmpty() || ascii.length() > MAX_LENGTH) {
                return false;
            }
            int label = 0;
            for (int i = 0; i < ascii.length(); i++) {
                char c = ascii.charAt(i);
                if (c < ' ' || c >= 0x7f || (c == '.' && label == 0)) {
                    return false;
                }
                label = c == '.' ? 0 : label + 1;
                if (label > MAX_LABEL) {
                    return false;
                }
            }
            return label > 0;
        }

        @Override
        public String toString() {
            return ascii;
        }
    }
}
