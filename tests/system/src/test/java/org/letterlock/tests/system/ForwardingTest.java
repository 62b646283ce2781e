package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** Two engines of which one sends letters on to the other. */
final class ForwardingTest {

    private static TempFolder folder;
    private static EngineProcess here;
    private static EngineProcess there;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() {
        folder = new TempFolder();
        here = EngineProcess.start(folder.path().resolve("here"));
        there = EngineProcess.start(folder.path().resolve("there"));
        here.route("example.org", there.address("mx"));
        here.route("example.net", there.address("mx"));
        there.route("example.test", here.address("mx"));
        here.stop();
        here.startAgain();
        there.stop();
        there.startAgain();
        Mailboxes.domain(here, "example.test");
        Mailboxes.domain(there, "example.org");
        Mailboxes.domain(there, "example.net");
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        folder.close();
    }

    private static void set(EngineProcess engine, String address, String... targets) {
        List<String> words = new ArrayList<>(List.of("address", "set", address));
        words.addAll(List.of(targets));
        Agent.Ran ran = Agent.run(engine.socket(), "", words.toArray(String[]::new));
        assertThat(ran.exitCode()).as(ran.err()).isZero();
    }

    private static SmtpTestClient.Reply deliver(EngineProcess engine, Letter letter) {
        try (SmtpTestClient smtp = engine.mx().ehlo()) {
            return smtp.deliver(letter.from(), List.of(letter.to()), letter.octets());
        }
    }

    private static List<QueueEntry> queue(EngineProcess engine) {
        try (ControlClient control = engine.control()) {
            return control.queue();
        }
    }

    private static void retry(EngineProcess engine) {
        try (ControlClient control = engine.control()) {
            control.queue()
                    .forEach(entry -> control.call(api -> api.retryQueueEntry(new EngineApi.QueueName(entry.id()))));
        }
    }

    @Test
    void storesALetterAndSendsItOn() {
        String annas = Mailboxes.make(here, "anna@example.test");
        String bertils = Mailboxes.make(there, "bertil@example.org");
        set(here, "both@example.test", "--account", "anna@example.test", "--forward", "bertil@example.org");
        Letter letter = letters.japaneseUtf8("friend@example.net", "both@example.test", "手紙", "両方へ。\n");
        assertThat(deliver(here, letter).isPositive()).isTrue();
        try (ImapTestClient imap = Mailboxes.open(here, "anna@example.test", annas, 1)) {
            assertThat(Mailboxes.holds(imap, letter)).isTrue();
        }
        try (ImapTestClient imap = Mailboxes.open(there, "bertil@example.org", bertils, 1)) {
            assertThat(Mailboxes.holds(imap, letter)).isTrue();
            assertThat(imap.headers("1:*", "RETURN-PATH").getFirst())
                    .startsWith("<SRS0=")
                    .endsWith("=example.net=friend@example.test>");
            assertThat(Mailboxes.text(imap, 1, "HEADER"))
                    .contains("Delivered-To: bertil@example.org", "Delivered-To: both@example.test");
        }
    }

    @Test
    void takesTheRefusalOfTheOtherBackToTheSender() {
        String friends = Mailboxes.make(there, "freya@example.net");
        set(here, "gone@example.test", "--forward", "nobody@example.org");
        Letter letter = letters.plain("freya@example.net", "gone@example.test", "Anybody?", "Hello?\n");
        assertThat(deliver(here, letter).isPositive()).isTrue();
        try (ImapTestClient imap = Mailboxes.open(there, "freya@example.net", friends, 1)) {
            assertThat(imap.headers("1:*", "RETURN-PATH")).containsExactly("<>");
            assertThat(imap.headers("1:*", "CONTENT-TYPE").getFirst()).contains("multipart/report");
            assertThat(Mailboxes.text(imap, 1, "TEXT"))
                    .contains("gone@example.test")
                    .doesNotContain("nobody@example.org");
        }
    }

    /** Each sends on to the other: the second visit ends it, and one notice finds its way back through both. */
    @Test
    void endsALoopAndTellsTheSenderOnce() {
        String friends = Mailboxes.make(there, "frida@example.net");
        set(here, "loop@example.test", "--forward", "loop@example.org");
        set(there, "loop@example.org", "--forward", "loop@example.test");
        Letter letter = letters.plain("frida@example.net", "loop@example.test", "Round", "And round.\n");
        assertThat(deliver(here, letter).isPositive()).isTrue();
        try (ImapTestClient imap = Mailboxes.open(there, "frida@example.net", friends, 1)) {
            assertThat(Mailboxes.text(imap, 1, "TEXT"))
                    .contains("5.4.6", "loop@example.test")
                    .doesNotContain("loop@example.org");
        }
        assertThat(Waiting.until(
                        Mailboxes.PATIENCE,
                        () -> queue(here).isEmpty() && queue(there).isEmpty()))
                .isTrue();
        try (ImapTestClient imap = Mailboxes.open(there, "frida@example.net", friends, 1)) {
            assertThat(imap.headers("1:*", "RETURN-PATH")).containsExactly("<>");
        }
    }

    @Test
    void sendsToNobodyForASenderThatWasForged() {
        Mailboxes.make(there, "victim@example.net");
        try (SmtpTestClient smtp = here.mx().ehlo()) {
            smtp.command("MAIL FROM:<>").expect(250);
            assertThat(smtp.command("RCPT TO:<SRS0=AAAAAAAA=AA=example.net=victim@example.test>")
                            .code())
                    .isEqualTo(550);
            assertThat(smtp.command("RCPT TO:<SRS1=AAAAAAAA=example.net==AA=AA=example.net=victim@example.test>")
                            .code())
                    .isEqualTo(550);
        }
    }

    /** What was acknowledged is there once, whatever became of the process then. */
    @Test
    void losesAndDoublesNothingWhenItIsKilled() {
        String bertils = Mailboxes.make(there, "birgit@example.org");
        set(here, "away@example.test", "--forward", "birgit@example.org");
        List<Letter> acknowledged = new ArrayList<>();
        // Nothing leaves meanwhile: one that is killed between the other's reply and its note of it must ask again.
        there.stop();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 5; i++) {
                Letter letter =
                        letters.plain("friend@example.net", "away@example.test", "No. " + i, "Of " + round + ".\n");
                assertThat(deliver(here, letter).isPositive()).isTrue();
                acknowledged.add(letter);
            }
            here.kill9();
            here.startAgain();
        }
        there.startAgain();
        retry(here);
        try (ImapTestClient imap = Mailboxes.open(there, "birgit@example.org", bertils, acknowledged.size())) {
            for (Letter letter : acknowledged) {
                assertThat(Mailboxes.holds(imap, letter)).isTrue();
            }
        }
        assertThat(Waiting.until(Mailboxes.PATIENCE, () -> queue(here).isEmpty()))
                .isTrue();
        try (ImapTestClient imap = Mailboxes.open(there, "birgit@example.org", bertils, acknowledged.size())) {
            assertThat(imap.headers("1:*", "SUBJECT")).hasSize(acknowledged.size());
        }
    }
}
