package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** Two engines that are mail servers to each other. */
final class TwoEnginesTest {

    private static final String ANNA = "anna@example.test";
    private static final String BERTIL = "bertil@example.org";

    private static TempFolder folder;
    private static EngineProcess here;
    private static EngineProcess there;
    private static String annas;
    private static String bertils;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() {
        folder = new TempFolder();
        here = EngineProcess.start(folder.path().resolve("here"));
        there = EngineProcess.start(folder.path().resolve("there"));
        here.route("example.org", there.address("mx"));
        there.route("example.test", here.address("mx"));
        here.stop();
        here.startAgain();
        there.stop();
        there.startAgain();
        Mailboxes.domain(here, "example.test");
        Mailboxes.domain(there, "example.org");
        annas = Mailboxes.make(here, ANNA);
        bertils = Mailboxes.make(there, BERTIL);
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        folder.close();
    }

    @Test
    void writeToEachOther() {
        Letter letter = letters.plain(ANNA, BERTIL, "Hello", "From here to there.\n");
        submit(here, ANNA, annas, BERTIL, letter);
        try (ImapTestClient imap = Mailboxes.open(there, BERTIL, bertils, 1)) {
            assertThat(Mailboxes.holds(imap, letter)).isTrue();
        }
        Letter answer = letters.japaneseUtf8(BERTIL, ANNA, "返事", "こちらから。\n");
        submit(there, BERTIL, bertils, ANNA, answer);
        try (ImapTestClient imap = Mailboxes.open(here, ANNA, annas, 1)) {
            assertThat(Mailboxes.holds(imap, answer)).isTrue();
        }
        assertThat(Waiting.until(
                        Mailboxes.PATIENCE,
                        () -> queue(here).isEmpty() && queue(there).isEmpty()))
                .isTrue();
    }

    @Test
    void refusalComesBackAsANotice() {
        String password = Mailboxes.make(here, "carla@example.test");
        Letter letter = letters.plain("carla@example.test", "unknown@example.org", "Anybody?", "Hello?\n");
        submit(here, "carla@example.test", password, "unknown@example.org", letter);
        try (ImapTestClient imap = Mailboxes.open(here, "carla@example.test", password, 1)) {
            assertThat(imap.headers("1:*", "CONTENT-TYPE").getFirst()).contains("multipart/report", "delivery-status");
            assertThat(imap.headers("1:*", "RETURN-PATH")).containsExactly("<>");
        }
    }

    @Test
    void letterWaitsWhileTheOtherIsDown() {
        String password = Mailboxes.make(here, "dora@example.test");
        String other = Mailboxes.make(there, "emil@example.org");
        Letter letter = letters.plain("dora@example.test", "emil@example.org", "Later", "It can wait.\n");
        there.stop();
        submit(here, "dora@example.test", password, "emil@example.org", letter);
        assertThat(Waiting.until(
                        Mailboxes.PATIENCE,
                        () -> queue(here).size() == 1
                                && queue(here)
                                                .getFirst()
                                                .recipients()
                                                .getFirst()
                                                .attempts()
                                        > 0))
                .isTrue();
        here.kill9();
        here.startAgain();
        there.startAgain();
        try (ControlClient control = here.control()) {
            String id = control.queue().getFirst().id();
            control.call(engine -> engine.retryQueueEntry(new org.letterlock.protocol.EngineApi.QueueName(id)));
        }
        try (ImapTestClient imap = Mailboxes.open(there, "emil@example.org", other, 1)) {
            assertThat(Mailboxes.holds(imap, letter)).isTrue();
            assertThat(imap.select("INBOX")).isEqualTo(1);
        }
    }

    @Test
    void internationalAddressesAndEightBitTextTravelOverTls() {
        String password = Mailboxes.make(here, "günther@example.test");
        String other = Mailboxes.make(there, "花子@example.org");
        byte[] letter =
                ("From: =?UTF-8?Q?G=C3=BCnther?= <günther@example.test>\r\nTo: <花子@example.org>\r\nSubject: 挨拶\r\n"
                                + "Message-ID: <utf8@example.test>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
                                + "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nこんにちは。\r\n.\r\n")
                        .getBytes(StandardCharsets.UTF_8);
        try (SmtpTestClient client = here.submissions().ehlo()) {
            client.authPlain("günther@example.test", password).expect(235);
            client.command("MAIL FROM:<günther@example.test> BODY=8BITMIME SMTPUTF8")
                    .expect(250);
            client.command("RCPT TO:<花子@example.org>").expect(250);
            client.command("DATA").expect(354);
            client.data(letter).expect(250);
            client.quit();
        }
        try (ImapTestClient imap = Mailboxes.open(there, "花子@example.org", other, 1)) {
            assertThat(Mailboxes.text(imap, 1, ""))
                    .contains("with UTF8SMTPS", "TLSv1.3")
                    .endsWith(new String(letter, StandardCharsets.ISO_8859_1));
            assertThat(imap.searchText("SUBJECT", "挨拶")).hasSize(1);
        }
    }

    private static List<QueueEntry> queue(EngineProcess engine) {
        try (ControlClient control = engine.control()) {
            return control.queue();
        }
    }

    private static void submit(EngineProcess engine, String from, String password, String to, Letter letter) {
        try (SmtpTestClient client = engine.submissions().ehlo()) {
            client.authPlain(from, password).expect(235);
            client.deliver(from, List.of(to), letter.octets()).expect(250);
            client.quit();
        }
    }
}
