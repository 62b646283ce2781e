package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.Answer;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.Consignment.Recipient;
import org.letterlock.engine.queue.Contact;
import org.letterlock.engine.queue.Letters;
import org.letterlock.engine.queue.Notify;
import org.letterlock.engine.queue.QueueId;
import org.letterlock.engine.queue.TlsWish;

class RemoteCourierTest {

    private static final String LETTER = "Subject: hello\r\n\r\n.dot\r\n..\r\n.\r\nend\r\n";

    private final Outside outside = new Outside();
    private String content = LETTER;
    private int attempts;
    private boolean eightBit;
    private boolean smtpUtf8;

    @AfterEach
    void close() {
        outside.close();
    }

    private Consignment consignment(String... to) {
        List<Recipient> recipients = new ArrayList<>();
        for (String address : to) {
            recipients.add(new Recipient(
                    recipients.size() + 1L,
                    Letters.address(address),
                    attempts,
                    Set.of(Notify.FAILURE, Notify.SUCCESS),
                    Optional.of("rfc822;a+b@example.org")));
        }
        EmailAddress first = recipients.getFirst().address();
        return new Consignment(
                new QueueId("q-1"),
                ReversePath.of(Letters.address("anna@example.test")),
                first.domain(),
                recipients,
                Octets.of(content.getBytes(StandardCharsets.UTF_8)),
                eightBit,
                smtpUtf8,
                Optional.of("id=1"),
                true,
                TlsWish.NONE,
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH);
    }

    private Map<String, Outcome> deliver(String... to) {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        outside.courier()
                .deliver(
                        consignment(to),
                        told -> told.forEach((recipient, outcome) -> assertThat(
                                        outcomes.put(recipient.address().toString(), outcome))
                                .as("told once")
                                .isNull()));
        return outcomes;
    }

    private Outcome deliverOne(ScriptedServer... servers) {
        outside.route("example.org", servers);
        return of(deliver("bert@example.org"), "bert@example.org");
    }

    private static Outcome of(Map<String, Outcome> outcomes, String recipient) {
        return Objects.requireNonNull(outcomes.get(recipient));
    }

    @Test
    void sendsByDataToAPlainServer() throws IOException {
        MailSink sink = new MailSink();
        try (ScriptedServer server = new ScriptedServer(sink)) {
            assertThat(deliverOne(server)).isInstanceOf(Outcome.Accepted.class);
            assertThat(sink.letters())
                    .containsExactly(new MailSink.Letter(
                            "MAIL FROM:<anna@example.test>", List.of("RCPT TO:<bert@example.org>"), LETTER, false));
            assertThat(server.heard()).first().isEqualTo("EHLO mail.example.test");
            assertThat(server.heard()).last().isEqualTo("QUIT");
        }
    }

    @Test
    void usesWhatTheServerOffers() throws IOException {
        MailSink sink =
                new MailSink("PIPELINING", "SIZE 1000000", "8BITMIME", "SMTPUTF8", "CHUNKING", "DSN", "STARTTLS");
        eightBit = true;
        smtpUtf8 = true;
        try (ScriptedServer server = new ScriptedServer(sink)) {
            Outcome outcome = deliverOne(server);
            assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
            assertThat(((Outcome.Accepted) outcome).tellsSuccess()).isTrue();
            assertThat(sink.letters())
                    .containsExactly(new MailSink.Letter(
                            "MAIL FROM:<anna@example.test> SIZE=" + LETTER.length()
                                    + " BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=id+3D1",
                            List.of("RCPT TO:<bert@example.org> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a+2Bb@example.org"),
                            LETTER,
                            true));
        }
    }

