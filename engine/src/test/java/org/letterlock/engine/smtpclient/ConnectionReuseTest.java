package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mtasts.StsPolicy;
import org.letterlock.engine.pkix.TestAuthority;
import org.letterlock.engine.queue.Contact;

/** Several letters over one connection: nothing is lost, nothing is sent twice, and no policy is forgotten. */
class ConnectionReuseTest {

    private final Outside outside = new Outside().keeping(Duration.ofSeconds(60));

    @AfterEach
    void close() {
        outside.close();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static Outcome deliver(RemoteCourier courier, String address) {
        return Outside.deliver(courier, address, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8BITMIME", "PIPELINING", "CHUNKING", "STARTTLS"})
    void lettersFollowEachOtherOverOneConnection(String extension) throws IOException {
        MailSink sink = new MailSink(extension).rcpt("no@example.org", "550 5.1.1 no such user");
        try (ScriptedServer server = new ScriptedServer(sink)) {
            outside.route("example.org", server).route("example.net", server);
            try (RemoteCourier courier = outside.courier()) {
                assertThat(deliver(courier, "bert@example.org")).isInstanceOf(Outcome.Accepted.class);
                assertThat(deliver(courier, "no@example.org")).isInstanceOf(Outcome.Refused.class);
                assertThat(deliver(courier, "carl@example.net")).isInstanceOf(Outcome.Accepted.class);
                assertThat(server.connections()).isEqualTo(1);
                assertThat(server.heard()).doesNotContain("QUIT");
            }
            assertThat(server.heard()).last().isEqualTo("QUIT");
            assertThat(sink.letters())
                    .extracting(letter -> letter.to().getFirst())
                    .containsExactly("RCPT TO:<bert@example.org>", "RCPT TO:<carl@example.net>");
            assertThat(server.heard()).filteredOn("RSET"::equals).hasSize(2);
        }
    }

    @Test
    void aConnectionCarriesAHundredLettersAtMost() throws IOException {
        MailSink sink = new MailSink("PIPELINING");
        try (ScriptedServer server = new ScriptedServer(sink)) {
            outside.route("example.org", server);
            try (RemoteCourier courier = outside.courier()) {
                for (int i = 0; i < 101; i++) {
                    deliver(courier, "bert@example.org");
                }
            }
            assertThat(sink.letters()).hasSize(101);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(server.heard()).filteredOn("QUIT"::equals).hasSize(2);
        }
    }

    @Test
    void oneThatStandsIdleIsToldGoodbye() throws IOException {
        MailSink sink = new MailSink();
        try (ScriptedServer server = new ScriptedServer(sink)) {
            outside.keeping(Duration.ofMillis(1)).route("example.org", server);
            try (RemoteCourier courier = outside.courier()) {
                deliver(courier, "bert@example.org");
                await(() -> server.heard().contains("QUIT"));
            }
        }
    }

    /** Takes one letter, and then does something else than to wait for another. */
    private static ScriptedServer.Dialogue oneLetterThen(String extension, ScriptedServer.Dialogue then) {
        return peer -> {
            peer.say("220 hi").expect("EHLO ");
            peer.say("250-hi", "250 " + extension).expect("MAIL");
            peer.say("250 ok").expect("RCPT");
            peer.say("250 ok").expect("DATA");
            peer.say("354 go").rawData();
            then.run(peer);
        };
    }

    private void secondLetterGoesOverAFreshConnection(String extension, ScriptedServer.Dialogue then)
            throws IOException {
        MailSink sink = new MailSink(extension);
        try (ScriptedServer server = new ScriptedServer(oneLetterThen(extension, then), sink)) {
            outside.route("example.org", server);
            try (RemoteCourier courier = outside.courier()) {
                assertThat(deliver(courier, "bert@example.org")).isInstanceOf(Outcome.Accepted.class);
                Outcome second = deliver(courier, "carl@example.org");
                assertThat(second).isInstanceOf(Outcome.Accepted.class);
                assertThat(second.answer().before()).isEmpty();
            }
            assertThat(server.connections()).isEqualTo(2);
            assertThat(sink.letters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.to()).containsExactly("RCPT TO:<carl@example.org>"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"8BITMIME", "PIPELINING"})
    void aServerThatGoesAwayBetweenLettersIsFoundAnew(String extension) throws IOException {
        secondLetterGoesOverAFreshConnection(extension, peer -> peer.say("250 taken"));
        secondLetterGoesOverAFreshConnection(extension, peer -> peer.say("250 taken", "421 4.4.2 idle"));
        secondLetterGoesOverAFreshConnection(
                extension, peer -> peer.say("250 taken").expect("RSET"));
        secondLetterGoesOverAFreshConnection(extension, peer -> {
            peer.say("250 taken").expect("RSET");
            peer.say("421 4.7.0 enough letters").untilClosed();
        });
        secondLetterGoesOverAFreshConnection(extension, peer -> {
            peer.say("250 taken").expect("RSET");
            peer.say("502 what?").untilClosed();
        });
        secondLetterGoesOverAFreshConnection(extension, peer -> {
            peer.say("250 taken").expect("RSET");
            peer.say("250 ok").expect("MAIL");
            peer.say("421 4.7.0 enough letters");
        });
        secondLetterGoesOverAFreshConnection(extension, peer -> {
            peer.say("250 taken").expect("RSET");
            peer.say("250 ok").expect("MAIL");
            peer.say("250 ok").expect("RCPT");
        });
        secondLetterGoesOverAFreshConnection(extension, peer -> {
            peer.say("250 taken").expect("RSET");
            peer.say("250 ok").expect("MAIL");
            peer.say("250 ok").expect("RCPT");
            peer.say("250 ok").expect("DATA");
        });
    }

    @Test
    void whatIsSaidOutOfTurnIsNoReplyToTheNextLetter() throws IOException {
        secondLetterGoesOverAFreshConnection("PIPELINING", peer -> {
            peer.raw("250 taken\r\n250 and again\r\n");
            peer.untilClosed();
        });
    }

    @Test
    void aConnectionThatEndsBehindTheSecondLetterLeavesItForLater() throws IOException {
        MailSink sink = new MailSink();
        try (ScriptedServer server = new ScriptedServer(
                oneLetterThen("8BITMIME", peer -> {
                    peer.say("250 taken").expect("RSET");
                    peer.say("250 ok").expect("MAIL");
                    peer.say("250 ok").expect("RCPT");
                    peer.say("250 ok").expect("DATA");
                    peer.say("354 go").rawData();
                }),
                sink)) {
            outside.route("example.org", server);
            try (RemoteCourier courier = outside.courier()) {
                deliver(courier, "bert@example.org");
                assertThat(deliver(courier, "carl@example.org")).isInstanceOf(Outcome.Later.class);
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(sink.letters()).isEmpty();
        }
    }

    @Test
    void aServerThatIsGoneForGoodIsNoConnection() throws IOException {
        ScriptedServer server = new ScriptedServer(oneLetterThen("8BITMIME", peer -> peer.say("250 taken")));
        outside.route("example.org", server);
        try (RemoteCourier courier = outside.courier()) {
            deliver(courier, "bert@example.org");
            server.close();
            Outcome outcome = deliver(courier, "carl@example.org");
            assertThat(outcome).isInstanceOf(Outcome.Later.class);
            assertThat(outcome.answer().text()).isEqualTo("127.0.0.1: no connection");
        }
    }

    @Test
    void aConnectionThatStandsIsHeldToThePolicyOfEachLetter() throws IOException {
        TestAuthority root = TestAuthority.root("root");
        StsPolicy policy = new StsPolicy(StsPolicy.Mode.ENFORCE, Duration.ofDays(7), List.of("mx.example.org"));
        boolean[] published = new boolean[1];
        outside.dns().address("mx.example.org", "127.0.0.1");
        outside.policies(_ -> published[0] ? Optional.of(policy) : Optional.empty(), root.certificate());
        MailSink stranger = new MailSink("STARTTLS");
        MailSink known = new MailSink("STARTTLS").as(root.server("mx.example.org"));
        try (ScriptedServer server = new ScriptedServer(stranger, known)) {
            outside.route("example.org", "mx.example.org", server);
            try (RemoteCourier courier = outside.courier()) {
                assertThat(verified(deliver(courier, "bert@example.org"))).isEqualTo(Contact.Verified.NOT);
                published[0] = true;
                assertThat(verified(deliver(courier, "carl@example.org"))).isEqualTo(Contact.Verified.MTA_STS);
                assertThat(verified(deliver(courier, "dora@example.org"))).isEqualTo(Contact.Verified.MTA_STS);
                published[0] = false;
                assertThat(verified(deliver(courier, "emil@example.org"))).isEqualTo(Contact.Verified.NOT);
            }
            assertThat(stranger.letters()).hasSize(1);
            assertThat(known.letters()).hasSize(3);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionInClearTextIsNoneForAPolicyThatAsksForTls() throws IOException {
        TestAuthority root = TestAuthority.root("root");
        StsPolicy policy = new StsPolicy(StsPolicy.Mode.ENFORCE, Duration.ofDays(7), List.of("mx.example.org"));
        boolean[] published = new boolean[1];
        outside.dns().address("mx.example.org", "127.0.0.1");
        outside.policies(_ -> published[0] ? Optional.of(policy) : Optional.empty(), root.certificate());
        MailSink sink = new MailSink();
        try (ScriptedServer server = new ScriptedServer(sink)) {
            outside.route("example.org", "mx.example.org", server);
            try (RemoteCourier courier = outside.courier()) {
                assertThat(deliver(courier, "bert@example.org")).isInstanceOf(Outcome.Accepted.class);
                published[0] = true;
                assertThat(deliver(courier, "carl@example.org")).isInstanceOf(Outcome.Later.class);
            }
            assertThat(sink.letters()).hasSize(1);
        }
    }

    private static Contact.Verified verified(Outcome outcome) {
        return outcome.answer().contact().orElseThrow().tls().orElseThrow().verified();
    }
}
