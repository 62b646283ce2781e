package org.letterlock.engine.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * A resolver on loopback for a small internet of its own: a signed root, the signed zone {@code org}, and the zone {@code test} that is not signed. What it says can be
 * broken on purpose, name by name.
 */
public final class SignedDns implements AutoCloseable {

    private static final long TTL = 300;

    private final DnsResponder responder;
    private final Zone root = new Zone(Name.root, true);
    private final Zone org = new Zone(Name.fromConstantString("org."), true);
    private final Zone test = new Zone(Name.fromConstantString("test."), false);
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private volatile boolean withoutSignatures;
    private volatile boolean lying;

    /** What is wrong with the answers of a type for a name. */
    public enum Fault {
        /** The record is another than was signed. */
        FORGED,
        /** There is no signature. */
        UNSIGNED,
        /** There is nothing, and no proof of that. */
        SWALLOWED,
        /** The signature was good until an hour ago. */
        EXPIRED
    }

    public SignedDns() {
        try {
            responder = new DnsResponder();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        root.put(new NSRecord(org.name, DClass.IN, TTL, Name.fromConstantString("ns.org.")));
        root.put(new DSRecord(org.name, DClass.IN, TTL, DNSSEC.Digest.SHA256, org.key));
        root.put(new NSRecord(test.name, DClass.IN, TTL, Name.fromConstantString("ns.test.")));
        responder.everythingElse(this::answer);
    }

    InetSocketAddress address() {
        return responder.address();
    }

    /** Settings that make a client ask here, and believe the root of this internet. */
    public DnsSettings settings() {
        return DnsSettings.DEFAULT
                .withResolvers(List.of(address()))
                .proving(new DSRecord(Name.root, DClass.IN, TTL, DNSSEC.Digest.SHA256, root.key).toString());
    }

    public SignedDns mx(String name, String exchange) {
        return put(new MXRecord(name(name), DClass.IN, TTL, 10, name(exchange)));
    }

    public SignedDns address(String name, String address) {
        return put(new ARecord(name(name), DClass.IN, TTL, InetAddress.ofLiteral(address)));
    }

    public SignedDns alias(String name, String target) {
        return put(new org.xbill.DNS.CNAMERecord(name(name), DClass.IN, TTL, name(target)));
    }

    public SignedDns txt(String name, String text) {
        return put(new TXTRecord(name(name), DClass.IN, TTL, text));
    }

    public SignedDns tlsa(String name, TlsaRecord tlsa) {
        return put(new TLSARecord(
                name(name), DClass.IN, TTL, tlsa.usage(), tlsa.selector(), tlsa.matchingType(), tlsa.data()));
    }

    /** From now on answers of this type for this name are wrong. */
    public SignedDns broken(String name, int type, Fault fault) {
        faults.put(name + "./" + type, fault);
        return this;
    }

    /** From now on nothing is wrong with the answers for any name. */
    public SignedDns mended() {
        faults.clear();
        return this;
    }

    /** From now on no answer has a signature, as with a resolver that knows nothing of them. */
    public SignedDns withoutSignatures() {
        withoutSignatures = true;
        return this;
    }

    /** From now on every answer says of itself that it is proved. */
    public SignedDns lying() {
        lying = true;
        return this;
    }

    private SignedDns put(Record record) {
        zone(record.getName(), record.getType()).put(record);
        return this;
    }

    private static Name name(String name) {
        return Name.fromConstantString(name + ".");
    }

    /** The zone that has a name; for a DS the one above. */
    private Zone zone(Name name, int type) {
        for (Zone zone : List.of(org, test)) {
            if (name.subdomain(zone.name) && !(type == Type.DS && name.equals(zone.name))) {
                return zone;
            }
        }
        return root;
    }

    private Message answer(Message reply) {
        Name name = reply.getQuestion().getName();
        int type = reply.getQuestion().getType();
        if (lying) {
            reply.getHeader().setFlag(Flags.AD);
        }
        zone(name, type).answer(name, type, reply, faults.get(name + "/" + type));
        return reply;
    }

    @Override
    public void close() {
        try {
            responder.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private final class Zone {
        private final Name name;
        private final boolean signed;
        private final KeyPair pair;
        private final DNSKEYRecord key;
        private final Map<Name, Map<Integer, List<Record>>> records = new TreeMap<>();

        Zone(Name name, boolean signed) {
            this.name = name;
            this.signed = signed;
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
                pair = generator.generateKeyPair();
                key = new DNSKEYRecord(
                        name,
                        DClass.IN,
                        TTL,
                        DNSKEYRecord.Flags.ZONE_KEY | DNSKEYRecord.Flags.SEP_KEY,
                        DNSKEYRecord.Protocol.DNSSEC,
                        DNSSEC.Algorithm.ECDSAP256SHA256,
                        pair.getPublic());
            } catch (GeneralSecurityException | DNSSEC.DNSSECException e) {
                throw new AssertionError(e);
            }
            put(new SOARecord(name, DClass.IN, TTL, Name.root, Name.root, 1, 3600, 600, 86400, TTL));
            if (signed) {
                put(key);
            }
        }

        void put(Record record) {
            records.computeIfAbsent(record.getName(), _ -> new TreeMap<>())
                    .computeIfAbsent(record.getType(), _ -> new ArrayList<>())
                    .add(record);
        }

        private List<Record> find(Name owner, int type) {
            return records.getOrDefault(owner, Map.of()).getOrDefault(type, List.of());
        }

        void answer(Name owner, int type, Message reply, @Nullable Fault fault) {
            List<Record> alias = find(owner, Type.CNAME);
            if (!alias.isEmpty() && type != Type.CNAME) {
                add(reply, Section.ANSWER, alias, fault);
                Name target = ((org.xbill.DNS.CNAMERecord) alias.getFirst()).getTarget();
                zone(target, type).answer(target, type, reply, faults.get(target + "/" + type));
                return;
            }
            List<Record> found = find(owner, type);
            if (!found.isEmpty() && fault != Fault.SWALLOWED) {
                add(reply, Section.ANSWER, found, fault);
                return;
            }
            boolean exists = records.keySet().stream().anyMatch(known -> known.subdomain(owner));
            if (!exists) {
                reply.getHeader().setRcode(Rcode.NXDOMAIN);
            }
            add(reply, Section.AUTHORITY, find(name, Type.SOA), null);
            if (signed && fault != Fault.SWALLOWED) {
                Set<Name> proofs = new TreeSet<>(Set.of(before(owner)));
                if (!exists) {
                    Name encloser = owner;
                    while (!isKnown(encloser)) {
                        encloser = new Name(encloser, 1);
                    }
                    proofs.add(before(Name.fromConstantString("*." + (encloser.equals(Name.root) ? "" : encloser))));
                }
                proofs.forEach(proof -> add(reply, Section.AUTHORITY, List.of(nsec(proof)), null));
            }
        }

        private boolean isKnown(Name encloser) {
            return records.keySet().stream().anyMatch(known -> known.subdomain(encloser));
        }

        /** The last name of the zone that does not come after {@code owner}. */
        private Name before(Name owner) {
            Name last = name;
            for (Name known : records.keySet()) {
                if (known.compareTo(owner) <= 0) {
                    last = known;
                }
            }
            return last;
        }

        private Record nsec(Name owner) {
            Name next = records.keySet().stream()
                    .filter(known -> known.compareTo(owner) > 0)
                    .findFirst()
                    .orElse(name);
            IntStream types =
                    records.getOrDefault(owner, Map.of()).keySet().stream().mapToInt(Integer::intValue);
            return new NSECRecord(
                    owner,
                    DClass.IN,
                    TTL,
                    next,
                    IntStream.concat(types, IntStream.of(Type.NSEC, Type.RRSIG)).toArray());
        }

        private void add(Message reply, int section, List<Record> set, @Nullable Fault fault) {
            List<Record> said = fault == Fault.FORGED ? List.of(forged(set.getFirst())) : set;
            said.forEach(record -> reply.addRecord(record, section));
            if (signed && !withoutSignatures && fault != Fault.UNSIGNED) {
                RRset rrset = new RRset(set.getFirst());
                set.stream().skip(1).forEach(rrset::addRR);
                Instant now = Instant.now();
                Instant end = fault == Fault.EXPIRED ? now.minus(Duration.ofHours(1)) : now.plus(Duration.ofDays(1));
                try {
                    reply.addRecord(
                            DNSSEC.sign(rrset, key, pair.getPrivate(), end.minus(Duration.ofDays(2)), end), section);
                } catch (DNSSEC.DNSSECException e) {
                    throw new AssertionError(e);
                }
            }
        }

        private Record forged(Record record) {
            return switch (record) {
                case TLSARecord tlsa ->
                    new TLSARecord(
                            tlsa.getName(),
                            DClass.IN,
                            TTL,
                            tlsa.getCertificateUsage(),
                            tlsa.getSelector(),
                            tlsa.getMatchingType(),
                            new byte[tlsa.getCertificateAssociationData().length]);
                case MXRecord mx -> new MXRecord(mx.getName(), DClass.IN, TTL, 10, Name.fromConstantString("mx.test."));
                case ARecord a -> new ARecord(a.getName(), DClass.IN, TTL, InetAddress.ofLiteral("127.0.0.9"));
                default -> throw new IllegalArgumentException(record.toString());
            };
        }
    }
}
