package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;

/** Who is away answers: set on the command line, sent while the mailbox is locked, once, across a kill. */
final class VacationTest {

    private static final String ANNA = "anna@example.test";
    private static final String FRIEND = "friend@example.org";

    private static TempFolder folder;
    private static EngineProcess here;
    private static EngineProcess there;
    private static String annas;
    private static String friends;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() {
        folder = new TempFolder();
        here = EngineProcess.start(folder.path().resolve("here"));
        there = EngineProcess.start(folder.path().resolve("there"));
        here.route("example.org", there.address("mx"));
        here.stop();
        here.startAgain();
        Mailboxes.domain(here, "example.test");
        Mailboxes.domain(there, "example.org");
        annas = Mailboxes.make(here, ANNA);
        friends = Mailboxes.make(there, FRIEND);
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        folder.close();
    }

    private static String out(String... arguments) {
        Agent.Ran ran = Agent.run(here.socket(), "", arguments);
        assertThat(ran.exitCode()).as("%s", ran).isZero();
        return ran.out();
    }

    private static String refused(String... arguments) {
        Agent.Ran ran = Agent.run(here.socket(), "", arguments);
        assertThat(ran.exitCode()).as("%s", ran).isOne();
        return ran.err();
    }

    private void deliver(String from, String to) {
        try (SmtpTestClient smtp = here.mx().ehlo()) {
            smtp.deliver(
                            from,
                            List.of(to),
                            letters.plain(from, to, "Lunch", "Today?\n").octets())
                    .expect(250);
        }
    }

    private static JsonObject info() {
        return JsonParser.parseString(out("vacation", "show", ANNA, "--json")).getAsJsonObject();
    }

    @Test
    void answersOnceWhileTheMailboxIsLocked() {
        assertThat(out("vacation", "show", ANNA)).contains("answers nothing");
        assertThat(refused("vacation", "end", ANNA)).contains("answers nothing");
        assertThat(refused("vacation", "set", ANNA, "--text", "Away.", "--days", "0"))
                .contains("Days are 1 to 31");
        assertThat(refused("vacation", "set", ANNA, "--text", "Away.", "--days", "32"))
                .contains("Days are 1 to 31");
        assertThat(refused("vacation", "set", ANNA, "--text", " ")).contains("A text has 1 to 10000 characters");
        assertThat(refused("vacation", "set", ANNA, "--text", "Away.", "--until", "2020-01-01T00:00:00Z"))
                .contains("is over already");
        assertThat(refused("vacation", "set", ANNA, "--text", "Away.", "--from", "tomorrow"))
                .contains("is no moment");
        assertThat(out("vacation", "set", ANNA, "--text", "休暇中です。", "--until", "2099-01-01T00:00:00+01:00"))
                .contains("answers letters now", "until 2098-12-31T23:00:00Z", "休暇中です。");
        assertThat(info().get("answers").getAsBoolean()).isTrue();
        assertThat(info().get("days").getAsInt()).isEqualTo(7);

        here.kill9();
        here.startAgain();
        deliver(FRIEND, ANNA);
        here.kill9();
        here.startAgain();
        deliver(FRIEND, ANNA);
        try (ImapTestClient imap = Mailboxes.open(there, FRIEND, friends, 1)) {
            assertThat(imap.headers("1:*", "RETURN-PATH")).containsExactly("<>");
            assertThat(imap.headers("1:*", "FROM")).containsExactly("<" + ANNA + ">");
            assertThat(imap.headers("1:*", "AUTO-SUBMITTED")).containsExactly("auto-replied");
            assertThat(imap.headers("1:*", "SUBJECT")).containsExactly("Auto: Lunch");
            assertThat(imap.headers("1:*", "DKIM-SIGNATURE").getFirst()).contains("d=example.test");
        }
        try (ImapTestClient imap = Mailboxes.open(here, ANNA, annas, 2)) {
            assertThat(imap.headers("1:*", "SUBJECT")).hasSize(2);
        }
        assertThat(out("vacation", "end", ANNA)).contains("answers nothing");
        assertThat(info().has("text")).isFalse();
    }

    /** Somebody of ours hears it, too, and two who are away do not answer each other for ever. */
    @Test
    void answersOurOwnPeople() {
        String bens = Mailboxes.make(here, "ben@example.test");
        String clara = Mailboxes.make(here, "clara@example.test");
        out("vacation", "set", "ben@example.test", "--text", "Ben is away.");
        out("vacation", "set", "clara@example.test", "--text", "Clara is away.", "--subject", "Away");
        try (SmtpTestClient smtp = here.submissions().ehlo()) {
            smtp.authPlain("clara@example.test", clara).expect(235);
            smtp.deliver(
                            "clara@example.test",
                            List.of("ben@example.test"),
                            letters.plain("clara@example.test", "ben@example.test", "Ben?", "Hello.\n")
                                    .octets())
                    .expect(250);
        }
        try (ImapTestClient imap = Mailboxes.open(here, "clara@example.test", clara, 1)) {
            assertThat(imap.headers("1:*", "SUBJECT")).containsExactly("Auto: Ben?");
        }
        try (ImapTestClient imap = Mailboxes.open(here, "ben@example.test", bens, 1)) {
            assertThat(imap.headers("1:*", "SUBJECT")).containsExactly("Ben?");
        }
    }
}
