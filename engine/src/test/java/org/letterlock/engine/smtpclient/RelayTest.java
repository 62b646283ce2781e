package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.dns.Routes;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.pkix.TestAuthority;
import org.letterlock.engine.queue.Contact;
import org.letterlock.engine.queue.Letters;
import org.letterlock.engine.queue.TlsWish;

/** Letters that leave over a relay: it proves who it is, gets the login, and nobody else does. */
class RelayTest {

    private static final TestAuthority ROOT = TestAuthority.root("root");
    private static final Routes.Login LOGIN = new Routes.Login("anna", "s\u00e9cret");

    private final Outside outside = new Outside().keeping(Duration.ofSeconds(60));

    @BeforeEach
    void publish() {
        outside.dns().address("smtp.example.net", "127.0.0.1");
        outside.policies(_ -> Optional.empty(), ROOT.certificate());
    }

    @AfterEach
    void close() {
        outside.close();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A relay that has this certificate's name, offers these mechanisms, and takes letters after the login. */
    private static ScriptedServer.Dialogue relay(boolean implicit, String name, String offered, String... login) {
        return peer -> {
            if (implicit) {
                peer.startTls(TestAuthority.context(ROOT.server(name)));
                peer.say("220 hi").expect("EHLO ");
            } else {
                peer.say("220 hi").expect("EHLO ");
                peer.say("250-hi", "250-AUTH PLAIN", "250 STARTTLS").expect("STARTTLS");
                peer.say("220 go").startTls(TestAuthority.context(ROOT.server(name)));
                peer.expect("EHLO ");
            }
            peer.say("250-hi", "250 " + offered);
            for (int i = 0; i < login.length; i += 2) {
                peer.expect(login[i]);
                peer.say(login[i + 1]);
            }
            for (String line = peer.line(); !line.equals("QUIT"); line = peer.line()) {
                if (line.equals("DATA")) {
                    peer.say("354 go").rawData();
                }
                peer.say("250 ok");
            }
            peer.say("221 bye");
        };
    }

    private Outcome deliver(RemoteCourier courier, String address) {
        return Outside.deliver(courier, address, 50);
    }

    private Outcome deliver(ScriptedServer server, boolean implicit) {
        outside.relay("smtp.example.net", server, new Routes.Relay(implicit, Optional.of(LOGIN)));
        try (RemoteCourier courier = outside.courier()) {
            return deliver(courier, "bert@example.org");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void logsInByPlainAndSendsForEveryDomain(boolean implicit) throws IOException {
        String login = "AUTH PLAIN " + base64("\0anna\0s\u00e9cret");
        try (ScriptedServer server = new ScriptedServer(
                relay(implicit, "smtp.example.net", "AUTH LOGIN PLAIN", login, "235 2.7.0 welcome"))) {
            outside.relay("smtp.example.net", server, new Routes.Relay(implicit, Optional.of(LOGIN)));
            try (RemoteCourier courier = outside.courier()) {
                Outcome outcome = deliver(courier, "bert@example.org");
                assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
                assertThat(outcome.answer()
                                .contact()
                                .flatMap(Contact::tls)
                                .orElseThrow()
                                .verified())
                        .isEqualTo(Contact.Verified.CERTIFICATE);
                assertThat(deliver(courier, "carl@example.com")).isInstanceOf(Outcome.Accepted.class);
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.heard())
                    .filteredOn(line -> line.startsWith("AUTH"))
                    .hasSize(1);
        }
    }

    @Test
    void whatARelayHasAgainstUsReturnsNoLetter() throws IOException {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.startTls(TestAuthority.context(ROOT.server("smtp.example.net")));
            peer.say("554 5.7.1 too many from you").expect("QUIT");
        })) {
            assertThat(deliver(server, true)).isInstanceOf(Outcome.Later.class);
        }
    }

    @Test
    void aRelayThatWantsALoginReturnsNoLetter() throws IOException {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.startTls(TestAuthority.context(ROOT.server("smtp.example.net")));
            peer.say("220 hi").expect("EHLO ");
            peer.say("250 hi").expect("MAIL ");
            peer.say("530 5.7.0 Authentication required").expect("QUIT");
            peer.say("221 bye");
        })) {
            outside.relay("smtp.example.net", server, new Routes.Relay(true, Optional.empty()));
            try (RemoteCourier courier = outside.courier()) {
                Outcome outcome = deliver(courier, "bert@example.org");
                assertThat(outcome).isInstanceOf(Outcome.Later.class);
                assertThat(Setback.of(outcome.answer())).isEqualTo(Setback.LOGIN);
            }
        }
    }

    @Test
    void logsInByLoginWhereThereIsNothingElse() throws IOException {
        try (ScriptedServer server = new ScriptedServer(relay(
                true,
                "smtp.example.net",
                "AUTH LOGIN CRAM-MD5",
                "AUTH LOGIN",
                "334 VXNlcm5hbWU6",
                base64("anna"),
                "334 UGFzc3dvcmQ6",
                base64("s\u00e9cret"),
                "235 welcome"))) {
            assertThat(deliver(server, true)).isInstanceOf(Outcome.Accepted.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"AUTH PLAIN, 535 5.7.8 no", "AUTH LOGIN, 504 what", "AUTH CRAM-MD5, -", "8BITMIME, -"})
    void aLoginThatFailsIsNoReasonToSendTheLetterBack(String offered, String reply) throws IOException {
        String[] login = reply.equals("-") ? new String[0] : new String[] {"AUTH", reply};
        try (ScriptedServer server = new ScriptedServer(relay(true, "smtp.example.net", offered, login))) {
            Outcome outcome = deliver(server, true);
            assertThat(outcome).isInstanceOf(Outcome.Later.class);
            assertThat(outcome.answer().text()).contains(reply.equals("-") ? "no login" : reply);
            assertThat(server.heard()).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerThatIsNotTheRelayHearsNoPassword(boolean implicit) throws IOException {
        try (ScriptedServer server = new ScriptedServer(relay(implicit, "smtp.example.com", "AUTH PLAIN"))) {
            Outcome outcome = deliver(server, implicit);
            assertThat(outcome).isInstanceOf(Outcome.Later.class);
            assertThat(outcome.answer().text()).contains("certificate");
            assertThat(server.heard()).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
    }

    @Test
    void noClearTextHoweverOftenItWasTried() throws IOException {
        try (ScriptedServer server = new ScriptedServer(new MailSink("AUTH PLAIN"))) {
            assertThat(deliver(server, false)).isInstanceOf(Outcome.Later.class);
            assertThat(server.heard()).containsExactly("EHLO mail.example.test");
        }
    }

    @Test
    void noLetterMakesItLessStrict() throws IOException {
        try (ScriptedServer server = new ScriptedServer(relay(false, "smtp.example.com", "AUTH PLAIN"))) {
            outside.relay("smtp.example.net", server, new Routes.Relay(false, Optional.of(LOGIN)));
            try (RemoteCourier courier = outside.courier()) {
                assertThat(Outside.deliver(
                                courier,
                                ReversePath.of(Letters.address("anna@example.test")),
                                "bert@example.org",
                                0,
                                TlsWish.OPTIONAL))
                        .isInstanceOf(Outcome.Later.class);
            }
        }
    }

    @Test
    void tellsNobodyItsPassword() {
        assertThat(LOGIN.toString()).doesNotContain("cret");
        assertThat(new Routes.Hop("smtp.example.net", 465, Optional.of(new Routes.Relay(true, Optional.of(LOGIN))))
                        .toString())
                .doesNotContain("cret");
    }
}
