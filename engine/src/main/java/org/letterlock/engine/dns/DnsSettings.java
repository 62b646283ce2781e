package org.letterlock.engine.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the DNS is asked.
 *
 * @param resolvers whom to ask, in this order; the system's where the list is empty
 * @param timeout for one try of one resolver, at least 1 ms
 * @param tries of each resolver, at least 1
 * @param cacheEntries how many answers are kept, at least 0
 * @param longestTtl how long an answer is kept at most, whatever its TTL says
 * @param anchors whose signatures prove answers, as DS or DNSKEY records in the form of zone files; empty to prove none
 */
public record DnsSettings(
        List<InetSocketAddress> resolvers,
        Duration timeout,
        int tries,
        int cacheEntries,
        Duration longestTtl,
        Optional<String> anchors) {

    /** The keys of the root zone, KSK-2017 and KSK-2024. */
    public static final String ROOT_ANCHORS = """
            . IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
            . IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16
            """;

    /** The system's resolvers, 5 seconds, two tries, 5,000 answers, one day, no proofs. */
    public static final DnsSettings DEFAULT =
            new DnsSettings(List.of(), Duration.ofSeconds(5), 2, 5_000, Duration.ofDays(1), Optional.empty());

    public DnsSettings {
        resolvers = List.copyOf(resolvers);
    }

    /** The same, with these resolvers. */
    public DnsSettings withResolvers(List<InetSocketAddress> servers) {
        return new DnsSettings(servers, timeout, tries, cacheEntries, longestTtl, anchors);
    }

    /** The same, with proofs from these anchors on. */
    public DnsSettings proving(String from) {
        return new DnsSettings(resolvers, timeout, tries, cacheEntries, longestTtl, Optional.of(from));
    }
}
