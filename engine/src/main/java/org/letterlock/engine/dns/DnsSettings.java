package org.letterlock.engine.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How the DNS is asked.
 *
 * @param resolvers whom to ask, in this order; the system's where the list is empty
 * @param timeout for one try of one resolver, at least 1 ms
 * @param tries of each resolver, at least 1
 * @param cacheEntries how many answers are kept, at least 0
 * @param longestTtl how long an answer is kept at most, whatever its TTL says
 */
public record DnsSettings(
        List<InetSocketAddress> resolvers, Duration timeout, int tries, int cacheEntries, Duration longestTtl) {

    /** The system's resolvers, 5 seconds, two tries, 5,000 answers, one day. */
    public static final DnsSettings DEFAULT =
            new DnsSettings(List.of(), Duration.ofSeconds(5), 2, 5_000, Duration.ofDays(1));

    public DnsSettings {
        resolvers = List.copyOf(resolvers);
    }
}
