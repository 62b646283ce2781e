package org.letterlock.engine.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;

/**
 * Whether an address has a name that leads back to it (RFC 8601 §3).
 *
 * @param result of the two lookups
 * @param reason in English; empty for a pass
 * @param name the first that leads back; empty where none does
 */
public record Iprev(Result result, String reason, Optional<DomainName> name) {

    /** An address of many hosts has many names; whoever owns it writes them, and each costs a question. */
    private static final int MAX_NAMES = 4;

    /** The results of RFC 8601 §2.7.3. */
    public enum Result {
        PASS,
        /** It has names, and none leads back. */
        FAIL,
        /** The DNS did not tell; later it may. */
        TEMPERROR,
        /** It has no name. */
        PERMERROR;

        /** The word that header fields have for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A result without a name. */
    public static Iprev without(Result result, String reason) {
        return new Iprev(result, reason, Optional.empty());
    }

    /** Looks up an address. Asks {@code dns} five questions at most; blocks for them. */
    public static Iprev of(DnsClient dns, InetAddress address) {
        return switch (dns.ptr(address)) {
            case DnsAnswer.TemporaryFailure<DomainName>(String reason) -> without(Result.TEMPERROR, reason);
            case DnsAnswer.NoName<DomainName>(), DnsAnswer.NoData<DomainName>() ->
                without(Result.PERMERROR, "the address has no name");
            case DnsAnswer.Records<DomainName>(List<DomainName> names) -> confirmed(dns, address, names);
        };
    }

    private static Iprev confirmed(DnsClient dns, InetAddress address, List<DomainName> names) {
        Iprev otherwise = without(Result.FAIL, names.getFirst() + " does not lead back");
        for (DomainName name : names.stream().limit(MAX_NAMES).toList()) {
            DnsAnswer<? extends InetAddress> forward = address instanceof Inet4Address ? dns.a(name) : dns.aaaa(name);
            if (forward.records().contains(address)) {
                return new Iprev(Result.PASS, "", Optional.of(name));
            }
            if (forward instanceof DnsAnswer.TemporaryFailure<? extends InetAddress>(String reason)) {
                otherwise = without(Result.TEMPERROR, name + ": " + reason);
            }
        }
        return otherwise;
    }
}
