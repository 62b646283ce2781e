package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** One password a device: what each may do, when it was used, and how it is taken away. */
final class CredentialsTest {

    private static final String ANNA = "anna@example.test";

    private TempFolder folder;
    private EngineProcess engine;
    private String password;

    @BeforeEach
    void start() {
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        Mailboxes.domain(engine, "example.test");
        password = Mailboxes.make(engine, ANNA);
    }

    @AfterEach
    void stop() {
        engine.close();
        folder.close();
    }

    @Test
    void aPasswordForSendingSendsAndOpensNothing() {
        // The account is locked: nothing of it is needed for such a password.
        String printer = add("printer", "--scope", "send");
        try (ImapTestClient imap = engine.imaps()) {
            assertThat(imap.attempt("LOGIN " + ANNA + " " + printer).text())
                    .isEqualTo("NO [NOPERM] This password is not for reading mail");
            assertThat(imap.authenticateScram(ANNA, printer).text())
                    .isEqualTo("NO [NOPERM] This password is not for reading mail");
        }
        try (SmtpTestClient smtp = engine.submissions().ehlo()) {
            smtp.authScram(ANNA, printer).expect(235);
            byte[] letter =
                    new LetterMaker(1).plain(ANNA, ANNA, "Scan", "One page.\n").octets();
            smtp.deliver(ANNA, List.of(ANNA), letter).expect(250);
            assertThat(unlocked()).isFalse();
            smtp.quit();
        }
        assertThat(Agent.run(engine.socket(), printer + "\n", "credential", "add", ANNA, "tablet")
                        .err())
                .contains("That password is for sending alone.");
        assertThat(Agent.run(engine.socket(), "", "credential", "revoke", ANNA, "first")
                        .err())
                .contains("the only password that opens the account");
        assertThat(Agent.run(engine.socket(), "", "credential", "add", ANNA, "tablet", "--scope", "all")
                        .err())
                .contains("cannot be limited to \"all\"");
        try (ImapTestClient imap = Mailboxes.open(engine, ANNA, password, 1)) {
            imap.logout();
        }
    }

    @Test
    void aPasswordForCalendarsReadsNoMail() {
        String calendar = add("calendar", "--scope", "calendar-and-contacts");
        try (ImapTestClient imap = engine.imaps()) {
            assertThat(imap.attempt("LOGIN " + ANNA + " " + calendar).text()).startsWith("NO [NOPERM] ");
        }
        try (SmtpTestClient smtp = engine.submissions().ehlo()) {
            assertThat(smtp.authPlain(ANNA, calendar).expect(535).lines().getFirst())
                    .startsWith("5.7.8 This password is not for sending mail");
        }
    }

    @Test
    void revokingEndsTheSessionsOfThatPasswordAtOnceAndLocks() {
        String phone = add("phone");
        try (ImapTestClient imap = Mailboxes.open(engine, ANNA, phone, 0);
                SmtpTestClient smtp = engine.submissions().ehlo();
                SmtpTestClient other = engine.submissions().ehlo()) {
            smtp.authPlain(ANNA, phone).expect(235);
            other.authPlain(ANNA, password).expect(235);
            imap.idle();
            assertThat(unlocked()).isTrue();
            assertThat(Agent.run(engine.socket(), "", "credential", "revoke", ANNA, "phone")
                            .exitCode())
                    .isZero();
            assertThat(unlocked()).isFalse();
            assertThat(imap.response().line()).isEqualTo("* BYE [EXPIRED] The login was taken away");
            smtp.reply().expect(421);
            other.command("NOOP").expect(250);
        }
        try (ImapTestClient imap = engine.imaps()) {
            assertThat(imap.attempt("LOGIN " + ANNA + " " + phone).text()).startsWith("NO [AUTHENTICATIONFAILED]");
        }
    }

    @Test
    void tellsWhenHowAndFromWhereEachWasUsedLast() {
        String printer = add("printer", "--scope", "send");
        try (ImapTestClient imap = Mailboxes.open(engine, ANNA, password, 0);
                SmtpTestClient smtp = engine.submissions().ehlo()) {
            smtp.authPlain(ANNA, printer).expect(235);
            smtp.quit();
            imap.logout();
        }
        assertThat(Waiting.until(
                        Mailboxes.PATIENCE,
                        () -> credentials().values().stream().allMatch(credential -> credential.has("lastUsed"))))
                .isTrue();
        Map<String, JsonObject> before = credentials();
        assertThat(before).containsOnlyKeys("first", "printer");
        assertThat(before.get("first")).asString().contains("\"lastProtocol\":\"IMAP\"");
        assertThat(before.get("printer"))
                .asString()
                .contains("\"lastProtocol\":\"SUBMISSION\"", "\"lastAddress\":\"127.0.0.1\"", "\"scopes\":[\"send\"]");
        // A change that is refused waits for all that was noted before it.
        Agent.run(engine.socket(), "", "domain", "add", "example.test");
        engine.kill9();
        engine.startAgain();
        assertThat(credentials()).isEqualTo(before);
    }

    private String add(String name, String... more) {
        String[] arguments = Stream.concat(Stream.of("credential", "add", ANNA, name, "--json"), Arrays.stream(more))
                .toArray(String[]::new);
        Agent.Ran ran = Agent.run(engine.socket(), password + "\n", arguments);
        assertThat(ran.exitCode()).as("%s", ran).isZero();
        // Adding unlocked it where a key was needed; every test begins with a locked account.
        try (ControlClient control = engine.control()) {
            control.lock(ANNA);
        }
        return JsonParser.parseString(ran.out())
                .getAsJsonObject()
                .get("password")
                .getAsString();
    }

    private boolean unlocked() {
        try (ControlClient control = engine.control()) {
            return control.account(ANNA).unlocked();
        }
    }

    private Map<String, JsonObject> credentials() {
        Agent.Ran ran = Agent.run(engine.socket(), "", "credential", "list", ANNA, "--json");
        return StreamSupport.stream(
                        JsonParser.parseString(ran.out()).getAsJsonArray().spliterator(), false)
                .map(element -> element.getAsJsonObject())
                .collect(Collectors.toMap(credential -> credential.get("name").getAsString(), Function.identity()));
    }
}
