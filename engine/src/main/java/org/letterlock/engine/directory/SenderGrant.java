package org.letterlock.engine.directory;

import java.util.Optional;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;

/** As whom an account may send, besides its own addresses. */
public sealed interface SenderGrant {

    /** One address, with any detail. */
    record OfAddress(EmailAddress address) implements SenderGrant {
        /** The address in its canonical spelling, so that a grant is there once. */
        public OfAddress {
            address = address.canonical();
        }
    }

    /** Every address of a domain, there or not. */
    record OfDomain(DomainName domain) implements SenderGrant {}

    /** What {@code text} writes: an address, a domain, or {@code *@domain}; empty where it is none. */
    static Optional<SenderGrant> parse(String text) {
        String plain = text.strip();
        String domain = plain.startsWith("*@") ? plain.substring(2) : plain;
        return domain.indexOf('@') < 0
                ? DomainName.parse(domain).filter(DomainName::isHostName).map(OfDomain::new)
                : EmailAddress.parse(plain).map(OfAddress::new);
    }

    /** The domain that it is about. */
    default DomainName ofDomain() {
        return switch (this) {
            case OfAddress(EmailAddress address) -> address.domain();
            case OfDomain(DomainName domain) -> domain;
        };
    }

    /** As {@link #parse} reads it. */
    default String written() {
        return switch (this) {
            case OfAddress(EmailAddress address) -> address.toString();
            case OfDomain(DomainName domain) -> "*@" + domain.ascii();
        };
    }

    /** Whether it lets somebody send as {@code sender}. */
    default boolean covers(EmailAddress sender) {
        EmailAddress canonical = sender.canonical();
        return switch (this) {
            case OfAddress(EmailAddress address) ->
                address.equals(canonical) || address.equals(canonical.withoutDetail());
            case OfDomain(DomainName domain) -> domain.equals(canonical.domain());
        };
    }
}
