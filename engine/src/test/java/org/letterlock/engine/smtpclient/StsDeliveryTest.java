package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mtasts.StsPolicy;
import org.letterlock.engine.net.TlsIdentity;
import org.letterlock.engine.pkix.TestAuthority;
import org.letterlock.engine.queue.Answer;
import org.letterlock.engine.queue.Contact;

/** What a domain's MTA-STS policy makes of good and bad hosts. */
class StsDeliveryTest {

    private static final TestAuthority ROOT = TestAuthority.root("root");
    private static final int MANY_ATTEMPTS = 50;

    private final Outside outside = new Outside();

    @BeforeEach
    void publish() {
        outside.dns().address("mx.example.org", "127.0.0.1").address("mx2.example.org", "127.0.0.1");
        publish(StsPolicy.Mode.ENFORCE, "*.example.org");
    }

    @AfterEach
    void close() {
        outside.close();
    }

    private void publish(StsPolicy.Mode mode, String pattern) {
        outside.policies(
                _ -> Optional.of(new StsPolicy(mode, Duration.ofDays(7), List.of(pattern))), ROOT.certificate());
    }

    private Outcome deliver() {
        return Outside.deliver(outside.courier(), MANY_ATTEMPTS);
    }

    private static Contact.Verified verified(Outcome outcome) {
        return outcome.answer().contact().orElseThrow().tls().orElseThrow().verified();
    }

    @Test
    void aHostThatKeepsThePolicyGetsItsMail() throws IOException {
        MailSink sink = new MailSink("STARTTLS").as(ROOT.below("between").server("mx.example.org"));
        try (ScriptedServer server = new ScriptedServer(sink)) {
            outside.route("example.org", "mx.example.org", server);
            Outcome outcome = deliver();
            assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
            assertThat(verified(outcome)).isEqualTo(Contact.Verified.MTA_STS);
        }
    }

    private static TlsIdentity bad(String kind) {
        Instant now = Instant.now();
        return switch (kind) {
            case "for another host" -> ROOT.server("mx.example.net");
            case "not trusted" -> TestAuthority.root("root").server("mx.example.org");
            case "out of date" -> ROOT.server(now.minusSeconds(7200), now.minusSeconds(3600), "mx.example.org");
            default -> throw new IllegalArgumentException(kind);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"for another host", "not trusted", "out of date"})
    void aHostWithABadCertificateHearsNothingOfTheLetter(String kind) throws IOException {
        MailSink sink = new MailSink("STARTTLS").as(bad(kind));
        try (ScriptedServer server = new ScriptedServer(sink)) {
            outside.route("example.org", "mx.example.org", server);
            Outcome outcome = deliver();
            assertThat(outcome).isInstanceOf(Outcome.Later.class);
            assertThat(outcome.answer().status()).hasToString("4.7.5");
            assertThat(outcome.answer().text()).contains("MTA-STS", kind);
            assertThat(server.heard()).containsExactly("EHLO mail.example.test", "STARTTLS");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"for another host", "not trusted", "out of date"})
    void testingLetsThemHaveIt(String kind) throws IOException {
        publish(StsPolicy.Mode.TESTING, "*.example.org");
        MailSink sink = new MailSink("STARTTLS").as(bad(kind));
        try (ScriptedServer server = new ScriptedServer(sink)) {
            outside.route("example.org", "mx.example.org", server);
            Outcome outcome = deliver();
            assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
            assertThat(verified(outcome)).isEqualTo(Contact.Verified.NOT);
        }
    }

    @Test
    void noClearTextHoweverOftenItWasTried() throws IOException {
        ScriptedServer.Dialogue refusesTls = peer -> {
            peer.say("220 hi").expect("EHLO ");
            peer.say("250-hi", "250 STARTTLS").expect("STARTTLS");
            peer.say("454 4.7.0 not now").untilClosed();
        };
        for (ScriptedServer.Dialogue dialogue : List.of(new MailSink(), refusesTls)) {
            try (ScriptedServer server = new ScriptedServer(dialogue)) {
                outside.route("example.org", "mx.example.org", server);
                assertThat(deliver()).isInstanceOf(Outcome.Later.class);
                assertThat(server.heard()).noneMatch(line -> line.startsWith("MAIL"));
            }
        }
    }

    @Test
    void noRefusalInClearTextIsFinal() throws IOException {
        ScriptedServer.Dialogue greeting =
                peer -> peer.say("554 5.3.2 takes no mail").untilClosed();
        ScriptedServer.Dialogue hello = peer -> {
            peer.say("220 hi").expect("EHLO ");
            peer.say("550 5.7.1 no").expect("HELO ");
            peer.say("550 5.7.1 no").untilClosed();
        };
        for (ScriptedServer.Dialogue dialogue : List.of(greeting, hello)) {
            try (ScriptedServer server = new ScriptedServer(dialogue)) {
                outside.route("example.org", "mx.example.org", server);
                Outcome outcome = deliver();
                assertThat(outcome).isInstanceOf(Outcome.Later.class);
                assertThat(outcome.answer().status()).hasToString("4.7.4");
            }
        }
    }

    @Test
    void aRefusalInClearTextIsFinalWhereTlsIsNotRequired() throws IOException {
        publish(StsPolicy.Mode.TESTING, "*.example.org");
        try (ScriptedServer server =
                new ScriptedServer(peer -> peer.say("554 5.3.2 takes no mail").untilClosed())) {
            outside.route("example.org", "mx.example.org", server);
            assertThat(deliver()).isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    void aRefusalOverTheTlsOfThePolicyIsFinal() throws IOException {
        MailSink sink =
                new MailSink("STARTTLS").as(ROOT.server("mx.example.org")).data("554 5.7.1 spam");
        try (ScriptedServer server = new ScriptedServer(sink)) {
            outside.route("example.org", "mx.example.org", server);
            assertThat(deliver()).isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    void aHostThatThePolicyDoesNotNameIsNotEvenConnectedTo() throws IOException {
        publish(StsPolicy.Mode.ENFORCE, "*.example.net");
        try (ScriptedServer server = new ScriptedServer(new MailSink("STARTTLS").as(ROOT.server("mx.example.org")))) {
            outside.route("example.org", "mx.example.org", server);
            Outcome outcome = deliver();
            assertThat(outcome).isInstanceOf(Outcome.Later.class);
            assertThat(outcome.answer().text()).contains("does not name");
            assertThat(server.connections()).isZero();
            publish(StsPolicy.Mode.TESTING, "*.example.net");
            assertThat(deliver()).isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Test
    void theNextHostThatKeepsItIsTaken() throws IOException {
        MailSink sink = new MailSink("STARTTLS").as(ROOT.server("mx2.example.org"));
        try (ScriptedServer first = new ScriptedServer(new MailSink("STARTTLS").as(bad("not trusted")));
                ScriptedServer second = new ScriptedServer(sink)) {
            outside.route("example.org", "mx.example.org", first).route("example.org", "mx2.example.org", second);
            Outcome outcome = deliver();
            assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
            assertThat(outcome.answer().before()).extracting(Answer::status).hasToString("[4.7.5]");
            assertThat(sink.letters()).hasSize(1);
        }
    }
}
