package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** A letter by which the owner sees that mail works: out to another server, its way told, the answer known; while the mailbox is locked all the time. */
final class ProofTest {

    private static final String ANNA = "anna@example.test";
    private static final String FRIEND = "friend@example.org";

    private static TempFolder folder;
    private static EngineProcess here;
    private static EngineProcess there;
    private static String friends;

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
        Mailboxes.make(here, ANNA);
        friends = Mailboxes.make(there, FRIEND);
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        folder.close();
    }

    private static JsonObject json(String... arguments) {
        Agent.Ran ran = Agent.run(here.socket(), "", arguments);
        assertThat(ran.exitCode()).as("%s", ran).isZero();
        return JsonParser.parseString(ran.out()).getAsJsonObject();
    }

    private static String refused(String... arguments) {
        Agent.Ran ran = Agent.run(here.socket(), "", arguments);
        assertThat(ran.exitCode()).as("%s", ran).isOne();
        return ran.err();
    }

    private static List<String> accepted(String recipient) {
        Agent.Ran ran = Agent.run(here.socket(), "", "log", "--json");
        return StreamSupport.stream(
                        JsonParser.parseString(ran.out()).getAsJsonArray().spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(event -> event.get("kind").getAsString().equals("ACCEPTED"))
                .map(event -> event.get("detail").getAsString())
                .filter(detail -> detail.contains(" to " + recipient + ","))
                .toList();
    }

    @Test
    void goesOutAsASubmissionWouldAndItsAnswerIsKnown() {
        JsonObject sent = json("proof", ANNA, FRIEND, "--subject", "Привет", "--text", "届きましたか。", "--json");
        String replyTo = sent.get("replyTo").getAsString();
        assertThat(replyTo).matches("anna\\+proof-[0-9a-f]{10}@example\\.test");
        try (ImapTestClient imap = Mailboxes.open(there, FRIEND, friends, 1)) {
            assertThat(imap.headers("1:*", "RETURN-PATH")).containsExactly("<" + ANNA + ">");
            assertThat(imap.headers("1:*", "FROM")).containsExactly("<" + ANNA + ">");
            assertThat(imap.headers("1:*", "REPLY-TO")).containsExactly("<" + replyTo + ">");
            assertThat(imap.headers("1:*", "SUBJECT").getFirst()).contains("=?UTF-8?B?");
            // Nothing brought it to its first server, which names no protocol.
            assertThat(imap.headers("1:*", "RECEIVED").getFirst())
                    .contains("\nReceived: from mail.example.test by mail.example.test id "
                            + sent.get("id").getAsString() + " for <" + FRIEND + ">;");
            assertThat(imap.headers("1:*", "DATE")).hasSize(1);
            assertThat(imap.headers("1:*", "MESSAGE-ID")).hasSize(1);
            assertThat(imap.headers("1:*", "DKIM-SIGNATURE").getFirst()).contains("d=example.test");
        }
        assertThat(Waiting.until(
                        Mailboxes.PATIENCE,
                        () -> json("queue", "show", sent.get("queueEntry").getAsString(), "--json")
                                .getAsJsonArray("recipients")
                                .get(0)
                                .getAsJsonObject()
                                .get("state")
                                .getAsString()
                                .equals("sent")))
                .isTrue();

        assertThat(accepted(replyTo)).isEmpty();
        try (SmtpTestClient smtp = here.mx().ehlo()) {
            smtp.deliver(
                            FRIEND,
                            List.of(replyTo),
                            new LetterMaker(1)
                                    .plain(FRIEND, replyTo, "Re", "It arrived.\n")
                                    .octets())
                    .expect(250);
        }
        assertThat(accepted(replyTo)).singleElement().asString().contains("from <" + FRIEND + ">");
    }

    @Test
    void staysHereForOurOwnAndWaitsInALockedMailbox() {
        String bens = Mailboxes.make(here, "ben@example.test");
        JsonObject sent = json("proof", ANNA, "ben@example.test", "--json");
        assertThat(sent.has("queueEntry")).isFalse();
        assertThat(accepted("ben@example.test"))
                .singleElement()
                .asString()
                .startsWith(sent.get("id").getAsString());
        try (ImapTestClient imap = Mailboxes.open(here, "ben@example.test", bens, 1)) {
            assertThat(imap.headers("1:*", "SUBJECT")).containsExactly("My own mail server");
        }
    }

    @Test
    void refusesWhatIsNoLetterAndWhomNobodyIs() {
        assertThat(refused("proof", ANNA, "nobody@example.test")).contains("Nobody gets mail at");
        assertThat(refused("proof", ANNA, "nobody")).contains("nobody");
        assertThat(refused("proof", "nobody@example.test", FRIEND)).contains("No account");
        assertThat(refused("proof", ANNA, FRIEND, "--text", " ")).contains("A text has 1 to 10000 characters");
        assertThat(refused("proof", ANNA, FRIEND, "--text", "x".repeat(10_001))).contains("A text has 1 to 10000");
        assertThat(refused("proof", ANNA, FRIEND, "--subject", "two\r\nBcc: <x@example.org>"))
                .contains("A subject is a line");
        assertThat(refused("proof", ANNA, FRIEND, "--subject", "x".repeat(201))).contains("A subject is a line");
    }
}