    @Test
    void saysHeloToAServerThatDoesNotKnowEhlo() throws IOException {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say("220 old").expect("EHLO ");
            peer.say("502 5.5.1 what?").expect("HELO mail.example.test");
            peer.say("250 hello").expect("MAIL");
            peer.say("250 ok").expect("RCPT");
            peer.say("250 ok").expect("DATA");
            peer.say("354 go").rawData();
            peer.say("250 taken").expect("QUIT");
        })) {
            assertThat(deliverOne(server)).isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Test
    void tellsEachRecipientItsOwnReply() throws IOException {
        for (String[] extensions : new String[][] {{}, {"PIPELINING"}}) {
            MailSink sink = new MailSink(extensions)
                    .rcpt("no@example.org", "550 5.1.1 no such user")
                    .rcpt("later@example.org", "450 4.2.1 busy");
            try (ScriptedServer server = new ScriptedServer(sink)) {
                outside.route("example.org", server);
                Map<String, Outcome> outcomes = deliver("bert@example.org", "no@example.org", "later@example.org");
                assertThat(of(outcomes, "bert@example.org")).isInstanceOf(Outcome.Accepted.class);
                assertThat(of(outcomes, "no@example.org")).isInstanceOf(Outcome.Refused.class);
                assertThat(of(outcomes, "no@example.org").answer().status()).hasToString("5.1.1");
                assertThat(of(outcomes, "no@example.org").answer().text()).isEqualTo("550 5.1.1 no such user");
                assertThat(of(outcomes, "later@example.org")).isInstanceOf(Outcome.Later.class);
                assertThat(sink.letters()).hasSize(1);
            }
        }
    }

    /** RFC 5321 §2.1: what would have gone out unasked is heard where it must not be; with PIPELINING it is. */
    @ParameterizedTest
    @CsvSource({
        "EHLO, 554 5.5.0 no, MAIL, false",
        "MAIL, 550 5.7.1 no, RCPT, false",
        "RCPT, 550 5.7.1 no, DATA, false",
        "DATA, 554 5.7.1 no, Subject: hello, false",
        "MAIL, 550 5.7.1 no, RCPT, true"
    })
    void saysNothingBeforeTheReplyToTheCommandBefore(String refused, String reply, String next, boolean pipelining)
            throws IOException {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say("220 hi");
            for (String line = peer.line(); !line.equals("QUIT"); line = peer.line()) {
                if (line.startsWith(refused) || line.startsWith("HELO")) {
                    peer.say(reply);
                } else if (line.startsWith("EHLO") && pipelining) {
                    peer.say("250-hi", "250 PIPELINING");
                } else {
                    peer.say("250 ok");
                }
            }
            peer.say("221 bye");
        })) {
            assertThat(deliverOne(server)).isInstanceOf(Outcome.Refused.class);
            assertThat(server.heard().stream().anyMatch(line -> line.startsWith(next)))
                    .isEqualTo(pipelining);
        }
    }

    /** RFC 5321 §2.4: the local part is another server's to compare. */
    @Test
    void keepsRecipientsApartWhoseLocalPartsDifferInCase() throws IOException {
        MailSink sink = new MailSink().rcpt("bert@example.org", "550 5.1.1 no such user");
        try (ScriptedServer server = new ScriptedServer(sink)) {
            outside.route("example.org", server);
            Map<String, Outcome> outcomes = deliver("BeRt@example.org", "bert@example.org");
            assertThat(of(outcomes, "BeRt@example.org")).isInstanceOf(Outcome.Accepted.class);
            assertThat(of(outcomes, "bert@example.org")).isInstanceOf(Outcome.Refused.class);
            assertThat(sink.letters().getFirst().to()).containsExactly("RCPT TO:<BeRt@example.org>");
        }
    }

    /** RFC 5321 §3.4: the server forwards it, or says where to; whose address that is, is not for us to believe. */
    @Test
    void takesForAnAnswerWhatIsSaidOfAnotherAddressAndDoesNotFollowIt() throws IOException {
        MailSink sink = new MailSink()
                .rcpt("moved@example.org", "251 2.1.5 User not local; will forward to <m@example.net>")
                .rcpt("gone@example.org", "551 5.1.6 User not local; please try <g@example.net>")
                .rcpt("late@example.org", "421 4.3.2 mx.example.org Service not available");
        try (ScriptedServer server = new ScriptedServer(sink)) {
            outside.route("example.org", server);
            Map<String, Outcome> outcomes = deliver("moved@example.org", "gone@example.org");
            assertThat(of(outcomes, "moved@example.org")).isInstanceOf(Outcome.Accepted.class);
            assertThat(of(outcomes, "gone@example.org")).isInstanceOf(Outcome.Refused.class);
            assertThat(of(outcomes, "gone@example.org").answer().text()).contains("please try <g@example.net>");
            assertThat(deliver("late@example.org").values()).singleElement().isInstanceOf(Outcome.Later.class);
            assertThat(server.heard()).noneMatch(line -> line.contains("example.net"));
        }
    }

    @Test
    void sendsNoDataWhenNobodyIsAccepted() throws IOException {
        MailSink sink = new MailSink("PIPELINING").rcpt("bert@example.org", "550 5.7.1 no");
        try (ScriptedServer server = new ScriptedServer(sink)) {
            assertThat(deliverOne(server)).isInstanceOf(Outcome.Refused.class);
            assertThat(server.heard()).doesNotContain("DATA");
        }
    }

    @Test
    void believesTheReplyToTheData() throws IOException {
        try (ScriptedServer server = new ScriptedServer(new MailSink().data("554 5.7.1 spam"))) {
            assertThat(deliverOne(server)).isInstanceOf(Outcome.Refused.class);
        }
        try (ScriptedServer server = new ScriptedServer(new MailSink().data("451 4.7.1 greylisted"))) {
            assertThat(deliverOne(server)).isInstanceOf(Outcome.Later.class);
        }
    }

    @Test
    void recordsTheReplyBeforeItSaysGoodbye() throws IOException {
        try (ScriptedServer server = new ScriptedServer(new MailSink())) {
            outside.route("example.org", server);
            outside.courier()
                    .deliver(
                            consignment("bert@example.org"),
                            _ -> assertThat(server.heard()).doesNotContain("QUIT"));
            assertThat(server.heard()).contains("QUIT");
        }
    }

    @Test
    void waitsAndTriesNoOtherHostWhenTheConnectionEndsBehindTheData() throws IOException {
        MailSink second = new MailSink();
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.say("220 hi").expect("EHLO ");
                    peer.say("250 hi").expect("MAIL");
                    peer.say("250 ok").expect("RCPT");
                    peer.say("250 ok").expect("DATA");
                    peer.say("354 go").rawData();
                });
                ScriptedServer other = new ScriptedServer(second)) {
            assertThat(deliverOne(server, other)).isInstanceOf(Outcome.Later.class);
            assertThat(other.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "421 4.3.2 closing",
                "554 5.3.2 no",
                "450 no",
                "HTTP/1.1 400 Bad",
                "",
                "220-hi\r\n250 mixed",
                "99 x",
                "354 go"
            })
    void triesTheNextHostAfterAGreetingThatIsNone(String greeting) throws IOException {
        MailSink second = new MailSink();
        try (ScriptedServer server =
                        new ScriptedServer(peer -> peer.say(greeting).untilClosed());
                ScriptedServer other = new ScriptedServer(second)) {
            assertThat(deliverOne(server, other)).isInstanceOf(Outcome.Accepted.class);
            assertThat(second.letters()).hasSize(1);
        }
    }

    @Test
    void refusalByEveryHostIsFinalAndByOneIsNot() throws IOException {
        try (ScriptedServer no = new ScriptedServer(
                        peer -> peer.say("521 5.3.2 takes no mail").untilClosed());
                ScriptedServer later =
                        new ScriptedServer(peer -> peer.say("421 later").untilClosed())) {
            assertThat(deliverOne(no, no)).isInstanceOf(Outcome.Refused.class);
            assertThat(deliverOne(no, later)).isInstanceOf(Outcome.Later.class);
            assertThat(deliverOne(later, no)).isInstanceOf(Outcome.Later.class);
        }
    }

    @Test
    void triesTheNextHostWhenThereIsNoConnection() throws IOException {
        ScriptedServer gone = new ScriptedServer(new MailSink());
        gone.close();
        try (ScriptedServer server = new ScriptedServer(new MailSink())) {
            assertThat(deliverOne(gone, server)).isInstanceOf(Outcome.Accepted.class);
            assertThat(deliverOne(gone)).isInstanceOf(Outcome.Later.class);
        }
    }

    @Test
    void tellsEachServerOfAnAttempt() throws IOException {
        ScriptedServer gone = new ScriptedServer(new MailSink());
        gone.close();
        try (ScriptedServer busy =
                        new ScriptedServer(peer -> peer.say("421 4.3.2 busy").untilClosed());
                ScriptedServer server = new ScriptedServer(new MailSink("STARTTLS"))) {
            Answer answer = deliverOne(gone, busy, server).answer();
            assertThat(answer.contact().orElseThrow()).satisfies(contact -> {
                assertThat(contact.address()).isEqualTo("127.0.0.1:" + server.port());
                assertThat(contact.tls().orElseThrow().protocol()).isEqualTo("TLSv1.3");
            });
            assertThat(answer.before())
                    .extracting(Answer::text)
                    .containsExactly("127.0.0.1: no connection", "421 4.3.2 busy");
            assertThat(answer.before())
                    .extracting(before -> before.contact().orElseThrow())
                    .containsExactly(
                            new Contact("127.0.0.1", "127.0.0.1:" + gone.port(), Optional.empty()),
                            new Contact("127.0.0.1", "127.0.0.1:" + busy.port(), Optional.empty()));
        }
    }

    @Test
    void forgetsWhatWasOfferedBeforeTls() throws IOException {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say("220 hi").expect("EHLO ");
            peer.say("250-hi", "250-CHUNKING", "250-DSN", "250 STARTTLS").expect("STARTTLS");
            peer.say("220 go").startTls();
            peer.expect("EHLO ");
            peer.say("250 hi").expect("MAIL FROM:<anna@example.test>");
            peer.say("250 ok").expect("RCPT");
            peer.say("250 ok").expect("DATA");
            peer.say("354 go").rawData();
            peer.say("250 ok").expect("QUIT");
        })) {
            Outcome outcome = deliverOne(server);
            assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
            assertThat(((Outcome.Accepted) outcome).tellsSuccess()).isFalse();
        }
    }

    @Test
    void believesNothingThatIsSaidBeforeTls() throws IOException {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say("220 hi").expect("EHLO ");
            peer.say("250-hi", "250 STARTTLS").expect("STARTTLS");
            peer.raw("220 go\r\n250-injected\r\n250 CHUNKING\r\n").untilClosed();
        })) {
            assertThat(deliverOne(server)).isInstanceOf(Outcome.Later.class);
            assertThat(server.heard()).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    @Test
    void goesOnInClearOnlyFromTheThirdAttemptWhenTlsFails() throws IOException {
        ScriptedServer.Dialogue broken = ScriptedServer.letterWhoseTlsFails();
        try (ScriptedServer server = new ScriptedServer(broken)) {
            attempts = 1;
            assertThat(deliverOne(server)).isInstanceOf(Outcome.Later.class);
            attempts = 2;
            assertThat(deliverOne(server)).isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Test
    void neverDowngradesALetterThatNeedsSmtpUtf8() throws IOException {
        smtpUtf8 = true;
        try (ScriptedServer server = new ScriptedServer(new MailSink("8BITMIME"))) {
            Outcome outcome = deliverOne(server);
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(outcome.answer().status()).hasToString("5.6.7");
        }
    }

    @Test
    void refusesALetterThatIsTooLargeForTheServer() throws IOException {
        try (ScriptedServer server = new ScriptedServer(new MailSink("SIZE 10"))) {
            Outcome outcome = deliverOne(server);
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(outcome.answer().status()).hasToString("5.3.4");
        }
    }

    @Test
    void sendsEightBitsToAServerThatDoesNotOfferThem() throws IOException {
        eightBit = true;
        content = "Subject: x\r\n\r\nGr\u00fc\u00dfe\r\n";
        MailSink sink = new MailSink();
        try (ScriptedServer server = new ScriptedServer(sink)) {
            assertThat(deliverOne(server)).isInstanceOf(Outcome.Accepted.class);
            assertThat(sink.letters().getFirst().content()).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n.\r\nb\r\n", "a\r.\r\n", "a\r\n.\n", "a\r", "\n", "a\r\r\n"})
    void neverSendsABareLineBreak(String text) throws IOException {
        content = text;
        for (String[] extensions : new String[][] {{}, {"CHUNKING"}}) {
            MailSink sink = new MailSink(extensions);
            try (ScriptedServer server = new ScriptedServer(sink)) {
                assertThat(deliverOne(server)).isInstanceOf(Outcome.Refused.class);
                assertThat(sink.letters()).isEmpty();
            }
        }
    }

    @Test
    void endsAConversationWithAServerThatNeverEndsItsReply() throws IOException {
        ScriptedServer.Dialogue endless = peer -> {
            peer.say("220 hi").expect("EHLO ");
            while (true) {
                peer.say("250-and another");
            }
        };
        ScriptedServer.Dialogue longLine = peer -> {
            peer.say("220 hi").expect("EHLO ");
            while (true) {
                peer.raw("250 x".repeat(100));
            }
        };
        try (ScriptedServer first = new ScriptedServer(endless);
                ScriptedServer second = new ScriptedServer(longLine)) {
            assertThat(deliverOne(first, second)).isInstanceOf(Outcome.Later.class);
        }
    }

    @Test
    void endsAConversationWithAServerThatDripsOrIsSilent() throws IOException {
        ScriptedServer.Dialogue drip = peer -> {
            while (true) {
                peer.raw("2");
                LockSupport.parkNanos(100_000_000);
            }
        };
        try (ScriptedServer first = new ScriptedServer(drip);
                ScriptedServer second = new ScriptedServer(ScriptedServer.Peer::untilClosed)) {
            assertThat(deliverOne(first, second)).isInstanceOf(Outcome.Later.class);
        }
    }

    @Test
    void saysWhyADomainCannotBeReached() {
        outside.dns().mx("null.test", 0, ".").failing("broken.test").mx("inner.test", 10, "mx.inner.test");
        outside.dns().address("mx.inner.test", "127.0.0.1");
        assertThat(of(deliver("a@null.test"), "a@null.test").answer().status()).hasToString("5.1.10");
        assertThat(of(deliver("a@none.test"), "a@none.test").answer().status()).hasToString("5.1.2");
        assertThat(of(deliver("a@inner.test"), "a@inner.test").answer().status())
                .hasToString("5.4.4");
        assertThat(of(deliver("a@broken.test"), "a@broken.test")).isInstanceOf(Outcome.Later.class);
    }

    @Test
    void cutsOffWhatIsUnderWay() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::untilClosed)) {
            outside.route("example.org", server);
            RemoteCourier courier = outside.courier();
            List<Outcome> outcomes = new CopyOnWriteArrayList<>();
            Thread thread = Thread.ofVirtual()
                    .start(() ->
                            courier.deliver(consignment("bert@example.org"), told -> outcomes.addAll(told.values())));
            while (server.connections() == 0) {
                Thread.onSpinWait();
            }
            courier.abort();
            thread.join();
            assertThat(outcomes).singleElement().isInstanceOf(Outcome.Later.class);
        }
    }
}
