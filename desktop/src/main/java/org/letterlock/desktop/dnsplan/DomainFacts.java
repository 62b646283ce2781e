package org.letterlock.desktop.dnsplan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a domain's DNS says today.
 *
 * @param domain in A-labels
 * @param zone the domain in whose zone its records are written: itself, or one above it; null where nobody answers for any
 * @param nameServers of the zone
 * @param host who runs them; null where nobody knows
 * @param exchangers who takes its mail, the most preferred first
 * @param mailHost whose those are; null where nobody knows
 * @param website whether there is one, at the name itself or behind {@code www}
 * @param ours whether its mail goes to our server already
 */
public record DomainFacts(
        String domain,
        @Nullable String zone,
        List<String> nameServers,
        @Nullable DnsHost host,
        List<String> exchangers,
        @Nullable String mailHost,
        boolean website,
        boolean ours) {

    /** Whether somebody owns it, as far as the DNS knows. */
    public boolean isThere() {
        return zone != null;
    }
}
