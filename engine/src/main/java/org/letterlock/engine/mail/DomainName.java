package org.letterlock.engine.mail;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A domain name in its one canonical spelling: A-labels, lower case, no trailing dot (RFC 5321 §2.3.5, RFC 5890 §2.3).
 * Underscores are let in because the DNS has names such as {@code _dmarc.example.org}; hosts have none, see {@link #isHostName}.
 * A name whose last label is all digits is refused: it is an IPv4 address in the wrong place.
 *
 * <p>U-labels are read by the rules of the JDK, those of IDNA 2003 (RFC 3490). Four characters mean something else in IDNA 2008
 * (RFC 5894 §7.2); a name with one of them is refused in U-labels, lest a letter go to another domain. It can be given in A-labels.
 *
 * @param ascii the canonical spelling, 1 to 253 octets
 */
public record DomainName(String ascii) implements DnsName, Comparable<DomainName> {

    private static final int MAX_LENGTH = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /** Sharp s, final sigma, zero width joiner and non-joiner. */
    private static final Pattern DEVIATIONS = Pattern.compile("[\u00DF\u1E9E\u03C2\u200C\u200D]");

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
        if (text.chars().allMatch(c -> c < 0x80)) {
            ascii = text.toLowerCase(Locale.ROOT);
        } else if (DEVIATIONS.matcher(text).find()) {
            return Optional.empty();
        } else {
            try {
                ascii = IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return isCanonical(ascii) ? Optional.of(new DomainName(ascii)) : Optional.empty();
    }

    private static boolean isCanonical(String ascii) {
        if (ascii.isEmpty() || ascii.length() > MAX_LENGTH) {
            return false;
        }
        String last = "";
        for (String label : ascii.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
            last = label;
        }
        return !DIGITS.matcher(last).matches();
    }

    /** Whether a host or a mail domain may have this name: letters, digits and hyphens alone (RFC 1123 §2.1). */
    public boolean isHostName() {
        return ascii.indexOf('_') < 0;
    }

    /** The name in U-labels, for people and for SMTPUTF8. Labels that the JDK cannot turn back stay A-labels. */
    public String unicode() {
        return IDN.toUnicode(ascii, IDN.ALLOW_UNASSIGNED);
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
