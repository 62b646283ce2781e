package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.dane.DaneCertificatesTest;
import org.letterlock.engine.dns.ResolverClient;
import org.letterlock.engine.dns.SignedDns;
import org.letterlock.engine.dns.TlsaRecord;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mtasts.StsPolicy;
import org.letterlock.engine.net.TlsIdentity;
import org.letterlock.engine.pkix.TestAuthority;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.report.TlsFailure;
import org.letterlock.engine.report.TlsReport;
import org.letterlock.engine.report.TlsReport.PolicyType;
import org.xbill.DNS.Type;

/** What is told of sessions that came to TLS, and of those that did not. */
class TlsSessionTest {

    private static final TestAuthority ROOT = TestAuthority.root("root");
    private static final DomainName THERE = new DomainName("example.org");

    private final Outside outside = new Outside();

    @BeforeEach
    void resolve() {
        outside.dns().address("mx.example.org", "127.0.0.1");
    }

    @AfterEach
    void close() {
        outside.close();
    }

    private static TlsIdentity identity(String kind) {
        Instant now = Instant.now();
        return switch (kind) {
            case "good" -> ROOT.server("mx.example.org");
            case "other host" -> ROOT.server("mx.example.net");
            case "untrusted" -> TestAuthority.root("root").server("mx.example.org");
            case "old" -> ROOT.server(now.minusSeconds(7200), now.minusSeconds(3600), "mx.example.org");
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private void publish(StsPolicy.Mode mode, String pattern) {
        outside.policies(
                _ -> Optional.of(new StsPolicy(mode, Duration.ofDays(7), List.of(pattern))), ROOT.certificate());
    }

    private TlsSession only() {
        assertThat(outside.sessions).hasSize(1);
        return outside.sessions.getFirst();
    }

    /** What a session with such a server is told as; the server stands on loopback, and so do we. */
    private TlsSession deliver(ScriptedServer.Dialogue dialogue) throws IOException {
        try (ScriptedServer server = new ScriptedServer(dialogue)) {
            outside.route("example.org", "mx.example.org", server);
            Outside.deliver(outside.courier(), 0);
            return only();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ENFORCE, good, ",
        "ENFORCE, other host, CERTIFICATE_HOST_MISMATCH",
        "ENFORCE, untrusted, CERTIFICATE_NOT_TRUSTED",
        "ENFORCE, old, CERTIFICATE_EXPIRED",
        "TESTING, good, ",
        "TESTING, other host, CERTIFICATE_HOST_MISMATCH",
        "TESTING, untrusted, CERTIFICATE_NOT_TRUSTED",
        "TESTING, old, CERTIFICATE_EXPIRED"
    })
    void tellsWhatAPolicyFound(StsPolicy.Mode mode, String kind, TlsFailure failure) throws IOException {
        publish(mode, "*.example.org");
        TlsSession session = deliver(new MailSink("STARTTLS").as(identity(kind)));
        assertThat(session.failure()).isEqualTo(Optional.ofNullable(failure));
        assertThat(session.destination()).isEqualTo(THERE);
        assertThat(session.host()).isEqualTo("mx.example.org");
        assertThat(session.address().orElseThrow().isLoopbackAddress()).isTrue();
        assertThat(session.ours().orElseThrow().isLoopbackAddress()).isTrue();
        // A route names the host, which stands for its own policy.
        assertThat(session.policy())
                .isEqualTo(new TlsReport.Policy(
                        PolicyType.STS,
                        List.of(
                                "version: STSv1",
                                "mode: " + (mode == StsPolicy.Mode.ENFORCE ? "enforce" : "testing"),
                                "mx: *.example.org",
                                "max_age: 604800"),
                        "mx.example.org",
                        List.of("*.example.org")));
    }

    @ParameterizedTest
    @CsvSource({"ENFORCE, false", "TESTING, true"})
    void tellsOfAHostThatThePolicyDoesNotName(StsPolicy.Mode mode, boolean spokenTo) throws IOException {
        publish(mode, "mx.example.net");
        TlsSession session = deliver(new MailSink("STARTTLS").as(identity("good")));
        assertThat(session.failure()).contains(TlsFailure.VALIDATION_FAILURE);
        assertThat(session.address().isPresent()).isEqualTo(spokenTo);
    }

    @Test
    void tellsOfTlsWithoutAPolicy() throws IOException {
        TlsSession session = deliver(new MailSink("STARTTLS").as(identity("untrusted")));
        assertThat(session.failure()).isEmpty();
        assertThat(session.policy())
                .isEqualTo(new TlsReport.Policy(PolicyType.NO_POLICY_FOUND, List.of(), "mx.example.org", List.of()));
    }

    @Test
    void tellsOfAServerThatOffersNoTls() throws IOException {
        assertThat(deliver(new MailSink()).failure()).contains(TlsFailure.STARTTLS_NOT_SUPPORTED);
    }

    @Test
    void tellsOfAServerThatOffersTlsAndRefusesIt() throws IOException {
        publish(StsPolicy.Mode.ENFORCE, "*.example.org");
        assertThat(deliver(peer -> {
                            peer.say("220 hi").expect("EHLO ");
                            peer.say("250-hi", "250 STARTTLS").expect("STARTTLS");
                            peer.say("454 4.7.0 not now").untilClosed();
                        })
                        .failure())
                .contains(TlsFailure.STARTTLS_NOT_SUPPORTED);
    }

    @Test
    void tellsOfAHandshakeThatFails() throws IOException {
        assertThat(deliver(peer -> {
                            peer.say("220 hi").expect("EHLO ");
                            peer.say("250-hi", "250 STARTTLS").expect("STARTTLS");
                            peer.say("220 go ahead");
                            peer.say("this is no TLS").untilClosed();
                        })
                        .failure())
                .contains(TlsFailure.VALIDATION_FAILURE);
    }

    @Test
    void tellsNothingOfWhatEndedBeforeTls() throws IOException {
        try (ScriptedServer server = new ScriptedServer(peer -> peer.say("554 go away"))) {
            outside.route("example.org", "mx.example.org", server);
            Outside.deliver(outside.courier(), 0);
        }
        Outside.deliver(outside.courier(), 0);
        assertThat(outside.sessions).isEmpty();
    }

    @Test
    void tellsOfASessionOnceHoweverManyLettersItCarries() throws IOException {
        outside.keeping(Duration.ofSeconds(10));
        try (ScriptedServer server = new ScriptedServer(new MailSink("STARTTLS", "PIPELINING").as(identity("good")))) {
            outside.route("example.org", "mx.example.org", server);
            RemoteCourier courier = outside.courier();
            Outside.deliver(courier, 0);
            Outside.deliver(courier, 0);
            assertThat(server.connections()).isEqualTo(1);
            courier.close();
        }
        assertThat(outside.sessions).hasSize(1);
    }

    @Test
    void tellsNothingOfALetterThatIsToArriveWhateverThePolicySays() throws IOException {
        publish(StsPolicy.Mode.ENFORCE, "*.example.org");
        try (ScriptedServer server = new ScriptedServer(new MailSink("STARTTLS").as(identity("old")))) {
            outside.route("example.org", "mx.example.org", server);
            Outcome outcome =
                    Outside.deliver(outside.courier(), ReversePath.none(), "bert@example.org", 0, TlsWish.OPTIONAL);
            assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        }
        assertThat(outside.sessions).isEmpty();
    }

    @Test
    void tellsWhatDaneFound() throws IOException {
        TlsIdentity good = identity("good");
        try (SignedDns dns = new SignedDns();
                ScriptedServer server = new ScriptedServer(new MailSink("STARTTLS").as(good))) {
            dns.address("mx.example.org", "127.0.0.1");
            outside.route("example.org", "mx.example.org", server);
            String base = "_" + server.port() + "._tcp.mx.example.org";
            RemoteCourier courier = outside.courier(new ResolverClient(dns.settings(), Clock.systemUTC()));
            TlsaRecord right = DaneCertificatesTest.record(3, 1, 1, good.chain().getFirst());
            dns.tlsa(base, right);
            Outside.deliver(courier, 0);
            TlsSession session = only();
            assertThat(session.failure()).isEmpty();
            assertThat(session.policy().type()).isEqualTo(PolicyType.TLSA);
            assertThat(session.policy().domain()).isEqualTo("mx.example.org");
            assertThat(session.policy().mxHosts()).containsExactly("mx.example.org");
            assertThat(session.policy().strings()).singleElement().asString().matches("3 1 1 [0-9a-f]{64}");
        }
    }

    @ParameterizedTest
    @CsvSource({"another, VALIDATION_FAILURE", "unusable, TLSA_INVALID", "broken, DNSSEC_INVALID"})
    void tellsWhatDaneRefused(String kind, TlsFailure failure) throws IOException {
        try (SignedDns dns = new SignedDns();
                ScriptedServer server = new ScriptedServer(new MailSink("STARTTLS").as(identity("good")))) {
            dns.address("mx.example.org", "127.0.0.1");
            outside.route("example.org", "mx.example.org", server);
            String base = "_" + server.port() + "._tcp.mx.example.org";
            dns.tlsa(
                    base,
                    kind.equals("unusable")
                            ? new TlsaRecord(0, 0, 1, new byte[32])
                            : DaneCertificatesTest.record(
                                    3, 1, 1, identity("good").chain().getFirst()));
            if (kind.equals("broken")) {
                dns.broken(base, Type.TLSA, SignedDns.Fault.FORGED);
            }
            Outside.deliver(outside.courier(new ResolverClient(dns.settings(), Clock.systemUTC())), 0);
            assertThat(only().failure()).contains(failure);
            assertThat(only().policy().type()).isEqualTo(PolicyType.TLSA);
        }
    }
}
