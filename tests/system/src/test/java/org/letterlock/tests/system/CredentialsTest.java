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
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.Waiting;

/** One password a device: what each may do, when it was used, and how it is taken away. */
final class CredentialsTest {

    @AutoClose
    private static final Site SITE = new Site();

    private final EngineProcess engine = SITE.engine();
    private final Site.Owner owner = SITE.newcomer();
    private final String anna = owner.address();
    private final String password = owner.password();

    @Test
    void aPasswordForSendingSendsAndOpensNothing() {
        // The account is locked: nothing of it is needed for such a password.
        String printer = add("printer", "--scope", "send");
        try (ImapTestClient imap = engine.imaps()) {
            assertThat(imap.attempt("LOGIN " + anna + " " + printer).text())
                    .isEqualTo("NO [NOPERM] This password is not for reading mail");
            assertThat(imap.authenticateScram(anna, printer).text())
                    .isEqualTo("NO [NOPERM] This password is not for reading mail");
        }
        try (SmtpTestClient smtp = engine.submissions().ehlo()) {
            smtp.authScram(anna, printer).expect(235);
            byte[] letter =
                    new LetterMaker(1).plain(anna, anna, "Scan", "One page.\n").octets();
            smtp.deliver(anna, List.of(anna), letter).expect(250);
            assertThat(Mailboxes.unlocked(engine, anna)).isFalse();
            smtp.quit();
        }
        assertThat(Agent.run(engine.socket(), printer + "\n", "credential", "add", anna, "tablet")
                        .err())
                .contains("That password is for sending alone.");
        assertThat(Agent.run(engine.socket(), "", "credential", "revoke", anna, "first")
                        .err())
                .contains("the only password that opens the account");
        assertThat(Agent.run(engine.socket(), "", "credential", "add", anna, "tablet", "--scope", "all")
                        .err())
                .contains("cannot be limited to \"all\"");
        try (ImapTestClient imap = Mailboxes.open(engine, anna, password, 1)) {
            imap.logout();
        }
    }

    @Test
    void aPasswordForCalendarsReadsNoMail() {
        String calendar = add("calendar", "--scope", "calendar-and-contacts");
        try (ImapTestClient imap = engine.imaps()) {
            assertThat(imap.attempt("LOGIN " + anna + " " + calendar).text()).startsWith("NO [NOPERM] ");
        }
        try (SmtpTestClient smtp = engine.submissions().ehlo()) {
            assertThat(smtp.authPlain(anna, calendar).expect(535).lines().getFirst())
                    .startsWith("5.7.8 This password is not for sending mail");
        }
    }

    @Test
    void revokingEndsTheSessionsOfThatPasswordAtOnceAndLocks() {
        String phone = add("phone");
        try (ImapTestClient imap = Mailboxes.open(engine, anna, phone, 0);
                SmtpTestClient smtp = engine.submissions().ehlo();
                SmtpTestClient other = engine.submissions().ehlo()) {
            smtp.authPlain(anna, phone).expect(235);
            other.authPlain(anna, password).expect(235);
            imap.idle();
            assertThat(Mailboxes.unlocked(engine, anna)).isTrue();
            assertThat(Agent.run(engine.socket(), "", "credential", "revoke", anna, "phone")
                            .exitCode())
                    .isZero();
            assertThat(Mailboxes.unlocked(engine, anna)).isFalse();
            assertThat(imap.response().line()).isEqualTo("* BYE [EXPIRED] The login was taken away");
            smtp.reply().expect(421);
            other.command("NOOP").expect(250);
        }
        try (ImapTestClient imap = engine.imaps()) {
            assertThat(imap.attempt("LOGIN " + anna + " " + phone).text()).startsWith("NO [AUTHENTICATIONFAILED]");
        }
    }

    @Test
    void tellsWhenHowAndFromWhereEachWasUsedLast() {
        String printer = add("printer", "--scope", "send");
        try (ImapTestClient imap = Mailboxes.open(engine, anna, password, 0);
                SmtpTestClient smtp = engine.submissions().ehlo()) {
            smtp.authPlain(anna, printer).expect(235);
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
        String[] arguments = Stream.concat(Stream.of("credential", "add", anna, name, "--json"), Arrays.stream(more))
                .toArray(String[]::new);
        Agent.Ran ran = Agent.run(engine.socket(), password + "\n", arguments);
        assertThat(ran.exitCode()).as("%s", ran).isZero();
        // Adding unlocked it where a key was needed; every test begins with a locked account.
        Mailboxes.lock(engine, anna);
        return JsonParser.parseString(ran.out())
                .getAsJsonObject()
                .get("password")
                .getAsString();
    }

    private Map<String, JsonObject> credentials() {
        Agent.Ran ran = Agent.run(engine.socket(), "", "credential", "list", anna, "--json");
        return StreamSupport.stream(
                        JsonParser.parseString(ran.out()).getAsJsonArray().spliterator(), false)
                .map(element -> element.getAsJsonObject())
                .collect(Collectors.toMap(credential -> credential.get("name").getAsString(), Function.identity()));
    }
}
