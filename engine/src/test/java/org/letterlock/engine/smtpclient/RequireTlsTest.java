package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mtasts.StsPolicy;
import org.letterlock.engine.pkix.TestAuthority;
import org.letterlock.engine.queue.Contact;
import org.letterlock.engine.queue.Letters;
import org.letterlock.engine.queue.TlsWish;

/** Letters whose sender asks for TLS all the way, or for none (RFC 8689). */
class RequireTlsTest {

    private static final TestAuthority ROOT = TestAuthority.root("root");
    private static final ReversePath ANNA = ReversePath.of(Letters.address("anna@example.test"));

    private final Outside outside = new Outside().keeping(Duration.ofSeconds(60));

    @BeforeEach
    void publish() {
        outside.dns().address("mx.example.org", "127.0.0.1").address("mx2.example.org", "127.0.0.1");
        outside.policies(_ -> Optional.empty(), ROOT.certificate());
    }

    @AfterEach
    void close() {
        outside.close();
    }

    private static MailSink sink(String... extensions) {
        return new MailSink(extensions).as(ROOT.server("mx.example.org"));
    }

    private Outcome deliver(ReversePath from, TlsWish wish) {
        try (RemoteCourier courier = outside.courier()) {
            return Outside.deliver(courier, from, "bert@example.org", 50, wish);
        }
    }

    @Test
    void aServerThatPromisesItGetsTheLetterAndTheWish() throws IOException {
        MailSink sink = sink("STARTTLS", "REQUIRETLS");
        try (ScriptedServer server = new ScriptedServer(sink)) {
            outside.route("example.org", "mx.example.org", server);
            Outcome outcome = deliver(ANNA, TlsWish.REQUIRED);
            assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
            assertThat(outcome.answer()
                            .contact()
                            .flatMap(Contact::tls)
                            .orElseThrow()
                            .verified())
                    .isEqualTo(Contact.Verified.CERTIFICATE);
            assertThat(sink.letters().getFirst().mail()).isEqualTo("MAIL FROM:<anna@example.test> REQUIRETLS");
        }
    }

    @Test
    void aServerThatDoesNotPromiseItHearsNothingOfIt() throws IOException {
        try (ScriptedServer server = new ScriptedServer(sink("STARTTLS"))) {
            outside.route("example.org", "mx.example.org", server);
            Outcome outcome = deliver(ANNA, TlsWish.REQUIRED);
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(outcome.answer().status()).hasToString("5.7.30");
            assertThat(server.heard()).noneMatch(line -> line.startsWith("MAIL"));
            assertThat(server.heard()).last().isEqualTo("QUIT");
        }
    }

    @Test
    void noTlsOrNoGoodCertificateIsTheEnd() throws IOException {
        try (ScriptedServer server = new ScriptedServer(new MailSink("REQUIRETLS"))) {
            outside.route("example.org", "mx.example.org", server);
            Outcome outcome = deliver(ANNA, TlsWish.REQUIRED);
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(outcome.answer().status()).hasToString("5.7.10");
        }
        try (ScriptedServer server = new ScriptedServer(new MailSink("STARTTLS", "REQUIRETLS"))) {
            outside.route("example.net", "mx2.example.org", server);
            try (RemoteCourier courier = outside.courier()) {
                Outcome outcome = Outside.deliver(courier, ANNA, "bert@example.net", 0, TlsWish.REQUIRED);
                assertThat(outcome).isInstanceOf(Outcome.Refused.class);
                assertThat(outcome.answer().status()).hasToString("5.7.10");
                assertThat(server.heard()).noneMatch(line -> line.startsWith("MAIL"));
            }
        }
    }

    @Test
    void anotherServerMayPromiseIt() throws IOException {
        MailSink second = new MailSink("STARTTLS", "REQUIRETLS").as(ROOT.server("mx2.example.org"));
        try (ScriptedServer first = new ScriptedServer(sink("STARTTLS"));
                ScriptedServer other = new ScriptedServer(second)) {
            outside.route("example.org", "mx.example.org", first).route("example.org", "mx2.example.org", other);
            assertThat(deliver(ANNA, TlsWish.REQUIRED)).isInstanceOf(Outcome.Accepted.class);
            assertThat(second.letters()).hasSize(1);
        }
    }

    @Test
    void aServerThatCannotBeHadNowMayPromiseItLater() throws IOException {
        ScriptedServer gone = new ScriptedServer(new MailSink());
        gone.close();
        outside.route("example.org", "mx.example.org", gone);
        assertThat(deliver(ANNA, TlsWish.REQUIRED)).isInstanceOf(Outcome.Later.class);
    }

    @Test
    void whatNothingProvesIsNotTried() {
        outside.dns().mx("example.org", 10, "mx.example.org").address("mx.example.org", "192.0.32.1");
        Outcome outcome = deliver(ANNA, TlsWish.REQUIRED);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(outcome.answer().status()).hasToString("5.7.10");
        assertThat(outcome.answer().text()).contains("nothing proves");
    }

    @Test
    void aNoticeGoesAllTheSame() throws IOException {
        MailSink sink = sink("STARTTLS");
        try (ScriptedServer server = new ScriptedServer(sink)) {
            outside.route("example.org", "mx.example.org", server);
            assertThat(deliver(ReversePath.none(), TlsWish.REQUIRED)).isInstanceOf(Outcome.Accepted.class);
            assertThat(sink.letters().getFirst().mail()).isEqualTo("MAIL FROM:<>");
        }
    }

    @Test
    void aConnectionIsLeftToLettersThatAskForLess() throws IOException {
        MailSink sink = sink("STARTTLS");
        try (ScriptedServer server = new ScriptedServer(sink)) {
            outside.route("example.org", "mx.example.org", server);
            try (RemoteCourier courier = outside.courier()) {
                assertThat(Outside.deliver(courier, ANNA, "bert@example.org", 0, TlsWish.NONE))
                        .isInstanceOf(Outcome.Accepted.class);
                assertThat(Outside.deliver(courier, ANNA, "bert@example.org", 0, TlsWish.REQUIRED))
                        .isInstanceOf(Outcome.Refused.class);
                assertThat(Outside.deliver(courier, ANNA, "bert@example.org", 0, TlsWish.NONE))
                        .isInstanceOf(Outcome.Accepted.class);
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(sink.letters()).hasSize(2);
        }
    }

    @Test
    void noPolicyStandsInTheWayOfALetterThatAsksForNone() throws IOException {
        outside.policies(
                _ -> Optional.of(new StsPolicy(StsPolicy.Mode.ENFORCE, Duration.ofDays(7), List.of("mx.example.org"))),
                ROOT.certificate());
        MailSink stranger = new MailSink("STARTTLS");
        try (ScriptedServer server = new ScriptedServer(stranger)) {
            outside.route("example.org", "mx.example.org", server);
            assertThat(deliver(ANNA, TlsWish.NONE)).isInstanceOf(Outcome.Later.class);
            assertThat(deliver(ANNA, TlsWish.OPTIONAL)).isInstanceOf(Outcome.Accepted.class);
            assertThat(stranger.letters().getFirst().tls()).isTrue();
        }
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.letterWhoseTlsFails())) {
            outside.route("example.net", "mx2.example.org", server);
            try (RemoteCourier courier = outside.courier()) {
                assertThat(Outside.deliver(courier, ANNA, "bert@example.net", 0, TlsWish.OPTIONAL))
                        .isInstanceOf(Outcome.Accepted.class);
            }
        }
    }
}
