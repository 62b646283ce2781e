package org.letterlock.engine.dns;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;

/** Where mail for a domain goes. */
public sealed interface MailRoute {

    /**
     * To these hosts, the first that can be reached.
     *
     * @param hosts at least one
     */
    record Hosts(List<Host> hosts) implements MailRoute {
        public Hosts {
            hosts = List.copyOf(hosts);
        }
    }

    /** Nowhere: the domain takes no mail (RFC 7505; 556 5.1.10). */
    record NullMx() implements MailRoute {}

    /** Nowhere: the domain does not exist (5.1.2). */
    record NoSuchDomain() implements MailRoute {}

    /**
     * Nowhere: no host that the DNS names can be used (5.4.4).
     *
     * @param reason in English, for the log and for notices
     */
    record Unusable(String reason) implements MailRoute {}

    /** Nowhere: we are the best exchanger ourselves and do not know the domain (RFC 5321 §5.1; 5.4.6). */
    record Loop() implements MailRoute {}

    /**
     * Not known now.
     *
     * @param reason in English
     */
    record Unknown(String reason) implements MailRoute {}

    /**
     * A host that takes the mail.
     *
     * @param name its name, for the log, for TLS and for notices
     * @param policyDomain whose word counts for how it is spoken to: the domain that the mail is for, or the host itself where a route names it (RFC 8461
     *     §3.4); empty where the route names an address
     * @param tlsaBases names whose TLSA records tell its certificate, in this order (RFC 7672 §2.2.3); none unless it is proved that it takes the mail and has
     *     these addresses
     * @param relay how it is spoken to where it is a relay of the owner's choice
     * @param addresses at least one, in the order in which they are tried
     */
    record Host(
            String name,
            Optional<DomainName> policyDomain,
            List<DomainName> tlsaBases,
            Optional<Routes.Relay> relay,
            List<InetSocketAddress> addresses) {
        public Host {
            tlsaBases = List.copyOf(tlsaBases);
            addresses = List.copyOf(addresses);
        }
    }
}
