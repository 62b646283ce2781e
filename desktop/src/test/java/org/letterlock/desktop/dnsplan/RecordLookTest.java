package org.letterlock.desktop.dnsplan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.DnsRecord;

/** Whether the world sees records: the domain's own server and two resolvers, each with its own knowledge. */
final class RecordLookTest {

    private static final List<PlannedRecord> PLAN = PlannedRecord.of(
            "mail.example.org",
            List.of("203.0.113.5"),
            List.of(
                    new DnsRecord("example.org", "MX", "10 mail.example.org.", "MX"),
                    new DnsRecord("example.org", "TXT", "\"v=spf1 mx -all\"", "SPF"),
                    new DnsRecord("_dmarc.example.org", "TXT", "\"v=DMARC1; p=none\"", "DMARC")));

    /** Where one is silent and others answer, and where all are silent. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration LITTLE_PATIENCE = Duration.ofMillis(200);

    private TestDns own;
    private TestDns one;
    private TestDns two;

    @BeforeEach
    void start() throws IOException {
        own = new TestDns();
        one = new TestDns()
                .say("example.org", "NS", "ns1.example.net.")
                .say("ns1.example.net", "A", InetAddress.getLoopbackAddress().getHostAddress());
        two = new TestDns();
    }

    @AfterEach
    void stop() {
        own.close();
        one.close();
        two.close();
    }

    private List<RecordSight> look(Duration patience, TestDns... resolvers) throws InterruptedException {
        List<InetSocketAddress> world =
                Stream.of(resolvers).map(TestDns::address).toList();
        return new RecordLook(List.of(one.address()), world, own.address().getPort(), patience)
                .look("example.org", PLAN);
    }

    private List<RecordSight> look() throws InterruptedException {
        return look(PATIENCE, one, two);
    }

    private static List<String> states(List<RecordSight> sights) {
        return sights.stream()
                .map(sight ->
                        sight.planned().purpose() + " " + sight.state() + " " + sight.seenBy() + "/" + sight.asked())
                .toList();
    }

    private List<String> states() throws InterruptedException {
        return states(look());
    }

    private static TestDns right(TestDns dns) {
        return dns.say("mail.example.org", "A", "203.0.113.5")
                .say("example.org", "MX", "0 mail.example.org.")
                .say("example.org", "TXT", "v=spf1\\032mx\\032-all")
                .say("_dmarc.example.org", "TXT", "\"v=DMARC1;\" \"p=none\"");
    }

    @Test
    void turnsFromMissingOverSpreadingToSeen() throws InterruptedException {
        own.say("example.org", "NS", "ns1.example.net.");
        assertThat(states())
                .containsExactly(
                        "ADDRESS MISSING 0/2", "EXCHANGER MISSING 0/2", "SPF MISSING 0/2", "DMARC MISSING 0/2");
        right(own);
        right(one);
        assertThat(states())
                .containsExactly(
                        "ADDRESS SPREADING 1/2", "EXCHANGER SPREADING 1/2", "SPF SPREADING 1/2", "DMARC SPREADING 1/2");
        right(two);
        assertThat(states())
                .containsExactly("ADDRESS SEEN 2/2", "EXCHANGER SEEN 2/2", "SPF SEEN 2/2", "DMARC SEEN 2/2");
        assertThat(look()).allMatch(RecordSight::isDone);
    }

    @Test
    void saysWhatStandsThereInstead() throws InterruptedException {
        own.say("mail.example.org", "A", "198.51.100.1")
                .say("example.org", "MX", "1 aspmx.l.google.com.")
                .say("example.org", "TXT", "\"v=spf1 include:_spf.google.com ~all\"")
                .say("_dmarc.example.org", "TXT", "\"\\\"v=DMARC1; p=none\\\"\"");
        List<RecordSight> sights = look();
        assertThat(sights.stream().map(RecordSight::state))
                .containsExactly(
                        RecordSight.State.OTHER,
                        RecordSight.State.OTHER,
                        RecordSight.State.MERGE,
                        RecordSight.State.QUOTED);
        assertThat(sights.get(1).found()).containsExactly("1 aspmx.l.google.com");
        assertThat(sights.get(2).instead()).isEqualTo("v=spf1 mx include:_spf.google.com ~all");
    }

    @Test
    void findsARecordWhoseNameHasTheDomainTwice() throws InterruptedException {
        right(own).forget("_dmarc.example.org").say("_dmarc.example.org.example.org", "TXT", "\"v=DMARC1; p=none\"");
        assertThat(states()).contains("DMARC DOUBLED 0/2");
    }

    @Test
    void goesByTheResolversWhereTheDomainsOwnServersAreSilent() throws InterruptedException {
        own.beSilent();
        right(one);
        assertThat(states().getFirst()).isEqualTo("ADDRESS SPREADING 1/2");
        right(two);
        assertThat(states().getFirst()).isEqualTo("ADDRESS SEEN 2/2");
    }

    /** A network that lets nobody ask resolvers of their own choice. */
    @Test
    void doesNotSpeakForTheWorldWhereNobodyInItAnswers() throws InterruptedException {
        right(own);
        right(one);
        two.beSilent();
        assertThat(states())
                .containsExactly(
                        "ADDRESS UNHEARD 1/1", "EXCHANGER UNHEARD 1/1", "SPF UNHEARD 1/1", "DMARC UNHEARD 1/1");
        assertThat(look(PATIENCE, two))
                .allMatch(sight -> sight.state() == RecordSight.State.UNHEARD && sight.asked() == 0);
    }

    @Test
    void knowsNothingWhereNobodyAnswers() throws InterruptedException {
        own.beSilent();
        one.beSilent();
        two.beSilent();
        assertThat(states(look(LITTLE_PATIENCE, one, two))).allMatch(state -> state.endsWith("UNKNOWN 0/0"));
    }
}
