package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.Waiting;

/** What a client sees of an account after the server died, after its file was put back from a snapshot, and after its seal keys were replaced. */
final class RestoredFileTest {

    @AutoClose
    private final Site site = new Site();

    private final EngineProcess engine = site.engine();
    private final Site.Owner owner = site.newcomer();
    private final String anna = owner.address();
    private final String password = owner.password();

    @Test
    void uidsAreKeptThroughACrashAndNeverMeanAnotherLetterAfterARestore() throws IOException {
        append("one");
        append("two");
        Selected first = select();
        engine.kill9();
        engine.startAgain();
        assertThat(select()).isEqualTo(first);

        Path snapshot = Path.of(succeeding("account", "snapshot", anna).strip());
        append("lost");
        assertThat(select().uidNext()).isEqualTo(4);
        Mailboxes.lock(engine, anna);
        putBack(snapshot);
        append("another");
        Selected after = select();
        assertThat(after.uidNext()).isEqualTo(4);
        assertThat(after.uidValidity()).isGreaterThan(first.uidValidity());
        assertThat(after.mailboxId()).isEqualTo(first.mailboxId());
        assertThat(succeeding("log")).contains("RENUMBERED");

        Mailboxes.lock(engine, anna);
        assertThat(select()).isEqualTo(after);
    }

    @Test
    void whatWaitedForAnOlderKeyMovesInAfterTheKeysWereReplaced() {
        assertThat(Agent.run(engine.socket(), "", "account", "rotate-seal", anna)
                        .err())
                .contains("The account " + anna + " is locked.");
        deliver("before");
        try (ImapTestClient imap = engine.imaps().login(anna, password)) {
            succeeding("account", "rotate-seal", anna);
            deliver("after");
            assertThat(Waiting.until(Mailboxes.PATIENCE, () -> imap.select("INBOX") == 2))
                    .isTrue();
        }
        Mailboxes.lock(engine, anna);
        deliver("while it was locked");
        engine.kill9();
        engine.startAgain();
        try (ImapTestClient imap = Mailboxes.open(engine, anna, password, 3)) {
            assertThat(imap.fetch("1:*", "")).hasSize(3);
        }
    }

    /** What SELECT tells of INBOX. */
    private record Selected(long uidValidity, long uidNext, String mailboxId) {}

    private Selected select() {
        try (ImapTestClient imap = engine.imaps().login(anna, password)) {
            List<String> lines = imap.command("SELECT INBOX").lines();
            return new Selected(
                    Long.parseLong(code(lines, "UIDVALIDITY (\\d+)")),
                    Long.parseLong(code(lines, "UIDNEXT (\\d+)")),
                    code(lines, "MAILBOXID \\(([^)]+)\\)"));
        }
    }

    private static String code(List<String> lines, String pattern) {
        Pattern wanted = Pattern.compile("\\[" + pattern + "]");
        return lines.stream()
                .map(wanted::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
    }

    private void append(String subject) {
        try (ImapTestClient imap = engine.imaps().login(anna, password)) {
            imap.append("INBOX", "", letter(subject));
        }
    }

    private void deliver(String subject) {
        try (SmtpTestClient smtp = engine.mx().ehlo()) {
            smtp.deliver("f@example.org", List.of(anna), letter(subject)).expect(250);
        }
    }

    private static byte[] letter(String subject) {
        return ("From: f@example.org\r\nSubject: " + subject + "\r\n\r\n" + subject + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void putBack(Path snapshot) throws IOException {
        try (Stream<Path> files = Files.list(engine.data().resolve("accounts"))) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(".sqlite")) {
                    Files.copy(snapshot, file, StandardCopyOption.REPLACE_EXISTING);
                } else {
                    Files.delete(file);
                }
            }
        }
    }

    private String succeeding(String... words) {
        Agent.Ran ran = Agent.run(engine.socket(), "", words);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran.out();
    }
}
