package org.letterlock.engine.dns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.letterlock.engine.mail.DnsName;
import org.letterlock.engine.mail.DomainName;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks recursive resolvers over UDP with EDNS, and over TCP where an answer was cut short. Believes records of the name asked for and of the CNAMEs that lead
 * on from it, and no others. Keeps answers as long as their TTL says (RFC 2308 §5 for negative ones); failures are not kept.
 */
public final class ResolverClient implements ProvingDns {

    private static final int MAX_ALIASES = 8;
    private static final int MAX_RECORDS = 100;
    private static final int EDNS_PAYLOAD = 1232;
    private static final long NEGATIVE_TTL_WITHOUT_SOA = 60;
    private static final long LONGEST_NEGATIVE_TTL = 3600;

    private final List<Asking> resolvers;
    private final int tries;
    private final long longestTtl;
    private final boolean proving;
    private final Cache<Question, Found> cache;
    private final Dnssec.Signatures signatures;

    private record Question(Name name, int type) {}

    /** Sends a question to one resolver. */
    private interface Asking {
        Message send(Message query) throws IOException;
    }

    /** What one question led to, and the name at the end of its aliases. The TTL is in seconds. */
    private record Found(Kind kind, List<Record> records, long ttl, String reason, boolean secure, Name owner) {
        enum Kind {
            RECORDS,
            NO_DATA,
            NO_NAME,
            FAILURE
        }

        static Found failure(String reason, Name owner) {
            return new Found(Kind.FAILURE, List.of(), 0, reason, false, owner);
        }
    }

