package org.letterlock.engine.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.letterlock.engine.mail.DnsName;
import org.letterlock.engine.mail.DomainName;
import org.xbill.DNS.ReverseMap;

/** A DNS that a test fills. Names that nothing was said of do not exist. */
public final class FakeDns implements ProvingDns {

    private final Map<DnsName, List<Object>> zone = new ConcurrentHashMap<>();
    private final Set<DnsName> unproved = ConcurrentHashMap.newKeySet();
    private final Map<DnsName, DnsName> aliases = new ConcurrentHashMap<>();
    private volatile boolean signed;
    private final Map<DnsName, Runnable> failing = new ConcurrentHashMap<>();

    public FakeDns mx(String name, int preference, String exchange) {
        return put(name, new MxRecord(preference, DomainName.parse(exchange), exchange.equals(".")));
    }

    public FakeDns address(String name, String... addresses) {
        for (String address : addresses) {
            put(name, InetAddress.ofLiteral(address));
        }
        return this;
    }

    public FakeDns txt(String name, String text) {
        return put(name, text);
    }

    /** The name {@code host} of an address, whose name below {@code arpa} is given. */
    public FakeDns ptr(String reverse, String host) {
        return put(reverse, new Pointer((DomainName) name(host)));
    }

    /** A name that exists and has no records. */
    public FakeDns empty(String name) {
        zone.computeIfAbsent(name(name), _ -> new ArrayList<>());
        return this;
    }

    public FakeDns failing(String name) {
        return failing(name, () -> {});
    }

    /** Fails after {@code first}. */
    public FakeDns failing(String name, Runnable first) {
        failing.put(name(name), first);
        return this;
    }

    /** Everything is signed from now on, but for {@code names}. */
    public FakeDns signed(String... names) {
        signed = true;
        for (String name : names) {
            unproved.add(name(name));
        }
        return this;
    }

    /** A name that stands for another. */
    public FakeDns alias(String name, String target) {
        aliases.put(name(name), name(target));
        return this;
    }

    public FakeDns tlsa(String name, TlsaRecord record) {
        return put(name, record);
    }

    private <T> Proved<T> proved(DnsName name, Class<T> type) {
        DnsName owner = aliases.getOrDefault(name, name);
        return new Proved<>(
                answer(owner, type), signed && !unproved.contains(name) && !unproved.contains(owner), owner);
    }

    @Override
    public Proved<MxRecord> provedMx(DnsName name) {
        return proved(name, MxRecord.class);
    }

    @Override
    public Proved<Inet4Address> provedA(DnsName name) {
        return proved(name, Inet4Address.class);
    }

    @Override
    public Proved<Inet6Address> provedAaaa(DnsName name) {
        return proved(name, Inet6Address.class);
    }

    @Override
    public Proved<TlsaRecord> provedTlsa(DnsName name) {
        return proved(name, TlsaRecord.class);
    }

    private record Pointer(DomainName host) {}

    private static DnsName name(String name) {
        return DnsName.parse(name).orElseThrow();
    }

    private FakeDns put(String name, Object value) {
        zone.computeIfAbsent(name(name), _ -> new ArrayList<>()).add(value);
        return this;
    }

    private <T> DnsAnswer<T> answer(DnsName name, Class<T> type) {
        Runnable first = failing.get(name);
        if (first != null) {
            first.run();
            return new DnsAnswer.TemporaryFailure<>("the resolver answered SERVFAIL");
        }
        List<Object> values = zone.get(name);
        if (values == null) {
            return new DnsAnswer.NoName<>();
        }
        List<T> records =
                values.stream().filter(type::isInstance).map(type::cast).toList();
        return records.isEmpty() ? new DnsAnswer.NoData<>() : new DnsAnswer.Records<>(records);
    }

    @Override
    public DnsAnswer<MxRecord> mx(DnsName name) {
        return answer(name, MxRecord.class);
    }

    @Override
    public DnsAnswer<Inet4Address> a(DnsName name) {
        return answer(name, Inet4Address.class);
    }

    @Override
    public DnsAnswer<Inet6Address> aaaa(DnsName name) {
        return answer(name, Inet6Address.class);
    }

    @Override
    public DnsAnswer<String> txt(DnsName name) {
        return answer(name, String.class);
    }

    @Override
    public DnsAnswer<DomainName> ptr(InetAddress address) {
        DnsAnswer<Pointer> answer = answer(name(ReverseMap.fromAddress(address).toString()), Pointer.class);
        return switch (answer) {
            case DnsAnswer.Records<Pointer>(List<Pointer> values) ->
                new DnsAnswer.Records<>(values.stream().map(Pointer::host).toList());
            case DnsAnswer.NoData<Pointer>() -> new DnsAnswer.NoData<>();
            case DnsAnswer.NoName<Pointer>() -> new DnsAnswer.NoName<>();
            case DnsAnswer.TemporaryFailure<Pointer>(String reason) -> new DnsAnswer.TemporaryFailure<>(reason);
        };
    }
}
