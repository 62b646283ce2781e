package org.letterlock.engine.mail;

import java.util.Optional;

/**
 * A mailbox address (RFC 5321 §4.1.2, RFC 6531 §3.3): a local part, unquoted, and a domain. The local part keeps its case;
 * {@link #canonical} is what lookups compare.
 *
 * @param localPart the local part without quotes, 1 to 64 octets of UTF-8, no control characters
 * @param domain the domain
 */
public record EmailAddress(String localPart, DomainName domain) {

    /** The address that {@code text} spells ({@code local@domain}, the local part may be quoted); empty where it spells none. */
    public static Optional<EmailAddress> parse(String text) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The same address with its local part in lower case and NFC: the form by which the directory knows it. */
    public EmailAddress canonical() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The address without its detail (RFC 5233 §4): {@code anna+shop@d} gives {@code anna@d}; itself where there is none. */
    public EmailAddress withoutDetail() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Whether the address needs SMTPUTF8 (RFC 6531) to be written: its local part is not ASCII. */
    public boolean isInternationalized() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The address as RFC 5321 writes it, the local part quoted where it must be. */
    @Override
    public String toString() {
        throw new UnsupportedOperationException("skeleton");
    }
}
