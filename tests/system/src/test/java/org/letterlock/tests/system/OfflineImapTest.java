package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.peer.Maildir;
import org.letterlock.tests.kit.peer.OfflineImap;

/** OfflineIMAP keeps folders on disk and an account alike, in both directions, compressed and over several connections. */
@Tag("peers")
final class OfflineImapTest {

    private static final String FRIEND = "friend@example.org";

    private static Site site;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() {
        assumeTrue(OfflineImap.isPossible(), "offlineimap is not installed");
        site = new Site();
    }

    @AfterAll
    static void stop() {
        if (site != null) {
            site.close();
        }
    }

    private static OfflineImap program(Site.Owner owner) {
        return new OfflineImap(
                site.folder().path().resolve(owner.address()), site.engine(), owner.address(), owner.password());
    }

    private static ImapTestClient signIn(Site.Owner owner) {
        return site.engine().imaps().login(owner.address(), owner.password());
    }

    private static void sync(OfflineImap program) {
        var result = program.run();
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private List<Letter> append(ImapTestClient imap, String to, int count) {
        List<Letter> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Letter letter = switch (i % 4) {
                case 0 -> letters.plain(FRIEND, to, "Plain " + i, "One line.\n");
                case 1 -> letters.japaneseUtf8(FRIEND, to, "日本語 " + i, "こんにちは。\n");
                case 2 -> letters.withAttachment(FRIEND, to, "Attached", "See.\n", "picture.png", 30_000 + i);
                default -> letters.sized(FRIEND, to, "Long", 20_000);
            };
            imap.append("INBOX", "", letter.octets());
            made.add(letter);
        }
        return made;
    }

    private static List<String> ids(List<Letter> some) {
        return some.stream().map(Letter::messageId).toList();
    }

    @Test
    void mergesWhatChangedOnBothSides() {
        Site.Owner anna = site.newcomer();
        OfflineImap program = program(anna);
        List<String> some;
        try (ImapTestClient imap = signIn(anna)) {
            some = ids(append(imap, anna.address(), 8));
            imap.command("CREATE \"Projects/House\"");
        }
        sync(program);
        Maildir inbox = program.box("INBOX");
        assertThat(inbox.messages().stream().map(Maildir.Message::messageId)).containsExactlyInAnyOrderElementsOf(some);
        assertThat(program.box("Projects/House").exists()).isTrue();

        inbox.flag(inbox.find(some.get(0)).orElseThrow(), "FRS");
        inbox.remove(inbox.find(some.get(1)).orElseThrow());
        inbox.moveTo(inbox.find(some.get(2)).orElseThrow(), program.box("Archive"));
        Letter here = letters.japaneseIso2022Jp(anna.address(), FRIEND, "下書き", "まだ途中です。\n");
        program.box("Drafts").add(here.octets(), "1.written.here", "DS");
        Letter there = letters.plain(FRIEND, anna.address(), "From there", "There.\n");
        try (ImapTestClient imap = signIn(anna)) {
            imap.select("INBOX");
            imap.command("UID STORE 4 +FLAGS (\\Seen \\Flagged)");
            imap.command("UID STORE 5 +FLAGS (\\Deleted)");
            imap.command("UID EXPUNGE 5");
            imap.command("UID MOVE 6 \"Projects/House\"");
            imap.append("INBOX", "", there.octets());
        }
        sync(program);
        sync(program);
        List<String> left = List.of(some.get(0), some.get(3), some.get(6), some.get(7), there.messageId());
        assertThat(inbox.messages().stream().map(Maildir.Message::messageId)).containsExactlyInAnyOrderElementsOf(left);
        assertThat(inbox.find(some.get(3)).orElseThrow().flags()).isEqualTo("FS");
        assertThat(program.box("Projects/House").messages())
                .singleElement()
                .satisfies(moved -> assertThat(moved.messageId()).isEqualTo(some.get(5)));
        try (ImapTestClient imap = signIn(anna)) {
            assertThat(imap.select("INBOX")).isEqualTo(5);
            assertThat(imap.headers("1:*", "MESSAGE-ID")).containsExactlyInAnyOrderElementsOf(left);
            assertThat(imap.search("ANSWERED FLAGGED SEEN")).containsExactly(1L);
            assertThat(imap.select("Archive")).isEqualTo(1);
            assertThat(imap.headers("1", "MESSAGE-ID")).containsExactly(some.get(2));
            assertThat(imap.select("Drafts")).isEqualTo(1);
            assertThat(imap.search("DRAFT SEEN")).hasSize(1);
            assertThat(imap.searchText("TEXT", "途中")).hasSize(1);
        }
    }

    @Test
    void engineKilledWhileItPullsLosesAndDoublesNothing() throws InterruptedException {
        Site.Owner bea = site.newcomer();
        OfflineImap program = program(bea);
        List<String> some;
        try (ImapTestClient imap = signIn(bea)) {
            some = ids(append(imap, bea.address(), 120));
        }
        Maildir inbox = program.box("INBOX");
        Process running = program.begin();
        assertThat(Waiting.until(Mailboxes.PATIENCE, () -> inbox.count() >= 10 || !running.isAlive()))
                .isTrue();
        site.engine().kill9();
        running.waitFor();
        site.engine().startAgain();
        assertThat(inbox.count()).isBetween(10, 119);
        sync(program);
        assertThat(inbox.messages().stream().map(Maildir.Message::messageId)).containsExactlyInAnyOrderElementsOf(some);
        try (ImapTestClient imap = signIn(bea)) {
            assertThat(imap.select("INBOX")).isEqualTo(120);
        }
    }
}
