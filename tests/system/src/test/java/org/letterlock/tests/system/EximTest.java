package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.peer.EximPeer;

/** Exim as the other side, in both directions: it has example.org, the engine has example.test. */
@Tag("peers")
final class EximTest {

    private static final String FRIEND = "friend@example.org";

    private static TempFolder folder;
    private static EngineProcess engine;
    private static EximPeer exim;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(EximPeer.isPossible(), "Exim is not unpacked, or this is not root");
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        Mailboxes.domain(engine, "example.test");
        exim = EximPeer.start(
                "example.org",
                List.of("friend"),
                Map.of("example.test", engine.address("mx").getPort()));
        engine.route("example.org", exim.address());
        engine.stop();
        engine.startAgain();
    }

    @AfterAll
    static void stop() throws IOException {
        if (engine != null) {
            engine.close();
        }
        if (exim != null) {
            exim.close();
            folder.close();
        }
    }

    @Test
    void itDeliversHereOverTlsInChunks() {
        String password = Mailboxes.make(engine, "anna@example.test");
        List<Letter> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(letters.sized(FRIEND, "anna@example.test", "Letter " + i, 5_000));
        }
        sent.add(letters.plain(FRIEND, "anna@example.test", "Dots", ".\n..\nFrom me\n"));
        sent.add(letters.withAttachment(FRIEND, "anna@example.test", "Large", "See.\n", "a.bin", 15 << 20));
        try (SmtpTestClient client = SmtpTestClient.connect(exim.address()).ehlo()) {
            for (Letter letter : sent) {
                client.deliver(FRIEND, List.of(letter.to()), letter.octets()).expect(250);
            }
            client.quit();
        }
        try (ImapTestClient imap = Mailboxes.open(engine, "anna@example.test", password, sent.size())) {
            assertThat(imap.headers("1:*", "MESSAGE-ID"))
                    .containsExactlyInAnyOrderElementsOf(
                            sent.stream().map(Letter::messageId).toList());
            assertThat(imap.headers("1:*", "RECEIVED"))
                    .allSatisfy(trace -> assertThat(trace).contains("by mail.example.test", "with ESMTPS"));
            List<String> came =
                    imap.fetch("1:*", "").values().stream().map(EximTest::text).toList();
            assertThat(sent)
                    .allSatisfy(letter -> assertThat(came).anyMatch(each -> each.endsWith(text(letter.octets()))));
        }
        // In Exim's log, K is that a letter went by BDAT.
        assertThat(log()).containsPattern("=> anna@example\\.test .* X=TLS1\\.3\\S* .*K C=\"250");
    }

    @Test
    void itBouncesWhatIsForNobodyHere() {
        String password = Mailboxes.make(engine, "bea@example.test");
        Letter letter = letters.plain("bea@example.test", "nobody@example.test", "Anybody?", "Hello?\n");
        try (SmtpTestClient client = SmtpTestClient.connect(exim.address()).ehlo()) {
            client.deliver("bea@example.test", List.of(letter.to()), letter.octets())
                    .expect(250);
            client.quit();
        }
        try (ImapTestClient imap = Mailboxes.open(engine, "bea@example.test", password, 1)) {
            assertThat(Mailboxes.text(imap, 1, ""))
                    .contains("\r\nReturn-Path: <>\r\n")
                    .contains("Final-Recipient: rfc822;nobody@example.test", "5.1.1", "No such mailbox here");
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
        List<byte[]> sent = List.of(plain.octets(), large.octets(), eightBit);
        try (SmtpTestClient client = signIn("dora@example.test", password)) {
            for (byte[] octets : sent) {
                client.deliver("dora@example.test", List.of(FRIEND), octets).expect(250);
            }
        }
        for (byte[] octets : sent) {
            String letter = text(octets);
            String body = letter.substring(letter.indexOf("\r\n\r\n")).replace("\r\n", "\n");
            assertThat(awaitAtExim(body)).contains("(TLS1.3)", "by mail.example.test", "Return-path: <dora@");
        }
        assertThat(log()).containsPattern("<= dora@example\\.test .*X=TLS1\\.3\\S* .*K S=");
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
            assertThat(Mailboxes.text(imap, 1, "2"))
                    .contains(
                            "Final-Recipient: rfc822; unknown@example.org",
                            "Action: failed",
                            "Diagnostic-Code: smtp; 550")
                    .doesNotContain(FRIEND);
            assertThat(Mailboxes.text(imap, 1, "3")).contains(letter.messageId());
            assertThat(awaitAtExim(letter.messageId())).contains("Envelope-to: " + FRIEND);
            assertThat(imap.select("INBOX")).isEqualTo(1);
        }
    }

    private static SmtpTestClient signIn(String user, String password) {
        SmtpTestClient client = engine.submissions().ehlo();
        client.authPlain(user, password).expect(235);
        return client;
    }

    /** The letter that holds these words, once Exim has it. */
    private static String awaitAtExim(String words) {
        List<String> found = new ArrayList<>();
        assertThat(Waiting.until(Mailboxes.PATIENCE, () -> {
                    try {
                        exim.received().stream()
                                .filter(text -> text.contains(words))
                                .forEach(found::add);
                        return !found.isEmpty();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }))
                .as(EximTest::log)
                .isTrue();
        return found.getFirst();
    }

    private static String log() {
        try {
            return exim.log();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
