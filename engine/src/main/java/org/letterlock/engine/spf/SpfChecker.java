package org.letterlock.engine.spf;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.mail.DomainName;

/** Checks hosts against the policies of domains: {@code check_host()} of RFC 7208 §4. Safe for any number of threads; blocks for the DNS. */
public final class SpfChecker {

    private final DnsClient dns;
    private final DomainName receiver;
    private final Duration time;
    private final Clock clock;

    /**
     * @param receiver who we are, for those whose explanations name us
     * @param time how long a check may take; RFC 7208 §4.6.4 asks for at least 20 seconds. Looked at before each question to the DNS
     */
    public SpfChecker(DnsClient dns, DomainName receiver, Duration time, Clock clock) {
        this.dns = dns;
        this.receiver = receiver;
        this.time = time;
        this.clock = clock;
    }

    /**
     * Whether {@code host} may send for {@code identity}.
     *
     * @param helo what the host called itself
     */
    public SpfVerdict check(InetAddress host, String helo, SpfIdentity identity) {
        Optional<DomainName> domain = DomainName.parse(withoutLastDot(identity.domain()));
        if (domain.isEmpty() || !domain.get().hasSeveralLabels()) {
            return SpfVerdict.of(SpfResult.NONE, "no domain to ask");
        }
        SpfLookups lookups = new SpfLookups(dns, host, clock, clock.instant().plus(time));
        SpfEvaluation.Query query = new SpfEvaluation.Query(host, helo, identity, receiver, clock.instant());
        return new SpfEvaluation(query, lookups).topmost(domain.get());
    }

    private static String withoutLastDot(String domain) {
        return domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    }
}
