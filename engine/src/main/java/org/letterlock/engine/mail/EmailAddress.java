package org.letterlock.engine.mail;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * A mailbox address (RFC 5321 §4.1.2, RFC 6531 §3.3): a local part, unquoted, and a domain. The local part keeps its case;
 * {@link #canonical} is what lookups compare.
 *
 * @param localPart the local part without quotes, 1 to 64 octets of UTF-8 when written, no control characters
 * @param domain the domain, a host name without underscores
 */
public record EmailAddress(String localPart, DomainName domain) {

    /** RFC 5321 §4.5.3.1.1. */
    private static final int MAX_LOCAL_PART = 64;

    /** RFC 5321 §4.5.3.1.3 allows a path 256 octets, its angle brackets among them. */
    private static final int MAX_LENGTH = 254;

    private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

    /** @throws IllegalArgumentException when a limit is passed or a character may not stand in an address */
    public EmailAddress {
        if (!fits(localPart, domain)) {
            throw new IllegalArgumentException("not an address");
        }
    }

    /**
     * The address that {@code text} spells ({@code local@domain}, the local part may be quoted); empty where it spells none. Refused
     * besides what the grammar refuses: address literals, source routes, comments, the empty local part {@code ""}.
     */
    public static Optional<EmailAddress> parse(String text) {
        if (text.length() > 2 * MAX_LENGTH) {
            return Optional.empty();
        }
        StringBuilder local = new StringBuilder();
        int at = text.startsWith("\"") ? quotedString(text, local) : dotString(text, local);
        if (at < 0 || at >= text.length() || text.charAt(at) != '@') {
            return Optional.empty();
        }
        String localPart = local.toString();
        return DomainName.parse(text.substring(at + 1))
                .filter(domain -> fits(localPart, domain))
                .map(domain -> new EmailAddress(localPart, domain));
    }

    /** Reads Dot-string; the index behind it, -1 where there is none. */
    private static int dotString(String text, StringBuilder local) {
        int i = 0;
        while (i < text.length() && text.charAt(i) != '@') {
            local.append(text.charAt(i++));
        }
        return isDotString(local) ? i : -1;
    }

    /** Reads Quoted-string; the index behind it, -1 where it is broken. */
    private static int quotedString(String text, StringBuilder local) {
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i + 1;
            }
            if (c == '\\') {
                i++;
                if (i == text.length() || text.charAt(i) < ' ' || text.charAt(i) > '~') {
                    return -1;
                }
                c = text.charAt(i);
            }
            local.append(c);
        }
        return -1;
    }

    private static boolean isDotString(CharSequence local) {
        boolean atom = false;
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c == '.') {
                if (!atom) {
                    return false;
                }
                atom = false;
            } else if (isAtext(c)) {
                atom = true;
            } else {
                return false;
            }
        }
        return atom;
    }

    private static boolean isAtext(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c >= 0x80
                || ATEXT_SPECIALS.indexOf(c) >= 0;
    }

    private static boolean fits(String localPart, DomainName domain) {
        return !localPart.isEmpty()
                && Characters.arePlain(localPart)
                && domain.isHostName()
                && writtenFits(localPart, domain)
                && (isAscii(localPart) || writtenFits(canonicalLocalPart(localPart), domain));
    }

    private static boolean writtenFits(String localPart, DomainName domain) {
        int length = written(localPart).getBytes(StandardCharsets.UTF_8).length;
        return length <= MAX_LOCAL_PART && length + 1 + domain.ascii().length() <= MAX_LENGTH;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static String canonicalLocalPart(String localPart) {
        if (isAscii(localPart)) {
            return localPart.toLowerCase(Locale.ROOT);
        }
        String folded = Normalizer.normalize(localPart, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }

    private static String written(String localPart) {
        if (isDotString(localPart)) {
            return localPart;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < localPart.length(); i++) {
            char c = localPart.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    /** The same address with its local part in lower case and NFC: the form by which the directory knows it. */
    public EmailAddress canonical() {
        return new EmailAddress(canonicalLocalPart(localPart), domain);
    }

    /** The address without its detail (RFC 5233 §4): {@code anna+shop@d} gives {@code anna@d}; itself where there is none. */
    public EmailAddress withoutDetail() {
        int plus = localPart.indexOf('+');
        return plus > 0 ? new EmailAddress(localPart.substring(0, plus), domain) : this;
    }

    /** Whether the address needs SMTPUTF8 (RFC 6531) to be written: its local part is not ASCII. */
    public boolean isInternationalized() {
        return !isAscii(localPart);
    }

    /** The address as RFC 5321 writes it, the local part quoted where it must be, the domain in A-labels. */
    @Override
    public String toString() {
        return written(localPart) + '@' + domain;
    }
}
