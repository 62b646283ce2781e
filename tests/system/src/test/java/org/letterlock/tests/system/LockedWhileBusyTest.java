package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.ImapTestClient.Response;

/** An account that is locked by command while one of its sessions is busy: that session ends at once, the others of the house go on. */
final class LockedWhileBusyTest {

    @AutoClose
    private static final Site SITE = new Site();

    private static final int LETTERS = 30;
    private static final int LINES = 12_000;

    private final EngineProcess engine = SITE.engine();
    private final Site.Owner anna = SITE.newcomer();
    private final Site.Owner bo = SITE.newcomer();

    @BeforeEach
    void fill() {
        try (ImapTestClient imap = engine.imaps().login(anna.address(), anna.password())) {
            for (int i = 0; i < LETTERS; i++) {
                imap.append("INBOX", "", letter(i));
            }
        }
    }

    private static byte[] letter(int number) {
        String lines = IntStream.range(0, LINES)
                .mapToObj(line -> "Line " + line + " of the letter " + number + ", which says little.\r\n")
                .collect(Collectors.joining());
        return ("From: anna@example.test\r\nSubject: letter " + number + "\r\n\r\n" + lines)
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aSearchEndsWithBye() {
        try (ImapTestClient imap = engine.imaps().login(anna.address(), anna.password());
                ImapTestClient other = engine.imaps().login(bo.address(), bo.password())) {
            imap.command("SELECT INBOX");
            imap.sendRaw(("n NOOP\r\ns UID SEARCH " + slowKeys() + "\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(imap.result("n").isOk()).isTrue();
            Mailboxes.lock(engine, anna.address());
            List<String> said = toTheEnd(imap);
            assertThat(said.getLast()).isEqualTo("* BYE [EXPIRED] The login was taken away");
            // Neither to its end nor to the end of its time: it was broken off.
            assertThat(said).noneMatch(line -> line.startsWith("s OK") || line.contains("[LIMIT]"));
            assertThat(other.select("INBOX")).isZero();
        }
        try (ImapTestClient again = Mailboxes.open(engine, anna.address(), anna.password(), LETTERS)) {
            assertThat(again.command("NOOP").isOk()).isTrue();
        }
    }

    /** Two characters have no trigram, so every text is read for each of them. */
    private static String slowKeys() {
        return IntStream.range(0, 60)
                        .mapToObj(key -> "NOT TEXT " + (char) ('a' + key % 26) + "#")
                        .collect(Collectors.joining(" "))
                + " BODY #q";
    }

    /** In the middle of a literal there is no room for a BYE: then the connection ends. */
    @Test
    void aFetchEndsWithByeOrWithTheConnection() {
        try (ImapTestClient imap = engine.imaps().login(anna.address(), anna.password());
                ImapTestClient other = engine.imaps().login(bo.address(), bo.password())) {
            imap.command("SELECT INBOX");
            for (int i = 0; i < 20; i++) {
                imap.send("FETCH 1:* BODY.PEEK[]");
            }
            assertThat(imap.response().line()).startsWith("* 1 FETCH");
            Mailboxes.lock(engine, anna.address());
            List<String> said = toTheEnd(imap);
            assertThat(said).hasSizeLessThan(20 * LETTERS);
            assertThat(other.select("INBOX")).isZero();
        }
        try (ImapTestClient again = Mailboxes.open(engine, anna.address(), anna.password(), LETTERS)) {
            assertThat(again.command("NOOP").isOk()).isTrue();
        }
    }

    /** What the server still says before it closes. */
    private static List<String> toTheEnd(ImapTestClient imap) {
        List<String> lines = new ArrayList<>();
        try {
            while (true) {
                Response response = imap.response();
                lines.add(response.line());
            }
        } catch (UncheckedIOException e) {
            return lines;
        }
    }
}
