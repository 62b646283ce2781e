package org.letterlock.tests.system;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.Type;

/** A resolver on loopback whose whole DNS is one signed root zone with few names. Nothing it says may be kept. */
final class SignedRoot implements AutoCloseable {

    private final KeyPair pair;
    private final DNSKEYRecord key;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<Name, Map<Integer, Record>> records = new ConcurrentHashMap<>();

    SignedRoot() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            pair = generator.generateKeyPair();
            key = new DNSKEYRecord(
                    Name.root,
                    DClass.IN,
                    0,
                    DNSKEYRecord.Flags.ZONE_KEY | DNSKEYRecord.Flags.SEP_KEY,
                    DNSKEYRecord.Protocol.DNSSEC,
                    DNSSEC.Algorithm.ECDSAP256SHA256,
                    pair.getPublic());
            tcp = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
        } catch (GeneralSecurityException | DNSSEC.DNSSECException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        put(key);
        put(new SOARecord(Name.root, DClass.IN, 0, Name.root, Name.root, 1, 3600, 600, 86400, 0));
        Thread.ofVirtual().start(this::serveUdp);
        Thread.ofVirtual().start(this::serveTcp);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) tcp.getLocalSocketAddress();
    }

    /** What an engine has to believe, in the form of zone files. */
    String anchor() {
        return new DSRecord(Name.root, DClass.IN, 0, DNSSEC.Digest.SHA256, key) + "\n";
    }

    void address(String name) {
        put(new ARecord(Name.fromConstantString(name + "."), DClass.IN, 0, InetAddress.getLoopbackAddress()));
    }

    /** Publishes the SHA-256 of a server's public key. */
    void tlsa(String name, byte[] digest) {
        put(new TLSARecord(Name.fromConstantString(name + "."), DClass.IN, 0, 3, 1, 1, digest));
    }

    private void put(Record record) {
        records.computeIfAbsent(record.getName(), _ -> new ConcurrentHashMap<>())
                .put(record.getType(), record);
    }

    private Message answer(byte[] octets) throws IOException {
        Message query = new Message(octets);
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        Name name = query.getQuestion().getName();
        Map<Integer, Record> known = records.getOrDefault(name, Map.of());
        Record record = known.get(query.getQuestion().getType());
        if (known.isEmpty()) {
            reply.getHeader().setRcode(Rcode.SERVFAIL);
        } else if (record != null) {
            add(reply, Section.ANSWER, record);
        } else {
            IntStream types = known.keySet().stream().mapToInt(Integer::intValue);
            int[] all =
                    IntStream.concat(types, IntStream.of(Type.NSEC, Type.RRSIG)).toArray();
            add(reply, Section.AUTHORITY, soa());
            add(reply, Section.AUTHORITY, new NSECRecord(name, DClass.IN, 0, Name.root, all));
        }
        return reply;
    }

    private Record soa() {
        return List.copyOf(records.getOrDefault(Name.root, Map.of()).values()).stream()
                .filter(SOARecord.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    private void add(Message reply, int section, Record record) {
        Instant now = Instant.now();
        try {
            reply.addRecord(record, section);
            reply.addRecord(
                    DNSSEC.sign(
                            new RRset(record),
                            key,
                            pair.getPrivate(),
                            now.minus(Duration.ofDays(1)),
                            now.plus(Duration.ofDays(1))),
                    section);
        } catch (DNSSEC.DNSSECException e) {
            throw new AssertionError(e);
        }
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] reply = answer(Arrays.copyOf(buffer, packet.getLength())).toWire(1232);
                udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                byte[] reply = answer(query).toWire(65535);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(reply.length);
                out.write(reply);
                out.flush();
            } catch (IOException e) {
                if (tcp.isClosed()) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            udp.close();
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
