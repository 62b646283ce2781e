package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.engine.dane.DaneCertificatesTest;
import org.letterlock.engine.dns.ResolverClient;
import org.letterlock.engine.dns.SignedDns;
import org.letterlock.engine.dns.TlsaRecord;
import org.letterlock.engine.mtasts.StsPolicy;
import org.letterlock.engine.net.TlsIdentity;
import org.letterlock.engine.pkix.TestAuthority;
import org.letterlock.engine.queue.Contact;
import org.xbill.DNS.Type;

/** What a host's TLSA records make of it, with a DNS whose signatures are real. */
class DaneDeliveryTest {

    private static final TestAuthority ROOT = TestAuthority.root("root");
    private static final TlsIdentity GOOD = ROOT.server("mx.example.org");
    private static final int MANY_ATTEMPTS = 50;

    private final Outside outside = new Outside();
    private final SignedDns dns = new SignedDns();
    private final MailSink sink = new MailSink("STARTTLS").as(GOOD);
    private ScriptedServer server;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer(sink);
        outside.route("example.org", "mx.example.org", server);
        dns.address("mx.example.org", "127.0.0.1");
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        outside.close();
        dns.close();
    }

    private String base() {
        return "_" + server.port() + "._tcp.mx.example.org";
    }

    private void publish(TlsaRecord record) {
        dns.tlsa(base(), record);
    }

    private static TlsaRecord of(TlsIdentity identity) {
        return DaneCertificatesTest.record(3, 1, 1, identity.chain().getFirst());
    }

    private Outcome deliver() {
        return Outside.deliver(outside.courier(new ResolverClient(dns.settings(), Clock.systemUTC())), MANY_ATTEMPTS);
    }

    private static Optional<Contact.Tls> tls(Outcome outcome) {
        return outcome.answer().contact().flatMap(Contact::tls);
    }

    @Test
    void aHostWithThePublishedKeyGetsItsMail() {
        publish(of(GOOD));
        Outcome outcome = deliver();
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        assertThat(tls(outcome).orElseThrow().verified()).isEqualTo(Contact.Verified.DANE);
    }

    @Test
    void aHostBelowThePublishedAuthorityGetsItsMail() {
        publish(DaneCertificatesTest.record(2, 0, 2, ROOT.certificate()));
        assertThat(tls(deliver()).orElseThrow().verified()).isEqualTo(Contact.Verified.DANE);
    }

    @Test
    void aHostWithAnotherKeyHearsNothingOfTheLetterHoweverOftenItWasTried() {
        publish(of(ROOT.server("mx.example.org")));
        Outcome outcome = deliver();
        assertThat(outcome).isInstanceOf(Outcome.Later.class);
        assertThat(outcome.answer().status()).hasToString("4.7.5");
        assertThat(server.heard()).containsExactly("EHLO mail.example.test", "STARTTLS");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void anMtaStsPolicyDoesNotMakeItGood() {
        outside.policies(
                _ -> Optional.of(new StsPolicy(StsPolicy.Mode.ENFORCE, Duration.ofDays(7), List.of("mx.example.org"))),
                ROOT.certificate());
        publish(of(ROOT.server("mx.example.org")));
        assertThat(deliver()).isInstanceOf(Outcome.Later.class);
        assertThat(sink.letters()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void recordsWhoseProofIsBrokenAreNotTakenForNone(SignedDns.Fault fault) {
        publish(of(GOOD));
        dns.broken(base(), Type.TLSA, fault);
        Outcome outcome = deliver();
        assertThat(outcome).isInstanceOf(Outcome.Later.class);
        assertThat(outcome.answer().text()).contains("DANE");
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void anAddressWhoseProofIsBrokenIsNotUsed(SignedDns.Fault fault) {
        publish(of(GOOD));
        dns.broken("mx.example.org", Type.A, fault);
        assertThat(deliver()).isInstanceOf(Outcome.Later.class);
        assertThat(server.connections()).isZero();
    }

    @Test
    void theProofOfNoRecordsLetsMailGoAsEver() {
        Outcome outcome = deliver();
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        assertThat(tls(outcome).orElseThrow().verified()).isEqualTo(Contact.Verified.NOT);
    }

    @Test
    void recordsThatNobodySignedSayNothing() throws IOException {
        try (ScriptedServer other = new ScriptedServer(new MailSink())) {
            Outside elsewhere = outside.route("example.org", "mx.example.test", other);
            dns.address("mx.example.test", "127.0.0.1").tlsa("_" + other.port() + "._tcp.mx.example.test", of(GOOD));
            server.close();
            assertThat(elsewhere).isSameAs(outside);
            Outcome outcome = deliver();
            assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
            assertThat(tls(outcome)).as("clear text, as it is offered").isEmpty();
        }
    }

    @Test
    void recordsThatCannotBeUsedAskForTlsAlone() throws IOException {
        publish(new TlsaRecord(1, 1, 1, new byte[32]));
        Outcome outcome = deliver();
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        assertThat(tls(outcome).orElseThrow().verified()).isEqualTo(Contact.Verified.NOT);
        try (ScriptedServer clear = new ScriptedServer(new MailSink())) {
            server.close();
            outside.route("example.org", "mx2.example.org", clear);
            dns.address("mx2.example.org", "127.0.0.1")
                    .tlsa("_" + clear.port() + "._tcp.mx2.example.org", new TlsaRecord(1, 1, 1, new byte[32]));
            assertThat(deliver()).isInstanceOf(Outcome.Later.class);
            assertThat(clear.heard()).containsExactly("EHLO mail.example.test");
        }
    }

    @Test
    void recordsThatCannotBeUsedTakeNothingOffAnMtaStsPolicy() {
        outside.policies(
                _ -> Optional.of(new StsPolicy(StsPolicy.Mode.ENFORCE, Duration.ofDays(7), List.of("mx.example.org"))),
                TestAuthority.root("another").certificate());
        publish(new TlsaRecord(1, 1, 1, new byte[32]));
        Outcome outcome = deliver();
        assertThat(outcome).isInstanceOf(Outcome.Later.class);
        assertThat(outcome.answer().text()).contains("MTA-STS");
        assertThat(sink.letters()).isEmpty();
        outside.policies(
                _ -> Optional.of(new StsPolicy(StsPolicy.Mode.ENFORCE, Duration.ofDays(7), List.of("mx.example.org"))),
                ROOT.certificate());
        assertThat(tls(deliver()).orElseThrow().verified()).isEqualTo(Contact.Verified.MTA_STS);
    }

    @Test
    void clearTextIsNoWayOut() throws IOException {
        try (ScriptedServer clear = new ScriptedServer(new MailSink())) {
            server.close();
            outside.route("example.org", "mx2.example.org", clear);
            dns.address("mx2.example.org", "127.0.0.1").tlsa("_" + clear.port() + "._tcp.mx2.example.org", of(GOOD));
            Outcome outcome = deliver();
            assertThat(outcome).isInstanceOf(Outcome.Later.class);
            assertThat(outcome.answer().status()).hasToString("4.7.4");
            assertThat(clear.heard()).containsExactly("EHLO mail.example.test");
        }
    }
}
