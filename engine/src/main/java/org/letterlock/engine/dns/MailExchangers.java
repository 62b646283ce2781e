package org.letterlock.engine.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.letterlock.engine.mail.DomainName;

/**
 * Finds the hosts that take mail for a domain (RFC 5321 §5.1): a route that the owner set, else the exchangers by preference and by chance among equal ones, else
 * the domain itself. Addresses that are not public, and our own, are never used unless a route names them.
 */
public final class MailExchangers {

    private static final int SMTP_PORT = 25;
    private static final int MAX_HOSTS = 8;
    private static final int MAX_ADDRESSES_OF_HOST = 4;
    private static final int MAX_ADDRESSES = 16;

    private final DnsClient dns;
    private final Supplier<Routes> routes;
    private final AddressFamilies families;
    private final Ourselves ourselves;
    private final RandomGenerator random;

    /**
     * What tells us from other hosts.
     *
     * @param hostName the name by which exchangers name us
     * @param isOurs whether an address is one of ours
     */
    public record Ourselves(DomainName hostName, Predicate<InetAddress> isOurs) {}

    public MailExchangers(
            DnsClient dns,
            Supplier<Routes> routes,
            AddressFamilies families,
            Ourselves ourselves,
            RandomGenerator random) {
        this.dns = dns;
        this.routes = routes;
        this.families = families;
        this.ourselves = ourselves;
        this.random = random;
    }

    /** Where mail for {@code destination} goes. */
    public MailRoute route(DomainName destination) {
        List<Routes.Hop> hops = routes.get().to(destination);
        if (!hops.isEmpty()) {
            return byHops(hops);
        }
        return switch (dns.mx(destination)) {
            case DnsAnswer.Records<MxRecord>(List<MxRecord> records) -> byExchangers(destination, records);
            case DnsAnswer.NoData<MxRecord>() -> byDomain(destination);
            case DnsAnswer.NoName<MxRecord>() -> new MailRoute.NoSuchDomain();
            case DnsAnswer.TemporaryFailure<MxRecord>(String reason) -> new MailRoute.Unknown(reason);
        };
    }

    private MailRoute byHops(List<Routes.Hop> hops) {
        Collected collected = new Collected();
        for (Routes.Hop hop : hops) {
            Optional<InetAddress> literal = literal(hop.host());
            Optional<DomainName> name = DomainName.parse(hop.host());
            if (literal.isPresent()) {
                collected.add(hop.host(), Optional.empty(), hop.port(), List.of(literal.get()));
            } else if (name.isPresent()) {
                collected.add(hop.host(), name, hop.port(), addresses(name.get(), collected));
            }
        }
        return collected.route("the host of the route has no address");
    }

    private MailRoute byExchangers(DomainName destination, List<MxRecord> records) {
        if (records.size() == 1 && records.getFirst().isNull()) {
            return new MailRoute.NullMx();
        }
        List<MxRecord> shuffled = new ArrayList<>(records);
        Collections.shuffle(shuffled, random);
        shuffled.sort(Comparator.comparingInt(MxRecord::preference));
        OptionalInt ours = shuffled.stream()
                .filter(r -> r.exchange().filter(ourselves.hostName()::equals).isPresent())
                .mapToInt(MxRecord::preference)
                .min();
        if (ours.isPresent()) {
            shuffled.removeIf(r -> r.preference() >= ours.getAsInt());
            if (shuffled.isEmpty()) {
                return new MailRoute.Loop();
            }
        }
        Collected collected = new Collected();
        shuffled.stream()
                .flatMap(r -> r.exchange().stream())
                .distinct()
                .limit(MAX_HOSTS)
                .forEach(exchange -> collectPublic(destination, exchange, collected));
        return collected.route("no mail exchanger has a usable address");
    }

    private MailRoute byDomain(DomainName destination) {
        Collected collected = new Collected();
        collectPublic(destination, destination, collected);
        return collected.route("the domain has no mail exchanger and no usable address");
    }

    private void collectPublic(DomainName destination, DomainName host, Collected collected) {
        List<InetAddress> usable = new ArrayList<>();
        for (InetAddress address : addresses(host, collected)) {
            if (ourselves.isOurs().test(address)) {
                collected.ours = true;
            } else if (PublicAddress.isPublic(address)) {
                usable.add(address);
            }
        }
        collected.add(host.ascii(), Optional.of(destination), SMTP_PORT, usable);
    }

    private List<InetAddress> addresses(DomainName host, Collected collected) {
        List<InetAddress> first = new ArrayList<>();
        switch (families) {
            case IPV4_ONLY -> take(dns.a(host), first, collected);
            case IPV4_FIRST -> {
                take(dns.a(host), first, collected);
                take(dns.aaaa(host), first, collected);
            }
            case IPV6_FIRST -> {
                take(dns.aaaa(host), first, collected);
                take(dns.a(host), first, collected);
            }
        }
        return first;
    }

    /** Takes half of what one host may have from each family, by chance, so that many addresses of one do not hide the other. */
    private <T extends InetAddress> void take(DnsAnswer<T> answer, List<InetAddress> target, Collected collected) {
        if (answer instanceof DnsAnswer.TemporaryFailure<T>(String reason)) {
            collected.failure = Optional.of(reason);
        }
        List<T> records = new ArrayList<>(answer.records());
        Collections.shuffle(records, random);
        int share = families == AddressFamilies.IPV4_ONLY ? MAX_ADDRESSES_OF_HOST : MAX_ADDRESSES_OF_HOST / 2;
        records.stream().limit(share).forEach(target::add);
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** What was found on the way to a route. */
    private static final class Collected {
        private final List<MailRoute.Host> hosts = new ArrayList<>();
        private Optional<String> failure = Optional.empty();
        private boolean ours;
        private int addresses;

        void add(String name, Optional<DomainName> policyDomain, int port, List<InetAddress> found) {
            List<InetSocketAddress> taken = found.stream()
                    .limit(MAX_ADDRESSES - addresses)
                    .map(address -> new InetSocketAddress(address, port))
                    .toList();
            if (!taken.isEmpty()) {
                addresses += taken.size();
                hosts.add(new MailRoute.Host(name, policyDomain, taken));
            }
        }

        MailRoute route(String reason) {
            if (!hosts.isEmpty()) {
                return new MailRoute.Hosts(hosts);
            }
            if (failure.isPresent()) {
                return new MailRoute.Unknown(failure.get());
            }
            return ours ? new MailRoute.Loop() : new MailRoute.Unusable(reason);
        }
    }
}
