package org.letterlock.tests.system.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The name server of a small world without signatures. What it does not know, there is not. */
final class SmallDns implements AutoCloseable {

    private final DatagramSocket socket;
    private final Map<String, String> records;

    /** @param records by name and type, such as {@code example.net. MX} */
    SmallDns(InetSocketAddress address, Map<String, String> records) throws IOException {
        this.socket = new DatagramSocket(address);
        this.records = records;
        Thread.ofPlatform().daemon().start(this::serve);
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
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private byte[] answer(Message question) throws IOException {
        Record asked = question.getQuestion();
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(asked, Section.QUESTION);
        String name = asked.getName().toString().toLowerCase(Locale.ROOT);
        String value = records.get(name + " " + Type.string(asked.getType()));
        if (value != null) {
            answer.addRecord(
                    Record.fromString(asked.getName(), asked.getType(), DClass.IN, 60, value, Name.root),
                    Section.ANSWER);
        } else if (records.keySet().stream().noneMatch(known -> known.startsWith(name + " "))) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return answer.toWire();
    }

    @Override
    public void close() {
        socket.close();
    }
}
