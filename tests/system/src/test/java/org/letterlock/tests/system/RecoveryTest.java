package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.RecoveryOrder;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;

/** What the owner's printed secret brings back, and what it must not. */
final class RecoveryTest {

    private static final String ANNA = "anna@example.test";
    private static final String BERTA = "berta@example.test";

    private TempFolder folder;
    private EngineProcess engine;
    private final List<EngineProcess> more = new ArrayList<>();

    @BeforeEach
    void start() {
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        Mailboxes.domain(engine, "example.test");
    }

    @AfterEach
    void stop() {
        more.forEach(EngineProcess::close);
        engine.close();
        folder.close();
    }

    @Test
    void aWholeServerComesBackFromACopyWithoutItsKeyAndAForgottenPassword() throws IOException {
        String secret = json(engine, "", "recovery", "setup").get("groups").getAsString();
        String forgotten = Mailboxes.make(engine, ANNA);
        LetterMaker letters = new LetterMaker(1);
        Letter read = letters.plain("friend@example.org", ANNA, "Read", "Read.\n");
        Letter waiting = letters.plain("friend@example.org", ANNA, "Waiting", "Waiting.\n");
        deliver(engine, read);
        try (ImapTestClient imap = Mailboxes.open(engine, ANNA, forgotten, 1)) {
            imap.logout();
        }
        try (ControlClient control = engine.control()) {
            control.lock(ANNA);
        }
        deliver(engine, waiting);
        engine.stop();

        Path copy = folder.path().resolve("copy");
        copy(engine.data(), copy);
        Files.delete(copy.resolve("engine.key"));
        assertThat(EngineProcess.run(List.of("check", "--data", copy.toString()))
                        .output())
                .contains("is missing")
                .contains("recovery restore-engine-key");
        String other = secret.substring(0, 3) + (secret.charAt(3) == '7' ? '8' : '7') + secret.substring(4);
        assertThat(Agent.run(copy, other + "\n", "recovery", "restore-engine-key", "--data", copy.toString())
                        .err())
                .contains("Group 1 of the recovery secret is mistyped.");
        assertThat(copy.resolve("engine.key")).doesNotExist();
        Agent.Ran restored =
                Agent.run(copy, secret + "\n", "recovery", "restore-engine-key", "--data", copy.toString());
        assertThat(restored.exitCode()).as("%s", restored).isZero();
        assertThat(Files.readAllBytes(copy.resolve("engine.key")))
                .isEqualTo(Files.readAllBytes(engine.data().resolve("engine.key")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve("engine.key"))))
                .isEqualTo("rw-------");
        assertThat(Agent.run(copy, secret + "\n", "recovery", "restore-engine-key", "--data", copy.toString())
                        .err())
                .contains("already");

