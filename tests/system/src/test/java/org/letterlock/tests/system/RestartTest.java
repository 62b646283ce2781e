package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.demo.Burst;

final class RestartTest {

    @AutoClose
    private final Site site = new Site();

    private final EngineProcess engine = site.engine();
    private final Site.Owner owner = site.newcomer();
    private final String anna = owner.address();
    private final String password = owner.password();

    @Test
    void everythingIsThereAfterARestart() {
        LetterMaker letters = new LetterMaker(1);
        Letter read = letters.plain("friend@example.org", anna, "Read", "Read.\n");
        Letter waiting = letters.plain("friend@example.org", anna, "Waiting", "Waiting.\n");
        deliver(read);
        try (ImapTestClient imap = Mailboxes.open(engine, anna, password, 1)) {
            imap.command("STORE 1 +FLAGS (\\Seen $Label)");
            imap.command("CREATE Projects/Boat");
            imap.append("Projects/Boat", "\\Flagged", read.octets());
        }
        Mailboxes.lock(engine, anna);
        deliver(waiting);
        assertThat(engine.stop()).as("exit code: %s", engine.output()).isZero();
        engine.startAgain();
        try (ControlClient control = engine.control()) {
            assertThat(control.status().domains()).isEqualTo(1);
            assertThat(control.account(anna).waiting()).isEqualTo(1);
        }
        try (ImapTestClient imap = Mailboxes.open(engine, anna, password, 2)) {
            assertThat(Mailboxes.holds(imap, waiting)).isTrue();
            assertThat(imap.search("SEEN KEYWORD $Label")).hasSize(1);
            assertThat(imap.select("Projects/Boat")).isEqualTo(1);
            assertThat(imap.search("FLAGGED")).hasSize(1);
        }
    }

    /** RFC 5321 §3.8, RFC 9051 §7.1.5: who is connected is told, files are checkpointed, and a signal that was obeyed is no failure. */
    @Test
    void endsInGoodOrderWhenItIsTold() throws IOException {
        try (SmtpTestClient smtp = engine.mx().ehlo();
                ImapTestClient imap = engine.imaps().login(anna, password)) {
            imap.select("INBOX");
            imap.send("IDLE");
            assertThat(imap.response().line()).startsWith("+");
            assertThat(engine.stop()).isZero();
            assertThat(smtp.reply().code()).isEqualTo(421);
            assertThat(imap.response().line()).startsWith("* BYE [UNAVAILABLE]");
        }
        assertThat(engine.output()).contains("Stopped").doesNotContain("\tat ", "ERROR", "WARN");
        try (Stream<Path> files = Files.walk(engine.data())) {
            assertThat(files.map(Path::toString).filter(name -> name.endsWith("-wal")))
                    .isEmpty();
        }
    }

    @Test
    void killedInABurstItHasEveryAcknowledgedLetterOnce() {
        try (ImapTestClient open = Mailboxes.open(engine, anna, password, 0)) {
            assertThat(open).isNotNull();
            Burst burst = new Burst(engine.address("mx"), 4, anna, 4_000, 7);
            assertThat(burst.awaitAcknowledged(100, Mailboxes.PATIENCE)).isTrue();
            engine.kill9();
            burst.end();
            engine.startAgain();
            assertExactlyOnce(burst.acknowledged(), burst.offered());
        }
    }

    @Test
    void leavesNothingInTheTemporaryFolderWhenItIsKilled() throws IOException {
        try (TempFolder folder = new TempFolder();
                EngineProcess other = EngineProcess.start(new EngineProcess.Settings(
                        folder.path().resolve("data"),
                        "mail.example.test",
                        Map.of(),
                        List.of("-Djava.io.tmpdir=" + folder.path()),
                        Map.of()))) {
            other.kill9();
            try (Stream<Path> left = Files.list(folder.path())) {
                assertThat(left.map(file -> file.getFileName().toString())
                                .filter(name -> name.contains("sqlite") || name.contains("native")))
                        .isEmpty();
            }
        }
    }

    private void assertExactlyOnce(Set<String> acknowledged, Set<String> offered) {
        Map<String, Integer> found = new HashMap<>();
        try (ImapTestClient imap = engine.imaps().login(anna, password);
                ControlClient control = engine.control()) {
            assertThat(Waiting.until(
                            Mailboxes.PATIENCE, () -> control.account(anna).waiting() == 0))
                    .isTrue();
            imap.select("INBOX");
            imap.headers("1:*", "MESSAGE-ID").forEach(id -> found.merge(id, 1, Integer::sum));
        }
        assertThat(found.keySet()).containsAll(acknowledged);
        assertThat(offered).containsAll(found.keySet());
        assertThat(found.values()).allMatch(times -> times == 1);
    }

    private void deliver(Letter letter) {
        try (SmtpTestClient client = engine.mx().ehlo()) {
            client.deliver(letter.from(), List.of(anna), letter.octets()).expect(250);
            client.quit();
        }
    }
}
