package org.letterlock.engine.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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

    private final ProvingDns dns;
    private final Supplier<Routes> routes;
    private final Supplier<AddressFamilies> families;
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
            ProvingDns dns,
            Supplier<Routes> routes,
            Supplier<AddressFamilies> families,
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
        Proved<MxRecord> exchangers = dns.provedMx(destination);
        return switch (exchangers.answer()) {
            case DnsAnswer.Records<MxRecord>(List<MxRecord> records) ->
                byExchangers(destination, records, exchangers.secure());
            case DnsAnswer.NoData<MxRecord>() -> byDomain(destination, exchangers.secure());
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
                collected.add(
                        new Place(hop.host(), Optional.empty(), hop.port(), hop.relay()),
                        new Addresses(List.of(literal.get()), List.of()));
            } else if (name.isPresent()) {
                collected.add(new Place(hop.host(), name, hop.port(), hop.relay()), addresses(name.get(), collected));
            }
        }
        return collected.route("the host of the route has no address");
    }

    private MailRoute byExchangers(DomainName destination, List<MxRecord> records, boolean secure) {
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
                .forEach(exchange -> collectPublic(destination, exchange, secure, collected));
        return collected.route("no mail exchanger has a usable address");
    }

    private MailRoute byDomain(DomainName destination, boolean secure) {
        Collected collected = new Collected();
        collectPublic(destination, destination, secure, collected);
        return collected.route("the domain has no mail exchanger and no usable address");
    }

    private void collectPublic(DomainName destination, DomainName host, boolean secure, Collected collected) {
        List<InetAddress> usable = new ArrayList<>();
        Addresses all = addresses(host, collected);
        for (InetAddress address : all.found()) {
            if (ourselves.isOurs().test(address)) {
                collected.ours = true;
            } else if (PublicAddress.isPublic(address)) {
                usable.add(address);
            }
        }
        collected.add(
                new Place(host.ascii(), Optional.of(destination), SMTP_PORT, Optional.empty()),
                new Addresses(usable, secure ? all.tlsaBases() : List.of()));
    }

    private Addresses addresses(DomainName host, Collected collected) {
        AddressFamilies now = families.get();
        List<Proved<? extends InetAddress>> answers = switch (now) {
            case IPV4_ONLY -> List.of(dns.provedA(host));
            case IPV4_FIRST -> List.of(dns.provedA(host), dns.provedAaaa(host));
            case IPV6_FIRST -> List.of(dns.provedAaaa(host), dns.provedA(host));
        };
        List<InetAddress> found = new ArrayList<>();
        Set<DomainName> bases = new LinkedHashSet<>();
        boolean secure = true;
        for (Proved<? extends InetAddress> proved : answers) {
            take(proved.answer(), now, found, collected);
            if (!proved.answer().records().isEmpty()) {
                secure &= proved.secure();
                DomainName.parse(proved.owner().ascii()).ifPresent(bases::add);
            }
        }
        if (now == AddressFamilies.IPV4_ONLY
                && found.isEmpty()
                && !dns.provedAaaa(host).answer().records().isEmpty()) {
            collected.failure =
                    Optional.of(host + " is reached over IPv6 alone, and our address there is not fit for mail now");
        }
        bases.add(host);
        return new Addresses(found, secure ? List.copyOf(bases) : List.of());
    }

    /** Takes half of what one host may have from each family, by chance, so that many addresses of one do not hide the other. */
    private <T extends InetAddress> void take(
            DnsAnswer<T> answer, AddressFamilies now, List<InetAddress> target, Collected collected) {
        if (answer instanceof DnsAnswer.TemporaryFailure<T>(String reason)) {
            collected.failure = Optional.of(reason);
        }
        List<T> records = new ArrayList<>(answer.records());
        Collections.shuffle(records, random);
        int share = now == AddressFamilies.IPV4_ONLY ? MAX_ADDRESSES_OF_HOST : MAX_ADDRESSES_OF_HOST / 2;
        records.stream().limit(share).forEach(target::add);
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Where a host listens, whose policy holds for it, and how it is spoken to where it is a relay. */
    private record Place(String name, Optional<DomainName> policyDomain, int port, Optional<Routes.Relay> relay) {}

    /** Addresses of a host, and the names whose TLSA records count for it; none unless the addresses are proved. */
    private record Addresses(List<InetAddress> found, List<DomainName> tlsaBases) {}

    /** What was found on the way to a route. */
    private static final class Collected {
        private final List<MailRoute.Host> hosts = new ArrayList<>();
        private Optional<String> failure = Optional.empty();
        private boolean ours;
        private int addresses;

        void add(Place place, Addresses all) {
            List<InetSocketAddress> taken = all.found().stream()
                    .limit(MAX_ADDRESSES - addresses)
                    .map(address -> new InetSocketAddress(address, place.port()))
                    .toList();
            if (!taken.isEmpty()) {
                addresses += taken.size();
                hosts.add(
                        new MailRoute.Host(place.name(), place.policyDomain(), all.tlsaBases(), place.relay(), taken));
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
