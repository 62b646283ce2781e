package org.letterlock.engine.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** A resolver on loopback that answers what a test put in, over UDP and TCP on one port. */
final class DnsResponder implements AutoCloseable {

    /** How to answer: built upon a reply that has the question already. */
    interface Answer extends UnaryOperator<Message> {}

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final AtomicInteger udpQueries = new AtomicInteger();
    private final AtomicInteger tcpQueries = new AtomicInteger();
    private volatile Answer rest = rcode(Rcode.NXDOMAIN);
    private volatile boolean silent;

    DnsResponder() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        tcp = new ServerSocket(0, 10, loopback);
        udp = new DatagramSocket(tcp.getLocalPort(), loopback);
        Thread.ofVirtual().start(this::serveUdp);
        Thread.ofVirtual().start(this::serveTcp);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort());
    }

    /** Answers what nothing else was said of; names that are not there do not exist otherwise. */
    void everythingElse(Answer answer) {
        rest = answer;
    }

    void answer(String name, int type, Answer answer) {
        answers.put(name + "/" + type, answer);
    }

    static Answer records(Record... records) {
        return reply -> {
            List.of(records).forEach(r -> reply.addRecord(r, Section.ANSWER));
            return reply;
        };
    }

    static Answer rcode(int rcode, Record... authority) {
        return reply -> {
            reply.getHeader().setRcode(rcode);
            List.of(authority).forEach(r -> reply.addRecord(r, Section.AUTHORITY));
            return reply;
        };
    }

    void silent(boolean value) {
        silent = value;
    }

    int udpQueries() {
        return udpQueries.get();
    }

    int tcpQueries() {
        return tcpQueries.get();
    }

    private Message reply(byte[] octets) throws IOException {
        Message query = new Message(octets);
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        String key = query.getQuestion().getName().toString(true) + "/"
                + query.getQuestion().getType();
        Answer answer = answers.get(key);
        return answer == null ? rest.apply(reply) : answer.apply(reply);
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                udpQueries.incrementAndGet();
                if (silent) {
                    continue;
                }
                byte[] reply = reply(Arrays.copyOf(buffer, packet.getLength())).toWire(1232);
                udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            } catch (IOException _) {
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
                tcpQueries.incrementAndGet();
                byte[] reply = reply(query).toWire(65535);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(reply.length);
                out.write(reply);
                out.flush();
            } catch (IOException _) {
                if (tcp.isClosed()) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
