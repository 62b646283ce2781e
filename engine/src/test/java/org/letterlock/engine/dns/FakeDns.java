package org.letterlock.engine.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.letterlock.engine.mail.DomainName;

/** A DNS that a test fills. Names that nothing was said of do not exist. */
public final class FakeDns implements DnsClient {

    private final Map<DomainName, List<Object>> zone = new ConcurrentHashMap<>();
    private final Set<DomainName> failing = ConcurrentHashMap.newKeySet();

    public FakeDns mx(String name, int preference, String exchange) {
        return put(name, exchange.equals(".") ? MxRecord.nullMx() : MxRecord.of(preference, new DomainName(exchange)));
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

    public FakeDns failing(String name) {
        failing.add(new DomainName(name));
        return this;
    }

    private FakeDns put(String name, Object value) {
        zone.computeIfAbsent(new DomainName(name), _ -> new ArrayList<>()).add(value);
        return this;
    }

    private <T> DnsAnswer<T> answer(DomainName name, Class<T> type) {
        if (failing.contains(name)) {
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
    public DnsAnswer<MxRecord> mx(DomainName name) {
        return answer(name, MxRecord.class);
    }

    @Override
    public DnsAnswer<Inet4Address> a(DomainName name) {
        return answer(name, Inet4Address.class);
    }

    @Override
    public DnsAnswer<Inet6Address> aaaa(DomainName name) {
        return answer(name, Inet6Address.class);
    }

    @Override
    public DnsAnswer<String> txt(DomainName name) {
        return answer(name, String.class);
    }

    @Override
    public DnsAnswer<DomainName> ptr(InetAddress address) {
        return new DnsAnswer.NoName<>();
    }
}
