package org.letterlock.desktop.dnsplan;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Type;

/** Looks at domains from this computer. Blocks for some seconds at most. */
public final class DomainLook {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int DNS_PORT = 53;
    private static final List<String> PUBLIC = List.of("1.1.1.1", "8.8.8.8", "9.9.9.9");

    /** Second levels below which, and below a country, names are registered as below the country itself. */
    private static final Set<String> REGISTRIES = Set.of(
            "co", "com", "net", "org", "or", "ne", "ac", "go", "gov", "edu", "gen", "ltd", "plc", "me", "nom", "msk",
            "spb", "id", "web", "ad", "gr", "lg", "firm", "ind", "info", "asso", "school");

    private final List<InetSocketAddress> resolvers;
    private final DnsQuestions questions;

    /** @param resolvers whom to ask, in this order */
    public DomainLook(List<InetSocketAddress> resolvers) {
        this(resolvers, PATIENCE);
    }

    /** @param patience for one answer */
    DomainLook(List<InetSocketAddress> resolvers, Duration patience) {
        this.resolvers = List.copyOf(resolvers);
        this.questions = new DnsQuestions(patience);
    }

    /** The resolvers of this computer, and large ones that anybody may ask where those are silent. */
    public static List<InetSocketAddress> usualResolvers() {
        List<InetSocketAddress> all =
                new ArrayList<>(ResolverConfig.getCurrentConfig().servers());
        all.addAll(publicResolvers());
        return List.copyOf(all);
    }

    /** Large resolvers in different hands, that anybody may ask. */
    public static List<InetSocketAddress> publicResolvers() {
        return PUBLIC.stream()
                .map(address -> new InetSocketAddress(InetAddress.ofLiteral(address), DNS_PORT))
                .toList();
    }

    /**
     * Looks.
     *
     * @param domain in A-labels
     * @param hostname of our server
     * @param addresses of our server, numeric
     * @throws ProblemException {@code dns.silent} where nobody answers: this computer is offline, or its network lets no questions to the DNS through
     */
    public DomainFacts look(String domain, String hostname, List<String> addresses) throws ProblemException {
        Zone zone = zone(domain);
        if (zone.name().isEmpty()) {
            return new DomainFacts(domain, null, List.of(), null, List.of(), null, false, false);
        }
        List<String> exchangers = exchangers(domain);
        List<String> at = new ArrayList<>(addresses(domain));
        List<String> www = addresses("www." + domain);
        boolean website = !www.isEmpty() || !at.isEmpty();
        boolean ours = exchangers.contains(hostname)
                && addresses(hostname).stream().anyMatch(RecordMatch.canonical(addresses)::contains);
        return new DomainFacts(
                domain,
                zone.name().get(),
                zone.servers(),
                DnsHost.of(zone.servers()).orElse(null),
                exchangers,
                MailHost.of(exchangers).orElse(null),
                website,
                ours);
    }

    private record Zone(Optional<String> name, List<String> servers) {}

    /** The zone that a domain's records are in: the nearest above it that has name servers. */
    private Zone zone(String domain) throws ProblemException {
        String name = domain;
        while (name.indexOf('.') > 0) {
            DnsQuestions.Answer answer = questions.ask(resolvers, name, Type.NS);
            if (!answer.isHeard()) {
                throw new ProblemException(Problem.of("dns", "silent", Map.of(), null));
            }
            if (!answer.values().isEmpty()) {
                return new Zone(
                        Optional.of(name), answer.values().stream().sorted().toList());
            }
            name = name.substring(name.indexOf('.') + 1);
            if (isRegistry(name)) {
                break;
            }
        }
        return new Zone(Optional.empty(), List.of());
    }

    private static boolean isRegistry(String name) {
        String[] labels = name.split("\\.", -1);
        return labels.length == 1 || (labels.length == 2 && labels[1].length() == 2 && REGISTRIES.contains(labels[0]));
    }

    private List<String> exchangers(String domain) {
        return questions.ask(resolvers, domain, Type.MX).values().stream()
                .map(value -> value.split(" ", 2))
                .filter(parts -> parts.length == 2 && !parts[1].isEmpty())
                .sorted(Comparator.comparingInt(parts -> Integer.parseInt(parts[0])))
                .map(parts -> parts[1])
                .toList();
    }

    private List<String> addresses(String name) {
        List<String> all =
                new ArrayList<>(questions.ask(resolvers, name, Type.A).values());
        all.addAll(questions.ask(resolvers, name, Type.AAAA).values());
        return all;
    }
}
