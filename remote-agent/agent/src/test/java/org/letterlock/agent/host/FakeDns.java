package org.letterlock.agent.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** A name server on loopback. What it does not know, there is not. */
final class FakeDns implements AutoCloseable {

    private final DatagramSocket socket;
    private final Map<String, List<String>> records = new ConcurrentHashMap<>();
    private volatile int broken = Rcode.NOERROR;

    FakeDns() {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::serve);
    }

    /** @param name absolute, lower case, with its dot */
    FakeDns has(String name, String type, String... values) {
        records.put(name + " " + type, List.of(values));
        return this;
    }

    /** From now on it answers everything with this code. */
    FakeDns failsWith(int rcode) {
        broken = rcode;
        return this;
    }

    Names names() {
        SimpleResolver resolver =
                new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()));
        resolver.setTimeout(Duration.ofSeconds(5));
        return new Names(resolver);
    }

    private void serve() {
        byte[] octets = new byte[1500];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(octets, octets.length);
                socket.receive(packet);
                byte[] answer = answer(new Message(Arrays.copyOf(packet.getData(), packet.getLength())));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                return;
            }
        }
    }

    private byte[] answer(Message question) throws IOException {
        Record asked = question.getQuestion();
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(asked, Section.QUESTION);
        String name = asked.getName().toString().toLowerCase(java.util.Locale.ROOT);
        List<String> values = records.get(name + " " + Type.string(asked.getType()));
        if (broken != Rcode.NOERROR) {
            answer.getHeader().setRcode(broken);
        } else if (values == null) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        } else {
            for (String value : values) {
                answer.addRecord(
                        Record.fromString(asked.getName(), asked.getType(), DClass.IN, 60, value, Name.root),
                        Section.ANSWER);
            }
        }
        return answer.toWire();
    }

    @Override
    public void close() {
        socket.close();
    }
}
