package org.letterlock.desktop.dnsplan;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A server of the DNS on loopback that knows what a test tells it, by lines as a zone file has them. */
public final class TestDns implements AutoCloseable {

    private final DatagramSocket socket;
    private final List<Record> records = new CopyOnWriteArrayList<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private volatile boolean silent;

    public TestDns() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }

    /** From now on it says so, too. */
    public TestDns say(String name, String type, String value) {
        try {
            records.add(
                    Record.fromString(Name.fromString(name + "."), Type.value(type), DClass.IN, 60, value, Name.root));
            return this;
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** From now on it knows nothing of a name. */
    public TestDns forget(String name) {
        records.removeIf(record -> record.getName().toString(true).equals(name));
        return this;
    }

    public TestDns beSilent() {
        silent = true;
        return this;
    }

    /** The names it was asked about, with the types. */
    public List<String> questions() {
        return questions;
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                if (!silent) {
                    byte[] reply = reply(Arrays.copyOf(buffer, packet.getLength()));
                    socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            } catch (IOException _) {
                return;
            }
        }
    }

    private byte[] reply(byte[] octets) throws IOException {
        Message query = new Message(octets);
        Name name = query.getQuestion().getName();
        int type = query.getQuestion().getType();
        questions.add(name.toString(true) + " " + Type.string(type));
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.AA);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        List<Record> answers = answers(name, type);
        answers.forEach(record -> reply.addRecord(record, Section.ANSWER));
        boolean there = records.stream().anyMatch(record -> record.getName().subdomain(name));
        if (!there) {
            reply.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return reply.toWire(1232);
    }

    private List<Record> answers(Name name, int type) {
        List<Record> answers = new ArrayList<>();
        for (Record record : records) {
            if (record.getName().equals(name) && record.getType() == type) {
                answers.add(record);
            } else if (record.getName().equals(name) && record instanceof CNAMERecord alias) {
                answers.add(record);
                answers.addAll(answers(alias.getTarget(), type));
            }
        }
        return answers;
    }

    @Override
    public void close() {
        socket.close();
    }
}
