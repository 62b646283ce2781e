package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** Who sends more than an account may is held, and the owner decides by the agent's command line. */
final class SendingTest {

    private static final String ANNA = "anna@example.test";

    private static TempFolder folder;
    private static EngineProcess here;
    private static EngineProcess there;
    private static String password;

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
        password = Mailboxes.make(here, ANNA);
        Mailboxes.make(there, "bertil@example.org");
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        folder.close();
    }

    private void submit(String to) {
        try (SmtpTestClient client = here.submissions().ehlo()) {
            client.authPlain(ANNA, password).expect(235);
            client.deliver(
                            ANNA,
                            List.of(to),
                            letters.plain(ANNA, to, "Hello", "Hello.\n").octets())
                    .expect(250);
            client.quit();
        }
    }

    private static String out(String... arguments) {
        Agent.Ran ran = Agent.run(here.socket(), "", arguments);
        assertThat(ran.exitCode()).as("%s", ran).isZero();
        return ran.out();
    }

    private static JsonObject info() {
        return JsonParser.parseString(out("sending", "show", ANNA, "--json"))
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject();
    }

    private static JsonArray held() {
        return JsonParser.parseString(out("sending", "held", ANNA, "--json")).getAsJsonArray();
    }

    @Test
    void isHeldAskedAboutAndLetGoAcrossKills() {
        assertThat(info().get("letters").getAsLong()).isEqualTo(1000);
        assertThat(info().get("recipients").getAsLong()).isEqualTo(200);
        out("sending", "set", ANNA, "--letters", "2", "--recipients", "none");
        submit("bertil@example.org");
        submit("bertil@example.org");
        here.kill9();
        here.startAgain();
        submit("bertil@example.org");
        submit("bertil@example.org");
        // The log comes soon after what it tells of; a kill takes its end with it.
        assertThat(out("log")).contains("anna@example.test sent as many letters as it may in a day");
        here.kill9();
        here.startAgain();

        assertThat(info().get("usedLetters").getAsLong()).isEqualTo(2);
        assertThat(info().get("heldLetters").getAsLong()).isEqualTo(2);
        assertThat(info().get("recipients")).isNull();
        assertThat(out("sending", "show")).contains("are held since", "sending release " + ANNA);
        assertThat(out("status")).contains("2 letter(s) are held");
        JsonObject first = held().get(0).getAsJsonObject();
        assertThat(first.get("heldFor").getAsString()).isEqualTo("letters");
        String id = first.get("id").getAsString();
        assertThat(out("queue", "show", id)).contains("held: who sends it sent as many letters");
        out("queue", "remove", id);
        assertThat(held()).hasSize(1);
        String other = held().get(0).getAsJsonObject().get("id").getAsString();
        out("sending", "release", ANNA);
        assertThat(Waiting.until(
                        Mailboxes.PATIENCE, () -> out("queue", "show", other).contains(": sent")))
                .isTrue();
        assertThat(Agent.run(here.socket(), "", "sending", "release", ANNA).err())
                .contains("Nothing is held");
        submit("bertil@example.org");
        assertThat(held()).hasSize(1);
        out("sending", "remove", ANNA);
        assertThat(held()).isEmpty();
        assertThat(out("sending", "lift", ANNA)).contains("without a limit until");
        submit("bertil@example.org");
        assertThat(held()).isEmpty();
        assertThat(info().get("liftedUntil").getAsString()).endsWith("Z");
        out("sending", "set", ANNA, "--letters", "0");
        assertThat(info().has("liftedUntil")).as("a limit ends the lift").isFalse();
        submit("bertil@example.org");
        assertThat(held()).hasSize(1);
        assertThat(out("queue", "list")).contains("NEXT TRY", " held ");
        out("sending", "remove", ANNA);
        assertThat(out("log")).contains("1 letters of anna@example.test were released", "were removed");
        assertThat(Agent.run(here.socket(), "", "sending", "set", ANNA, "--letters", "many")
                        .err())
                .contains("is no limit");
    }

    @Test
    void sendsAsWhomItIsGranted() {
        assertThat(mailFrom("sales@example.test")).isEqualTo(550);
        assertThat(out("identity", "grant", ANNA, "sales@example.test")).contains("sales@example.test", "granted");
        assertThat(mailFrom("sales+x@example.test")).isEqualTo(250);
        assertThat(mailFrom("boss@example.test")).isEqualTo(550);
        out("identity", "grant", ANNA, "example.test");
        assertThat(mailFrom("boss@example.test")).isEqualTo(250);
        assertThat(Agent.run(here.socket(), "", "identity", "grant", ANNA, "example.org")
                        .err())
                .contains("not one of ours");
        out("identity", "revoke", ANNA, "*@example.test", "sales@example.test");
        assertThat(mailFrom("sales@example.test")).isEqualTo(550);
        assertThat(out("identity", "show", ANNA, "--json")).containsPattern("\"granted\": ?\\[\\]");
        assertThat(Agent.run(here.socket(), "", "identity", "revoke", ANNA, "sales@example.test")
                        .err())
                .contains("Nothing was changed");
    }

    private static int mailFrom(String sender) {
        try (SmtpTestClient client = here.submissions().ehlo()) {
            client.authPlain(ANNA, password).expect(235);
            return client.command("MAIL FROM:<" + sender + ">").code();
        }
    }
}
