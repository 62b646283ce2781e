package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** The name servers of a small world without signatures, over UDP. What they do not know, there is not. */
public final class SmallDns implements AutoCloseable {

    /** So that what is new is seen at once. */
    private static final int SECONDS = 1;

    private static final System.Logger LOG = System.getLogger(SmallDns.class.getName());
    private static final int LONGEST_STRING = 255;

    private final List<DatagramSocket> sockets = new ArrayList<>();
    private final Map<Name, List<Record>> records = new ConcurrentHashMap<>();

    /** One that listens at addresses, and knows nothing yet. */
    public SmallDns(InetSocketAddress... addresses) throws IOException {
        for (InetSocketAddress address : addresses) {
            DatagramSocket socket = new DatagramSocket(address);
            sockets.add(socket);
            Thread.ofPlatform().daemon().start(() -> serve(socket));
        }
    }

    /** Where it listens. */
    public List<InetSocketAddress> addresses() {
        return sockets.stream()
                .map(socket -> (InetSocketAddress) socket.getLocalSocketAddress())
                .toList();
    }

    /**
     * Adds a record, as a panel on a web page does.
     *
     * @param name whole, without the last dot
     * @param value as a zone file has it; a text as it is, however long
     */
    public SmallDns add(String name, String type, String value) {
        try {
            Name owner = Name.fromString(name, Name.root);
            Record record = type.equals("TXT")
                    ? new TXTRecord(owner, DClass.IN, SECONDS, strings(value))
                    : Record.fromString(owner, Type.value(type), DClass.IN, SECONDS, value, Name.root);
            records.computeIfAbsent(owner, unknown -> new CopyOnWriteArrayList<>())
                    .add(record);
            return this;
        } catch (IOException e) {
            throw new IllegalArgumentException(name + " " + type + " " + value, e);
        }
    }

    private static List<String> strings(String text) {
        List<String> strings = new ArrayList<>();
        for (int at = 0; at < text.length(); at += LONGEST_STRING) {
            strings.add(text.substring(at, Math.min(text.length(), at + LONGEST_STRING)));
        }
        return strings;
    }

    private void serve(DatagramSocket socket) {
        byte[] octets = new byte[1500];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(octets, octets.length);
                socket.receive(packet);
                byte[] answer = answer(new Message(Arrays.copyOf(packet.getData(), packet.getLength())));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                // Who asked may be cut off by now, and asks again once it is not.
                LOG.log(System.Logger.Level.DEBUG, "A question was not answered", e);
            }
        }
    }

    private byte[] answer(Message question) {
        Record asked = question.getQuestion();
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(asked, Section.QUESTION);
        // Names are the same in capitals and small letters.
        List<Record> known = records.getOrDefault(asked.getName(), List.of());
        known.stream()
                .filter(record -> record.getType() == asked.getType())
                .forEach(record -> answer.addRecord(record, Section.ANSWER));
        if (known.isEmpty() && records.keySet().stream().noneMatch(name -> name.subdomain(asked.getName()))) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return answer.toWire();
    }

    @Override
    public void close() {
        sockets.forEach(DatagramSocket::close);
    }
}
