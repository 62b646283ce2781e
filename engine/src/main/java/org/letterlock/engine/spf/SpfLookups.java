package org.letterlock.engine.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.dns.DnsAnswer;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.dns.MxRecord;
import org.letterlock.engine.mail.DnsName;
import org.letterlock.engine.mail.DomainName;

/** The questions of one check to the DNS, and how many are left (RFC 7208 §4.6.4). */
final class SpfLookups {

    private static final int MAX_TERMS = 10;
    private static final int MAX_VOID = 2;
    private static final int MAX_NAMES = 10;

    private final DnsClient dns;
    private final InetAddress host;
    private final Clock clock;
    private final Instant end;
    private int terms;
    private int voids;
    private Optional<List<DomainName>> validated = Optional.empty();

    SpfLookups(DnsClient dns, InetAddress host, Clock clock, Instant end) {
        this.dns = dns;
        this.host = host;
        this.clock = clock;
        this.end = end;
    }

    /** Counts a term that asks the DNS; false where it is one too many. */
    boolean mayAsk() {
        return ++terms <= MAX_TERMS;
    }

    /** Counts an answer that holds nothing; false where it is one too many. */
    boolean mayFindNothing() {
        return ++voids <= MAX_VOID;
    }

    DnsAnswer<String> txt(DnsName name) {
        return isLate() ? new DnsAnswer.TemporaryFailure<>("the time is over") : dns.txt(name);
    }

    DnsAnswer<MxRecord> mx(DnsName name) {
        return isLate() ? new DnsAnswer.TemporaryFailure<>("the time is over") : dns.mx(name);
    }

    /** The addresses of a name, in the family of the client. */
    DnsAnswer<? extends InetAddress> addresses(DnsName name) {
        return host instanceof Inet4Address ? ipv4(name) : ipv6(name);
    }

    DnsAnswer<Inet4Address> ipv4(DnsName name) {
        return isLate() ? new DnsAnswer.TemporaryFailure<>("the time is over") : dns.a(name);
    }

    private DnsAnswer<? extends InetAddress> ipv6(DnsName name) {
        return isLate() ? new DnsAnswer.TemporaryFailure<>("the time is over") : dns.aaaa(name);
    }

    private boolean isLate() {
        return clock.instant().isAfter(end);
    }

    /** The names of the client that lead back to it (RFC 7208 §5.5), of the first ten that it has; none where the DNS fails. */
    List<DomainName> validatedNames() {
        if (validated.isEmpty()) {
            List<DomainName> found = new ArrayList<>();
            List<DomainName> claimed = isLate() ? List.of() : dns.ptr(host).records();
            for (DomainName name : claimed.stream().limit(MAX_NAMES).toList()) {
                if (addresses(name).records().contains(host)) {
                    found.add(name);
                }
            }
            validated = Optional.of(List.copyOf(found));
        }
        return validated.get();
    }
}
