package org.letterlock.engine.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.queue.SettableClock;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

class ResolverClientTest {

    private static final DomainName NAME = new DomainName("example.test");

    private final SettableClock clock = new SettableClock();
    private DnsResponder responder;
    private ResolverClient client;

    @BeforeEach
    void start() throws IOException {
        responder = new DnsResponder();
        client = client(Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() throws IOException {
        responder.close();
    }

    private ResolverClient client(Duration timeout) {
        List<InetSocketAddress> servers = List.of(responder.address());
        return new ResolverClient(
                new DnsSettings(servers, timeout, 1, 100, Duration.ofHours(1), Optional.empty()), clock);
    }

    private static Name name(String name) {
        return Name.fromConstantString(name + ".");
    }

    private static Record a(String name, long ttl, String address) {
        return new ARecord(name(name), DClass.IN, ttl, InetAddress.ofLiteral(address));
    }

    private static Record alias(String name, String target) {
        return new CNAMERecord(name(name), DClass.IN, 300, name(target));
    }

    private static Record soa(long minimum) {
        return new SOARecord(name("test"), DClass.IN, 3600, name("ns.test"), name("root.test"), 1, 1, 1, 1, minimum);
    }

    @Test
    void readsExchangersAndTheNullExchanger() {
        responder.answer(
                "example.test",
                Type.MX,
                DnsResponder.records(new MXRecord(name("example.test"), DClass.IN, 60, 10, name("MX.example.test"))));
        responder.answer(
                "null.test",
                Type.MX,
                DnsResponder.records(new MXRecord(name("null.test"), DClass.IN, 60, 0, Name.root)));

        assertThat(client.mx(NAME).records()).containsExactly(MxRecord.of(10, new DomainName("mx.example.test")));
        assertThat(client.mx(new DomainName("null.test")).records()).containsExactly(MxRecord.nullMx());
    }

    @Test
    void joinsTheStringsOfATextAndReadsPointers() {
        responder.answer(
                "example.test",
                Type.TXT,
                DnsResponder.records(new TXTRecord(name("example.test"), DClass.IN, 60, List.of("v=spf1 ", "-all"))));
        responder.answer(
                "1.0.0.127.in-addr.arpa",
                Type.PTR,
                DnsResponder.records(
                        new PTRRecord(name("1.0.0.127.in-addr.arpa"), DClass.IN, 60, name("localhost.test"))));

        assertThat(client.txt(NAME).records()).containsExactly("v=spf1 -all");
        assertThat(client.ptr(InetAddress.ofLiteral("127.0.0.1")).records())
                .containsExactly(new DomainName("localhost.test"));
    }

    @Test
    void tellsNoNameFromNoDataFromFailure() {
        responder.answer("empty.test", Type.A, DnsResponder.rcode(Rcode.NOERROR, soa(60)));
        responder.answer("broken.test", Type.A, DnsResponder.rcode(Rcode.SERVFAIL));

        assertThat(client.a(NAME)).isInstanceOf(DnsAnswer.NoName.class);
        assertThat(client.a(new DomainName("empty.test"))).isInstanceOf(DnsAnswer.NoData.class);
        assertThat(client.a(new DomainName("broken.test"))).isInstanceOf(DnsAnswer.TemporaryFailure.class);
    }

    @Test
    void followsAliasesWithinAndBeyondAnAnswer() {
        responder.answer(
                "example.test",
                Type.A,
                DnsResponder.records(alias("example.test", "b.test"), alias("b.test", "c.test")));
        responder.answer("c.test", Type.A, DnsResponder.records(a("c.test", 60, "1.2.3.4")));

        assertThat(client.a(NAME).records()).isEqualTo(List.of(InetAddress.ofLiteral("1.2.3.4")));
    }

    @Test
    void givesUpOnAliasesThatGoInACircle() {
        responder.answer("example.test", Type.A, DnsResponder.records(alias("example.test", "b.test")));
        responder.answer("b.test", Type.A, DnsResponder.records(alias("b.test", "example.test")));

        assertThat(client.a(NAME)).isInstanceOf(DnsAnswer.TemporaryFailure.class);
    }

    @Test
    void believesNoRecordsOfOtherNames() {
        responder.answer(
                "example.test",
                Type.A,
                DnsResponder.records(a("evil.test", 60, "6.6.6.6"), a("example.test", 60, "1.2.3.4")));

        assertThat(client.a(NAME).records()).isEqualTo(List.of(InetAddress.ofLiteral("1.2.3.4")));
    }

    @Test
    void asksOverTcpWhatIsTooLongForUdp() {
        Record[] many = IntStream.range(0, 90)
                .mapToObj(i -> a("example.test", 60, "1.2.3." + i))
                .toArray(Record[]::new);
        responder.answer("example.test", Type.A, DnsResponder.records(many));

        assertThat(client.a(NAME).records()).hasSize(90);
        assertThat(responder.tcpQueries()).isEqualTo(1);
    }

    @Test
    void takesAHundredRecordsOfThousands() {
        Record[] many = IntStream.range(0, 3_000)
                .mapToObj(i -> a("example.test", 60, "1.2." + i / 250 + "." + i % 250))
                .toArray(Record[]::new);
        responder.answer("example.test", Type.A, DnsResponder.records(many));
        assertThat(client.a(NAME).records()).hasSize(100);
    }

    @Test
    void believesNoAnswerToAnotherQuestion() {
        ResolverClient hasty = client(Duration.ofMillis(200));
        responder.answer("example.test", Type.A, reply -> {
            reply.getHeader().setID(reply.getHeader().getID() ^ 1);
            reply.addRecord(a("example.test", 60, "6.6.6.6"), Section.ANSWER);
            return reply;
        });
        assertThat(hasty.a(NAME)).isInstanceOf(DnsAnswer.TemporaryFailure.class);
        responder.answer("example.test", Type.A, reply -> {
            reply.removeAllRecords(Section.QUESTION);
            reply.addRecord(Record.newRecord(name("other.test"), Type.A, DClass.IN), Section.QUESTION);
            reply.addRecord(a("example.test", 60, "6.6.6.6"), Section.ANSWER);
            return reply;
        });
        assertThat(hasty.a(NAME)).isInstanceOf(DnsAnswer.TemporaryFailure.class);
    }

    @Test
    void keepsAnswersAsLongAsTheirTtlSays() {
        responder.answer("example.test", Type.A, DnsResponder.records(a("example.test", 60, "1.2.3.4")));
        client.a(NAME);
        clock.advance(Duration.ofSeconds(59));
        client.a(NAME);
        assertThat(responder.udpQueries()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(2));
        client.a(NAME);
        assertThat(responder.udpQueries()).isEqualTo(2);
    }

    @Test
    void keepsNegativeAnswersAsLongAsTheZoneSays() {
        responder.answer("example.test", Type.A, DnsResponder.rcode(Rcode.NXDOMAIN, soa(30)));
        client.a(NAME);
        clock.advance(Duration.ofSeconds(29));
        client.a(NAME);
        assertThat(responder.udpQueries()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(2));
        client.a(NAME);
        assertThat(responder.udpQueries()).isEqualTo(2);
    }

    @Test
    void keepsNoFailure() {
        responder.answer("example.test", Type.A, DnsResponder.rcode(Rcode.SERVFAIL));
        client.a(NAME);
        responder.answer("example.test", Type.A, DnsResponder.records(a("example.test", 60, "1.2.3.4")));
        assertThat(client.a(NAME).records()).hasSize(1);
    }

    @Test
    void aSilentResolverIsATemporaryFailure() {
        responder.silent(true);
        assertThat(client(Duration.ofMillis(200)).a(NAME)).isInstanceOf(DnsAnswer.TemporaryFailure.class);
    }
}