        EngineProcess rebuilt = EngineProcess.start(copy);
        more.add(rebuilt);
        String fresh = json(rebuilt, secret + "\n", "recovery", "recover", ANNA)
                .get("password")
                .getAsString();
        try (ImapTestClient imap = Mailboxes.open(rebuilt, ANNA, fresh, 2)) {
            assertThat(Mailboxes.holds(imap, read)).isTrue();
            assertThat(Mailboxes.holds(imap, waiting)).isTrue();
            imap.logout();
        }
        try (ImapTestClient imap = Mailboxes.open(rebuilt, ANNA, forgotten, 2)) {
            imap.logout();
        }
        assertThat(Agent.run(rebuilt.socket(), "", "log").out())
                .contains("RECOVERY")
                .contains("was recovered by the owner")
                .doesNotContain(secret, fresh);
        assertThat(rebuilt.output()).doesNotContain(secret, fresh, "Exception");
    }

    @Test
    void whatWasChosenForAnAccountIsToldAndDoesNotChangeSilently() {
        String password = Mailboxes.make(engine, ANNA);
        String closed = json(engine, "", "account", "add", BERTA, "--no-recovery")
                .get("password")
                .getAsString();
        String secret = json(engine, "", "recovery", "setup").get("groups").getAsString();
        assertThat(chosen(ANNA)).isEqualTo("true false");
        assertThat(chosen(BERTA)).isEqualTo("false false");
        assertThat(run(secret, "recovery", "recover", ANNA).err()).contains("cannot be recovered");
        signIn(ANNA, password);
        assertThat(chosen(ANNA)).as("sealed when it was opened").isEqualTo("true true");
        signIn(BERTA, closed);
        assertThat(chosen(BERTA)).isEqualTo("false false");

        lock(BERTA);
        assertThat(run("", "recovery", "allow", BERTA).err()).contains("is locked");
        assertThat(chosen(BERTA)).isEqualTo("false false");
        signIn(BERTA, closed);
        assertThat(run("", "recovery", "allow", BERTA).exitCode()).isZero();
        assertThat(chosen(BERTA)).isEqualTo("true true");
        assertThat(run("", "recovery", "forbid", ANNA).exitCode()).isZero();
        assertThat(chosen(ANNA)).isEqualTo("false false");
        assertThat(run(secret, "recovery", "recover", ANNA).err()).contains("cannot be recovered");
        assertThat(run("", "log").out()).contains("can be recovered by the owner", "cannot be recovered any more");

        assertThat(run("", "recovery", "setup").err()).contains("set up with another secret");
        assertThat(run(secret, "recovery", "setup", "--existing").exitCode()).isZero();
    }

    @Test
    void aKeyOfAnotherAccountOrSecretOpensNothing() {
        json(engine, "", "recovery", "setup");
        Mailboxes.make(engine, ANNA);
        Mailboxes.make(engine, BERTA);
        try (TempFolder other = new TempFolder();
                EngineProcess second = EngineProcess.start(other.path().resolve("mail"))) {
            String wrong = json(second, "", "recovery", "setup").get("groups").getAsString();
            assertThat(run(wrong, "recovery", "recover", ANNA).err()).contains("does not open this");
        }
        try (ControlClient control = engine.control()) {
            String none = Base64.getEncoder().encodeToString(new byte[32]);
            assertThat(failure(control, new RecoveryOrder(ANNA, none, null))).isEqualTo("wrong-key");
            assertThat(failure(control, new RecoveryOrder(ANNA, "AAAA", null))).isEqualTo("not-a-key");
            assertThat(control.account(ANNA).unlocked()).isFalse();
            List<CredentialInfo> left = control.call(api -> api.credentials(new EngineApi.AccountAddress(ANNA)));
            assertThat(left).hasSize(1);
        }
    }

    private static String failure(ControlClient control, RecoveryOrder order) {
        try {
            control.call(api -> api.recoverAccount(order));
            return "";
        } catch (FailureException e) {
            return e.failure().code();
        }
    }

    private String chosen(String address) {
        try (ControlClient control = engine.control()) {
            return control.call(EngineApi::recovery).accounts().stream()
                    .filter(account -> account.account().equals(address))
                    .map(account -> account.chosen() + " " + account.sealed())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void signIn(String address, String password) {
        try (ImapTestClient imap = engine.imaps().login(address, password)) {
            imap.logout();
        }
    }

    private void lock(String address) {
        try (ControlClient control = engine.control()) {
            control.lock(address);
        }
    }

    private Agent.Ran run(String input, String... arguments) {
        return Agent.run(engine.socket(), input + "\n", arguments);
    }

    private static JsonObject json(EngineProcess engine, String input, String... arguments) {
        String[] all = Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new);
        Agent.Ran ran = Agent.run(engine.socket(), input, all);
        assertThat(ran.exitCode()).as("%s", ran).isZero();
        return JsonParser.parseString(ran.out()).getAsJsonObject();
    }

    private static void deliver(EngineProcess engine, Letter letter) {
        try (SmtpTestClient client = engine.mx().ehlo()) {
            client.deliver(letter.from(), List.of(ANNA), letter.octets()).expect(250);
            client.quit();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                if (Files.isDirectory(file) || Files.isRegularFile(file)) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                }
            }
        }
    }
}
