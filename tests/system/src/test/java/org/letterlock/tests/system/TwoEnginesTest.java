package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

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