    /** @param clock by which answers grow old */
    public ResolverClient(DnsSettings settings, Clock clock) {
        List<InetSocketAddress> servers = settings.resolvers().isEmpty()
                ? ResolverConfig.getCurrentConfig().servers()
                : settings.resolvers();
        tries = settings.tries();
        proving = settings.anchors().isPresent();
        longestTtl = settings.longestTtl().toSeconds();
        cache = Caffeine.newBuilder()
                .maximumSize(settings.cacheEntries())
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.<Question, Found>creating((_, found) -> Duration.ofSeconds(found.ttl())))
                .build();
        // What was believed without a proof is asked again once there are proofs.
        signatures = new Dnssec.Signatures(cache::invalidateAll);
        resolvers = servers.stream()
                .map(server -> asking(server, settings, signatures, clock))
                .toList();
    }

    private static Asking asking(
            InetSocketAddress server, DnsSettings settings, Dnssec.Signatures signatures, Clock clock) {
        SimpleResolver resolver = resolver(server, settings.timeout());
        return settings.anchors()
                .<Asking>map(anchors -> new Dnssec(resolver, EDNS_PAYLOAD, anchors, signatures, clock)::send)
                .orElse(query -> {
                    Message reply = resolver.send(query);
                    reply.getHeader().unsetFlag(Flags.AD);
                    return reply;
                });
    }

    private static SimpleResolver resolver(InetSocketAddress server, Duration timeout) {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTimeout(timeout);
        resolver.setEDNS(0, EDNS_PAYLOAD, 0, List.of());
        return resolver;
    }

    @Override
    public DnsAnswer<MxRecord> mx(DnsName name) {
        return provedMx(name).answer();
    }

    @Override
    public Proved<MxRecord> provedMx(DnsName name) {
        return proved(name, Type.MX, record -> {
            MXRecord mx = (MXRecord) record;
            boolean root = mx.getTarget().equals(Name.root);
            return Optional.of(new MxRecord(mx.getPriority(), domain(mx.getTarget()), root));
        });
    }

    @Override
    public DnsAnswer<Inet4Address> a(DnsName name) {
        return provedA(name).answer();
    }

    @Override
    public Proved<Inet4Address> provedA(DnsName name) {
        return proved(
                name,
                Type.A,
                record -> ((ARecord) record).getAddress() instanceof Inet4Address address
                        ? Optional.of(address)
                        : Optional.empty());
    }

    @Override
    public DnsAnswer<Inet6Address> aaaa(DnsName name) {
        return provedAaaa(name).answer();
    }

    @Override
    public Proved<Inet6Address> provedAaaa(DnsName name) {
        // An IPv4-mapped address becomes an Inet4Address; it has no place in an AAAA record.
        return proved(
                name,
                Type.AAAA,
                record -> ((AAAARecord) record).getAddress() instanceof Inet6Address address
                        ? Optional.of(address)
                        : Optional.empty());
    }

    @Override
    public Proved<TlsaRecord> provedTlsa(DnsName name) {
        return proved(name, Type.TLSA, record -> {
            TLSARecord tlsa = (TLSARecord) record;
            return Optional.of(new TlsaRecord(
                    tlsa.getCertificateUsage(),
                    tlsa.getSelector(),
                    tlsa.getMatchingType(),
                    tlsa.getCertificateAssociationData()));
        });
    }

    @Override
    public DnsAnswer<String> txt(DnsName name) {
        return answer(name(name), Type.TXT, record -> {
            StringBuilder text = new StringBuilder();
            for (byte[] part : ((TXTRecord) record).getStringsAsByteArrays()) {
                text.append(new String(part, StandardCharsets.ISO_8859_1));
            }
            return Optional.of(text.toString());
        });
    }

    @Override
    public DnsAnswer<DomainName> ptr(InetAddress address) {
        return answer(ReverseMap.fromAddress(address), Type.PTR, record -> domain(((PTRRecord) record).getTarget()));
    }

    private static Name name(DnsName name) {
        try {
            return Name.fromString(name.ascii().replace("\\", "\\\\") + ".");
        } catch (TextParseException e) {
            throw new IllegalStateException("it was parsed as a name of the DNS", e);
        }
    }

    private static Optional<DomainName> domain(Name name) {
        return DomainName.parse(name.toString(true));
    }

    private <T> Proved<T> proved(DnsName name, int type, Function<Record, Optional<T>> value) {
        Found found = find(new Question(name(name), type));
        DnsName owner = DnsName.parse(found.owner().toString(true)).orElse(name);
        return new Proved<>(answer(found, value), found.secure(), owner);
    }

    private <T> DnsAnswer<T> answer(Name name, int type, Function<Record, Optional<T>> value) {
        return answer(find(new Question(name, type)), value);
    }

    private static <T> DnsAnswer<T> answer(Found found, Function<Record, Optional<T>> value) {
        return switch (found.kind()) {
            case RECORDS -> {
                List<T> values = found.records().stream()
                        .map(value)
                        .flatMap(Optional::stream)
                        .toList();
                yield values.isEmpty() ? new DnsAnswer.NoData<>() : new DnsAnswer.Records<>(values);
            }
            case NO_DATA -> new DnsAnswer.NoData<>();
            case NO_NAME -> new DnsAnswer.NoName<>();
            case FAILURE -> new DnsAnswer.TemporaryFailure<>(found.reason());
        };
    }

    private Found find(Question question) {
        Found kept = cache.getIfPresent(question);
        if (kept != null) {
            return kept;
        }
        boolean proved = signatures.known();
        Found found = follow(question);
        if (found.kind() != Found.Kind.FAILURE && found.ttl() > 0) {
            cache.put(question, found);
            if (proved != signatures.known()) {
                // It may have been kept after all others of its kind were forgotten.
                cache.invalidate(question);
            }
        }
        return found;
    }

    /** Asks, and asks on where an answer ends in a CNAME whose target it does not tell of. */
    private Found follow(Question question) {
        Name name = question.name();
        long ttl = longestTtl;
        int aliases = 0;
        boolean secure = true;
        while (true) {
            Message reply;
            switch (ask(name, question.type())) {
                case Reply.Received(Message message) -> reply = message;
                case Reply.Failed(String reason) -> {
                    return Found.failure(reason, name);
                }
            }
            secure &= reply.getHeader().getFlag(Flags.AD);
            boolean moved = false;
            for (Optional<CNAMERecord> alias = alias(reply, name);
                    alias.isPresent() && question.type() != Type.CNAME;
                    alias = alias(reply, name)) {
                if (++aliases > MAX_ALIASES) {
                    return Found.failure("too many aliases", name);
                }
                ttl = Math.min(ttl, alias.get().getTTL());
                name = alias.get().getTarget();
                moved = true;
            }
            List<Record> records = records(reply, name, question.type());
            if (!records.isEmpty()) {
                for (Record record : records) {
                    ttl = Math.min(ttl, record.getTTL());
                }
                return new Found(Found.Kind.RECORDS, records, ttl, "", secure, name);
            }
            if (reply.getRcode() == Rcode.NXDOMAIN) {
                return new Found(Found.Kind.NO_NAME, List.of(), Math.min(ttl, negativeTtl(reply)), "", secure, name);
            }
            if (!moved || tellsOfNoData(reply)) {
                return new Found(Found.Kind.NO_DATA, List.of(), Math.min(ttl, negativeTtl(reply)), "", secure, name);
            }
        }
    }

    private static Optional<CNAMERecord> alias(Message reply, Name name) {
        for (Record record : reply.getSection(Section.ANSWER)) {
            if (record instanceof CNAMERecord alias && alias.getName().equals(name)) {
                return Optional.of(alias);
            }
        }
        return Optional.empty();
    }

    private static List<Record> records(Message reply, Name name, int type) {
        List<Record> records = new ArrayList<>();
        for (Record record : reply.getSection(Section.ANSWER)) {
            if (record.getType() == type
                    && record.getDClass() == DClass.IN
                    && record.getName().equals(name)
                    && records.size() < MAX_RECORDS) {
                records.add(record);
            }
        }
        return List.copyOf(records);
    }

    private static boolean tellsOfNoData(Message reply) {
        return reply.getSection(Section.AUTHORITY).stream().anyMatch(SOARecord.class::isInstance);
    }

    private static long negativeTtl(Message reply) {
        for (Record record : reply.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                return Math.min(LONGEST_NEGATIVE_TTL, Math.min(soa.getTTL(), soa.getMinimum()));
            }
        }
        return NEGATIVE_TTL_WITHOUT_SOA;
    }

    private sealed interface Reply {
        record Received(Message message) implements Reply {}

        record Failed(String reason) implements Reply {}
    }

    private Reply ask(Name name, int type) {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        String reason = "no resolver is known";
        for (int round = 0; round < tries; round++) {
            for (Asking resolver : resolvers) {
                try {
                    Message reply = resolver.send(query);
                    int rcode = reply.getRcode();
                    if (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN) {
                        return new Reply.Received(reply);
                    }
                    reason = proving && rcode == Rcode.SERVFAIL
                            ? "the resolver failed, or the signatures of its answer do not hold"
                            : "the resolver answered " + Rcode.string(rcode);
                } catch (Dnssec.RootUnproved e) {
                    reason = String.valueOf(e.getMessage());
                } catch (IOException _) {
                    if (Thread.currentThread().isInterrupted()) {
                        return new Reply.Failed("interrupted");
                    }
                    reason = "no resolver answered in time";
                }
            }
        }
        return new Reply.Failed(reason);
    }
}
