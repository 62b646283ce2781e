package org.letterlock.desktop.dnsplan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.desktop.model.DnsAccess;
import org.letterlock.desktop.model.ProblemException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;

/** What the app makes of name servers that do not do what it asks; the system tests have one that does. */
final class UpdateZoneTest {

    private static final String SECRET = "MDEyMzQ1Njc4OWFiY2RlZg==";
    private static final List<ZoneChange> CHANGES =
            List.of(new ZoneChange.Create(new ZoneRecord("mail.example.org", "A", "203.0.113.5", 60, null, false)));

    private final CountDownLatch closed = new CountDownLatch(1);
    private ServerSocket socket;
    private volatile String behaviour = "";
    private volatile boolean hangsUp;

    @BeforeEach
    void start() throws IOException {
        socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    @AfterEach
    void stop() throws IOException {
        closed.countDown();
        socket.close();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            do {
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                byte[] reply = reply(new Message(query));
                out.writeShort(reply.length);
                out.write(reply);
                out.flush();
            } while (!hangsUp);
        } catch (IOException | InterruptedException _) {
            // Who asked has hung up.
        }
    }

    private byte[] reply(Message query) throws IOException, InterruptedException {
        if (behaviour.startsWith("wildcard ")) {
            return byWildcard(query, behaviour.substring("wildcard ".length()));
        }
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.AA);
        reply.getHeader().setOpcode(query.getHeader().getOpcode());
        reply.addRecord(query.getSection(Section.QUESTION).getFirst(), Section.QUESTION);
        switch (behaviour) {
            case "silence" -> closed.await();
            case "garbage" -> {
                byte[] octets = reply.toWire();
                return Arrays.copyOf(octets, octets.length - 3);
            }
            case "unsigned" -> reply.getHeader().setRcode(Rcode.NOERROR);
            case "BADTIME" -> {
                reply.getHeader().setRcode(Rcode.NOTAUTH);
                reply.addRecord(
                        new TSIGRecord(
                                Name.fromString("writer."),
                                255,
                                0,
                                TSIG.HMAC_SHA256,
                                Instant.EPOCH,
                                Duration.ofMinutes(5),
                                new byte[32],
                                query.getHeader().getID(),
                                Rcode.BADTIME,
                                new byte[6]),
                        Section.ADDITIONAL);
            }
            default -> reply.getHeader().setRcode(Rcode.value(behaviour));
        }
        return reply.toWire();
    }

    /** The same address for each name; what it says of an update is not signed where that is said. */
    private static byte[] byWildcard(Message query, String said) throws IOException {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.AA);
        reply.getHeader().setOpcode(query.getHeader().getOpcode());
        Record question = query.getSection(Section.QUESTION).getFirst();
        reply.addRecord(question, Section.QUESTION);
        boolean update = query.getHeader().getOpcode() == Opcode.UPDATE;
        if (update) {
            assertThat(query.getSection(Section.UPDATE))
                    .as("nothing is changed")
                    .isEmpty();
            reply.getHeader().setRcode(Rcode.value(said.split(" ", 2)[0]));
        } else if (question.getType() == Type.SOA) {
            reply.addRecord(
                    Record.fromString(
                            question.getName(), Type.SOA, DClass.IN, 60, "ns. hostmaster. 1 1 1 1 1", Name.root),
                    Section.ANSWER);
        } else if (question.getType() == Type.A) {
            reply.addRecord(
                    Record.fromString(question.getName(), Type.A, DClass.IN, 60, "203.0.113.5", Name.root),
                    Section.ANSWER);
        }
        if (!update || !said.endsWith(" unsigned")) {
            reply.setTSIG(new TSIG(TSIG.HMAC_SHA256, "writer.", SECRET), Rcode.NOERROR, query.getTSIG());
        }
        return reply.toWire(65_535);
    }

    /** Only a server that has the key is believed that something stands at a name on its own. */
    @ParameterizedTest
    @CsvSource({
        "NOERROR,          0",
        "YXRRSET,          1",
        "YXRRSET unsigned, odd-answer",
        "NOERROR unsigned, odd-answer",
        "NOTIMP,           no-updates",
        "REFUSED,          no-right",
        "SERVFAIL,         down"
    })
    void asksWhetherAWildcardAnswers(String said, String outcome) throws ProblemException {
        behaviour = "wildcard " + said;
        UpdateZone zone = zone("127.0.0.1:" + socket.getLocalPort());
        List<PlannedRecord> planned = PlannedRecord.of("mail.example.org", List.of("203.0.113.5"), List.of());
        if (outcome.matches("[0-9]")) {
            assertThat(zone.read(planned)).hasSize(Integer.parseInt(outcome));
        } else {
            assertThat(catchThrowableOfType(ProblemException.class, () -> zone.read(planned))
                            .problem()
                            .code())
                    .isEqualTo(outcome);
        }
    }

    private UpdateZone zone(String server) {
        return new UpdateZone(
                "example.org", DnsAccess.update(server, "writer.", "hmac-sha256", SECRET), Duration.ofMillis(400));
    }

    @ParameterizedTest
    @CsvSource({
        "BADTIME,  clock,        clock",
        "REFUSED,  no-right,     no-right",
        "NOTAUTH,  zone-missing, zone-missing",
        "NOTIMP,   no-updates,   no-updates",
        "SERVFAIL, down,         down",
        "FORMERR,  refused,      refused",
        "NXDOMAIN, odd-answer,   changed",
        "NXRRSET,  changed,      changed",
        "unsigned, odd-answer,   unsure",
        "garbage,  odd-answer,   unsure",
        "silence,  silent,       unsure"
    })
    void tellsEachRefusalApart(String how, String reading, String writing) {
        behaviour = how;
        UpdateZone zone = zone("127.0.0.1:" + socket.getLocalPort());
        assertThat(catchThrowableOfType(ProblemException.class, () -> zone.read(PlannedRecords.usual()))
                        .problem()
                        .code())
                .isEqualTo(reading);
        assertThat(catchThrowableOfType(ProblemException.class, () -> zone.write(List.of(), CHANGES))
                        .problem()
                        .code())
                .isEqualTo(writing);
    }

    /** A person looks at what would change for longer than a server waits. */
    @Test
    void comesAgainWhereTheServerHungUpMeanwhile() {
        behaviour = "REFUSED";
        hangsUp = true;
        UpdateZone zone = zone("127.0.0.1:" + socket.getLocalPort());
        for (int i = 0; i < 5; i++) {
            assertThat(catchThrowableOfType(ProblemException.class, () -> zone.write(List.of(), CHANGES))
                            .problem()
                            .code())
                    .isEqualTo("no-right");
        }
    }

    @Test
    void tellsWhereThereIsNoSuchServer() {
        for (String server : List.of("no-such-host.invalid", "127.0.0.1:99999", "127.0.0.1:x")) {
            assertThat(catchThrowableOfType(
                                    ProblemException.class, () -> zone(server).read(PlannedRecords.usual()))
                            .problem()
                            .code())
                    .as(server)
                    .isEqualTo("server-unknown");
        }
    }
}
