package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.peer.PostfixPeer;

/** Postfix as the mail server on the other side, in both directions: it has example.org, the engine has example.test. */
@Tag("peers")
final class PostfixTest {

    private static final String FRIEND = "friend@example.org";

    private static TempFolder folder;
    private static EngineProcess engine;
    private static PostfixPeer postfix;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(PostfixPeer.isPossible(), "Postfix is not installed, or this is not root");
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        Mailboxes.domain(engine, "example.test");
        int mx = engine.address("mx").getPort();
        postfix = PostfixPeer.start(new PostfixPeer.Settings(
                "example.org",
                "maildir:",
                Map.of("example.test", mx, "example.net", mx),
                List.of(FRIEND, "other@example.org"),
                true));
        engine.route("example.org", address());
        engine.stop();
        engine.startAgain();
    }

    @AfterAll
    static void stop() throws IOException {
        if (engine != null) {
            engine.close();
        }
        if (postfix != null) {
            postfix.close();
            folder.close();
        }
    }

    @Test
    void itDeliversHereOverTls() {
        String password = Mailboxes.make(engine, "anna@example.test");
        List<Letter> sent = new ArrayList<>();
        try (SmtpTestClient client = SmtpTestClient.connect(address()).ehlo()) {
            for (int i = 0; i < 60; i++) {
                sent.add(letters.sized(FRIEND, "anna@example.test", "Letter " + i, 5_000));
            }
            sent.add(letters.withAttachment(FRIEND, "anna@example.test", "Large", "See.\n", "a.bin", 15 << 20));
            for (Letter letter : sent) {
                client.deliver(FRIEND, List.of("anna@example.test"), letter.octets())
                        .expect(250);
            }
            client.quit();
        }
        try (ImapTestClient imap = Mailboxes.open(engine, "anna@example.test", password, sent.size())) {
            assertThat(imap.headers("1:*", "MESSAGE-ID"))
                    .containsExactlyInAnyOrderElementsOf(
                            sent.stream().map(Letter::messageId).toList());
            assertThat(imap.headers("1:*", "RECEIVED"))
                    .allSatisfy(trace -> assertThat(trace).contains("by mail.example.test", "with ESMTPS"));
            assertThat(Mailboxes.holds(imap, sent.getLast())).isTrue();
            assertThat(Mailboxes.holds(imap, sent.getFirst())).isTrue();
        }
    }

    @Test
    void itBouncesWhatIsForNobodyHere() {
        String password = Mailboxes.make(engine, "bea@example.test");
        relay("bea@example.test", letters.plain("bea@example.test", "nobody@example.test", "Anybody?", "Hello?\n"));
        try (ImapTestClient imap = Mailboxes.open(engine, "bea@example.test", password, 1)) {
            String bounce = Mailboxes.text(imap, 1, "");
            assertThat(bounce)
                    .contains("\r\nReturn-Path: <>\r\n")
                    .contains("Final-Recipient: rfc822; nobody@example.test", "Status: 5.1.1", "No such mailbox here");
        }
    }

    @Test
    void itSendsTheRestWhereTheRecipientsWereTooMany() {
        Mailboxes.domain(engine, "example.net");
        String password = Mailboxes.make(engine, "all@example.net");
        try (ControlClient control = engine.control()) {
            control.setCatchAll("example.net", "all@example.net");
        }
        List<String> recipients =
                IntStream.range(0, 130).mapToObj(i -> "r" + i + "@example.net").toList();
        try (SmtpTestClient client = SmtpTestClient.connect(address()).ehlo()) {
            client.deliver(
                            FRIEND,
                            recipients,
                            letters.plain(FRIEND, "all@example.net", "All", "All.\n")
                                    .octets())
                    .expect(250);
        }
        awaitEmptyQueue();
        try (ImapTestClient imap = Mailboxes.open(engine, "all@example.net", password, 1)) {
            assertThat(String.join(" ", imap.headers("1:*", "DELIVERED-TO"))).contains("r0@example.net");
            assertThat(log()).doesNotContain("status=bounced (host 127.0.0.1[127.0.0.1] said: 452");
        }
    }

    @Test
    void itTriesAgainWhenTheEngineIsKilledInABurst() {
        String password = Mailboxes.make(engine, "carl@example.test");
        List<Letter> sent = new ArrayList<>();
        try (SmtpTestClient client = SmtpTestClient.connect(address()).ehlo()) {
            for (int i = 0; i < 60; i++) {
                sent.add(letters.sized(FRIEND, "carl@example.test", "Letter " + i, 5_000));
                client.deliver(
                                FRIEND,
                                List.of("carl@example.test"),
                                sent.getLast().octets())
                        .expect(250);
                if (i == 30) {
                    engine.kill9();
                }
            }
        }
        assertThat(Waiting.until(Mailboxes.PATIENCE, () -> log().contains("status=deferred")))
                .isTrue();
        engine.startAgain();
        awaitEmptyQueue();
        try (ImapTestClient imap = Mailboxes.open(engine, "carl@example.test", password, sent.size())) {
            // What was taken in the instant of the kill may have come twice (RFC 5321 §6.1), nothing may be missing.
            assertThat(new HashSet<>(imap.headers("1:*", "MESSAGE-ID")))
                    .isEqualTo(
                            new HashSet<>(sent.stream().map(Letter::messageId).toList()));
        }
    }

    @Test
    void itGetsLettersOverTlsAsTheyAre() {
        String password = Mailboxes.make(engine, "dora@example.test");
        Letter plain = letters.plain("dora@example.test", FRIEND, "Dots", ".\n..\nFrom me\n \n");
        Letter large = letters.withAttachment("dora@example.test", FRIEND, "Large", "See.\n", "b.bin", 8 << 20);
        byte[] eightBit =
                ("From: <dora@example.test>\r\nTo: <friend@example.org>\r\nSubject: 8\r\nMessage-ID: <8bit@example.test>\r\n"
                                + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                                + "Content-Transfer-Encoding: 8bit\r\n\r\nこんにちは、世界。\r\n")
                        .getBytes(StandardCharsets.UTF_8);
        try (SmtpTestClient client = signIn("dora@example.test", password)) {
            for (byte[] octets : List.of(plain.octets(), large.octets(), eightBit)) {
                client.deliver("dora@example.test", List.of(FRIEND), octets).expect(250);
            }
        }
        for (String letter : List.of(text(plain.octets()), text(large.octets()), text(eightBit))) {
            String body = letter.substring(letter.indexOf("\r\n\r\n")).replace("\r\n", "\n");
            String received = awaitAtPostfix(body);
            assertThat(received).contains("using TLSv1.3", "by mail.example.test");
        }
    }

    @Test
    void itsRefusalComesBackAsANotice() {
        String password = Mailboxes.make(engine, "ella@example.test");
        Letter letter = letters.plain("ella@example.test", "unknown@example.org", "Anybody?", "Hello?\n");
        try (SmtpTestClient client = signIn("ella@example.test", password)) {
            client.deliver("ella@example.test", List.of(FRIEND, "unknown@example.org"), letter.octets())
                    .expect(250);
        }
        try (ImapTestClient imap = Mailboxes.open(engine, "ella@example.test", password, 1)) {
            assertThat(imap.command("FETCH 1 BODYSTRUCTURE").lines().getFirst())
                    .containsIgnoringCase("\"report\"")
                    .containsIgnoringCase("\"delivery-status\"");
            assertThat(Mailboxes.text(imap, 1, "2"))
                    .contains(
                            "Final-Recipient: rfc822; unknown@example.org",
                            "Action: failed",
                            "Status: 5.1.1",
                            "Diagnostic-Code: smtp; 550")
                    .doesNotContain(FRIEND);
            assertThat(Mailboxes.text(imap, 1, "3")).contains(letter.messageId());
            assertThat(awaitAtPostfix(letter.messageId())).contains("Delivered-To: " + FRIEND);
            assertThat(imap.select("INBOX")).isEqualTo(1);
        }
    }

    @Test
    void itsNoticeOfSuccessReachesTheSender() {
        String password = Mailboxes.make(engine, "finn@example.test");
        Letter letter = letters.plain("finn@example.test", FRIEND, "Tell me", "Tell me.\n");
        try (SmtpTestClient client = signIn("finn@example.test", password)) {
            client.command("MAIL FROM:<finn@example.test> RET=HDRS ENVID=e42").expect(250);
            client.command("RCPT TO:<" + FRIEND + "> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;" + FRIEND)
                    .expect(250);
            client.command("DATA").expect(354);
            client.data(letter.octets()).expect(250);
        }
        try (ImapTestClient imap = Mailboxes.open(engine, "finn@example.test", password, 1)) {
            assertThat(Mailboxes.text(imap, 1, ""))
                    .contains("Action: delivered", "Original-Envelope-Id: e42", "Original-Recipient: rfc822;" + FRIEND);
        }
    }

    @Test
    void aLetterWaitsWhileItIsStopped() throws IOException {
        String password = Mailboxes.make(engine, "gina@example.test");
        Letter letter = letters.plain("gina@example.test", "other@example.org", "Later", "It can wait.\n");
        postfix.stop();
        try (SmtpTestClient client = signIn("gina@example.test", password)) {
            client.deliver("gina@example.test", List.of("other@example.org"), letter.octets())
                    .expect(250);
        }
        assertThat(Waiting.until(
                        Mailboxes.PATIENCE,
                        () -> Agent.run(engine.socket(), "", "queue", "list", "--json")
                                .out()
                                .matches("(?s).*\"attempts\":\\s*[1-9].*")))
                .as(() -> Agent.run(engine.socket(), "", "queue", "list", "--json")
                        .toString())
                .isTrue();
        assertThat(Agent.run(engine.socket(), "", "queue", "list").out())
                .contains("gina@example.test", "other@example.org");
        postfix.startAgain();
        String id = queued();
        assertThat(Agent.run(engine.socket(), "", "queue", "show", id).out()).contains("waiting");
        assertThat(Agent.run(engine.socket(), "", "queue", "retry", id).exitCode())
                .isZero();
        awaitAtPostfix(letter.messageId());
        assertThat(Waiting.until(Mailboxes.PATIENCE, () -> queueIds().isEmpty()))
                .isTrue();
        assertThat(postfix.received().stream().filter(text -> text.contains(letter.messageId())))
                .hasSize(1);
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), postfix.port());
    }

    private static SmtpTestClient signIn(String user, String password) {
        SmtpTestClient client = engine.submissions().ehlo();
        client.authPlain(user, password).expect(235);
        return client;
    }

    private static void relay(String from, Letter letter) {
        try (SmtpTestClient client = SmtpTestClient.connect(address()).ehlo()) {
            client.deliver(from, List.of(letter.to()), letter.octets()).expect(250);
            client.quit();
        }
    }

    private static List<String> queueIds() {
        try (ControlClient control = engine.control()) {
            return control.queue().stream().map(entry -> entry.id()).toList();
        }
    }

    private static String queued() {
        assertThat(queueIds()).hasSize(1);
        return queueIds().getFirst();
    }

    /** The letter that holds these words, once Postfix has it. */
    private static String awaitAtPostfix(String words) {
        List<String> found = new ArrayList<>();
        assertThat(Waiting.until(Mailboxes.PATIENCE, () -> {
                    try {
                        postfix.received().stream()
                                .filter(text -> text.contains(words))
                                .forEach(found::add);
                        return !found.isEmpty();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }))
                .as(PostfixTest::log)
                .isTrue();
        return found.getFirst();
    }

    private static void awaitEmptyQueue() {
        for (int attempt = 0; attempt < 10 && !Waiting.until(Duration.ofSeconds(3), PostfixTest::isIdle); attempt++) {
            try {
                postfix.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(isIdle()).as(PostfixTest::log).isTrue();
    }

    private static boolean isIdle() {
        try {
            return postfix.waiting() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String log() {
        try {
            return postfix.log();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
