package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.peer.Mutt;

/** Mutt reads and writes, with its header cache, and signs in by SCRAM-SHA-256. */
@Tag("peers")
final class MuttTest {

    private static final String FRIEND = "friend@example.org";
    private static final String HEADERS = "BODY.PEEK[HEADER.FIELDS";

    private static TempFolder folder;
    private static EngineProcess engine;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() {
        assumeTrue(Mutt.isPossible(), "mutt is not installed");
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        Mailboxes.domain(engine, "example.test");
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
            folder.close();
        }
    }

    @Test
    void readsEachHeaderOnce() {
        String password = Mailboxes.make(engine, "anna@example.test");
        Mutt mutt = new Mutt(folder.path().resolve("anna"), engine, "anna@example.test", password);
        deliver(IntStream.range(0, 40)
                .mapToObj(i -> letters.japaneseUtf8(FRIEND, "anna@example.test", "手紙 " + i, "本文\n"))
                .toArray(Letter[]::new));
        Mailboxes.open(engine, "anna@example.test", password, 40).close();
        String first = mutt.press("<quit>");
        assertThat(first).contains("using mech SCRAM-SHA-256", HEADERS, "msgcount is 40");
        assertThat(mutt.press("<quit>")).contains("msgcount is 40").doesNotContain(HEADERS);
        deliver(letters.plain(FRIEND, "anna@example.test", "One more", "One more.\n"));
        try (ImapTestClient imap = Mailboxes.open(engine, "anna@example.test", password, 41)) {
            imap.command("UID STORE 1 +FLAGS (\\Deleted)");
            imap.command("EXPUNGE");
        }
        String third = mutt.press("<quit>");
        assertThat(third).contains("msgcount is 40");
        assertThat(third.lines().filter(line -> line.contains("> ") && line.contains(HEADERS)))
                .hasSize(1);
    }

    @Test
    void readsFlagsMovesAndDeletes() {
        String password = Mailboxes.make(engine, "bea@example.test");
        Mutt mutt = new Mutt(folder.path().resolve("bea"), engine, "bea@example.test", password);
        List<Letter> some = List.of(
                letters.japaneseIso2022Jp(FRIEND, "bea@example.test", "一", "読んでください。\n"),
                letters.withAttachment(FRIEND, "bea@example.test", "Two", "See.\n", "a.bin", 50_000),
                letters.plain(FRIEND, "bea@example.test", "Three", "Three.\n"),
                letters.plain(FRIEND, "bea@example.test", "Four", "Four.\n"));
        deliver(some.toArray(Letter[]::new));
        Mailboxes.open(engine, "bea@example.test", password, 4).close();
        mutt.press("<first-entry><display-message><exit><next-entry><flag-message>"
                + "3<enter><delete-message>4<enter><save-message>=受信済み<enter>y<sync-mailbox><quit>");
        try (ImapTestClient imap = engine.imaps().login("bea@example.test", password)) {
            assertThat(imap.select("INBOX")).isEqualTo(2);
            assertThat(imap.search("SEEN")).containsExactly(1L);
            assertThat(imap.search("FLAGGED")).containsExactly(2L);
            assertThat(imap.select("&U9dP4W4IMH8-")).isEqualTo(1);
            assertThat(imap.headers("1:*", "MESSAGE-ID"))
                    .containsExactly(some.getLast().messageId());
        }
    }

    @Test
    void sendsWithAnAttachmentAndKeepsACopy() throws IOException {
        String password = Mailboxes.make(engine, "carl@example.test");
        String other = Mailboxes.make(engine, "dora@example.test");
        Mutt mutt = new Mutt(folder.path().resolve("carl"), engine, "carl@example.test", password);
        Path file = folder.path().resolve("見本.txt");
        Files.writeString(file, "From the start of a line\n.\n添付\n");
        assertThat(mutt.send("dora@example.test", "件名です", "こんにちは。\n", file))
                .satisfies(sent -> assertThat(sent.exitCode()).as(sent.output()).isZero());
        try (ImapTestClient imap = Mailboxes.open(engine, "dora@example.test", other, 1)) {
            assertThat(imap.searchText("SUBJECT", "件名")).hasSize(1);
            assertThat(imap.searchText("BODY", "こんにちは")).hasSize(1);
            assertThat(Mailboxes.text(imap, 1, "")).contains("with ESMTPSA", "From: Mutt <carl@example.test>");
        }
        try (ImapTestClient imap = engine.imaps().login("carl@example.test", password)) {
            assertThat(imap.select("Sent")).isEqualTo(1);
            assertThat(imap.search("SEEN")).hasSize(1);
        }
    }

    @Test
    void hearsOfMailWhileItWaits() throws InterruptedException {
        String password = Mailboxes.make(engine, "ella@example.test");
        Mutt mutt = new Mutt(folder.path().resolve("ella"), engine, "ella@example.test", password);
        try (Mutt.Session open = mutt.open()) {
            assertThat(Waiting.until(Mailboxes.PATIENCE, () -> open.said().contains(" IDLE")))
                    .isTrue();
            deliver(letters.plain(FRIEND, "ella@example.test", "One", "One.\n"));
            assertThat(Waiting.until(Mailboxes.PATIENCE, () -> open.said().contains("* 1 EXISTS")))
                    .isTrue();
            assertThat(Waiting.until(Mailboxes.PATIENCE, () -> open.said().contains(HEADERS)))
                    .isTrue();
            open.type("q");
            assertThat(open.ends(Mailboxes.PATIENCE)).isTrue();
            assertThat(open.said()).contains("DONE", "LOGOUT");
        }
    }

    private static void deliver(Letter... some) {
        try (SmtpTestClient client = engine.mx().ehlo()) {
            for (Letter letter : some) {
                client.deliver(letter.from(), List.of(letter.to()), letter.octets())
                        .expect(250);
            }
        }
    }
}
