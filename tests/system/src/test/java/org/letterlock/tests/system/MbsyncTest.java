package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
import org.letterlock.tests.kit.peer.Maildir;
import org.letterlock.tests.kit.peer.Mbsync;

/** mbsync keeps folders on disk and an account alike, in both directions, whatever happens in between. */
@Tag("peers")
final class MbsyncTest {

    private static final String FRIEND = "friend@example.org";

    private static TempFolder folder;
    private static EngineProcess engine;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() {
        assumeTrue(Mbsync.isPossible(), "mbsync is not installed");
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
    void pullsTwoHundredLettersAsTheyAre() {
        Person anna = person("anna");
        Map<String, String> sent = new HashMap<>();
        try (SmtpTestClient mx = engine.mx().ehlo();
                ImapTestClient imap = anna.signIn()) {
            for (int i = 0; i < 160; i++) {
                Letter letter = anyLetter(anna.address(), i);
                mx.deliver(FRIEND, List.of(anna.address()), letter.octets()).expect(250);
                sent.put(letter.messageId(), text(letter));
            }
            for (int i = 0; i < 40; i++) {
                Letter letter = anyLetter(anna.address(), i);
                imap.append(
                        "INBOX",
                        List.of("\\Seen", "\\Flagged", "\\Answered", "\\Draft").get(i % 4),
                        letter.octets());
                sent.put(letter.messageId(), text(letter));
            }
            assertThat(Waiting.until(Mailboxes.PATIENCE, () -> imap.select("INBOX") == 200))
                    .isTrue();
        }
        assertThat(anna.mbsync().run().exitCode()).isZero();
        List<Maildir.Message> pulled = anna.mbsync().box("INBOX").messages();
        assertThat(pulled).hasSize(200);
        assertThat(pulled.stream().map(Maildir.Message::messageId)).containsExactlyInAnyOrderElementsOf(sent.keySet());
        assertThat(pulled)
                .allSatisfy(message -> assertThat(message.onTheWire()).endsWith(sent.get(message.messageId())));
        assertThat(pulled.stream().collect(Collectors.groupingBy(Maildir.Message::flags, Collectors.counting())))
                .isEqualTo(Map.of("", 160L, "S", 10L, "F", 10L, "R", 10L, "D", 10L));
        assertThat(anna.mbsync().run().exitCode()).isZero();
        assertThat(anna.mbsync().box("INBOX").messages()).isEqualTo(pulled);
    }

    @Test
    void pushesWhatChangedHere() {
        Person bea = person("bea");
        List<Letter> some = bea.append("INBOX", letters, 6);
        assertThat(bea.mbsync().run().exitCode()).isZero();
        Maildir inbox = bea.mbsync().box("INBOX");
        inbox.flag(inbox.find(some.get(0).messageId()).orElseThrow(), "FRS");
        inbox.flag(inbox.find(some.get(1).messageId()).orElseThrow(), "T");
        inbox.remove(inbox.find(some.get(2).messageId()).orElseThrow());
        inbox.moveTo(
                inbox.find(some.get(3).messageId()).orElseThrow(), bea.mbsync().box("Archive"));
        Letter written = letters.japaneseIso2022Jp(bea.address(), FRIEND, "下書き", "まだ途中です。\n");
        bea.mbsync().box("Drafts").add(written.octets(), "1.written.here", "DS");
        assertThat(bea.mbsync().run().exitCode()).isZero();
        try (ImapTestClient imap = bea.signIn()) {
            assertThat(contents(imap, "INBOX"))
                    .isEqualTo(Map.of(
                            some.get(0).messageId(), "\\Answered \\Flagged \\Seen",
                            some.get(4).messageId(), "",
                            some.get(5).messageId(), ""));
            assertThat(contents(imap, "Archive")).containsOnlyKeys(some.get(3).messageId());
            assertThat(contents(imap, "Drafts")).isEqualTo(Map.of(written.messageId(), "\\Draft \\Seen"));
            assertThat(imap.searchText("TEXT", "途中")).hasSize(1);
        }
    }

    @Test
    void pullsWhatChangedThere() {
        Person carl = person("carl");
        List<Letter> some = carl.append("INBOX", letters, 5);
        assertThat(carl.mbsync().run().exitCode()).isZero();
        try (ImapTestClient imap = carl.signIn()) {
            imap.select("INBOX");
            imap.command("UID STORE 1 +FLAGS (\\Seen \\Flagged)");
            imap.command("UID STORE 2 +FLAGS (\\Deleted)");
            imap.command("UID EXPUNGE 2");
            imap.command("UID MOVE 3 Trash");
            imap.command("CREATE \"Projects/House\"");
            imap.command("UID COPY 4 \"Projects/House\"");
        }
        assertThat(carl.mbsync().run().exitCode()).isZero();
        Maildir inbox = carl.mbsync().box("INBOX");
        assertThat(inbox.messages().stream().map(Maildir.Message::messageId))
                .containsExactlyInAnyOrder(
                        some.get(0).messageId(),
                        some.get(3).messageId(),
                        some.get(4).messageId());
        assertThat(inbox.find(some.getFirst().messageId()).orElseThrow().flags())
                .isEqualTo("FS");
        assertThat(carl.mbsync().box("Trash").messages().getFirst().messageId())
                .isEqualTo(some.get(2).messageId());
        assertThat(carl.mbsync().box("Projects/House").messages().getFirst().messageId())
                .isEqualTo(some.get(3).messageId());
    }

    @Test
    void mergesWhatChangedOnBothSides() {
        Person dora = person("dora");
        List<Letter> some = dora.append("INBOX", letters, 6);
        assertThat(dora.mbsync().run().exitCode()).isZero();
        Maildir inbox = dora.mbsync().box("INBOX");
        inbox.flag(inbox.find(some.get(0).messageId()).orElseThrow(), "F");
        inbox.remove(inbox.find(some.get(1).messageId()).orElseThrow());
        Letter here = letters.plain(dora.address(), FRIEND, "From here", "Here.\n");
        inbox.add(here.octets(), "1.from.here", "S");
        Letter there = letters.plain(FRIEND, dora.address(), "From there", "There.\n");
        try (ImapTestClient imap = dora.signIn()) {
            imap.select("INBOX");
            imap.command("UID STORE 1 +FLAGS (\\Seen)");
            imap.command("UID STORE 2 +FLAGS (\\Flagged)");
            imap.command("UID MOVE 3 Archive");
            imap.append("INBOX", "", there.octets());
        }
        assertThat(dora.mbsync().run().exitCode()).isZero();
        assertThat(dora.mbsync().run().exitCode()).isZero();
        try (ImapTestClient imap = dora.signIn()) {
            Map<String, String> far = contents(imap, "INBOX");
            assertThat(far).containsEntry(some.getFirst().messageId(), "\\Flagged \\Seen");
            assertThat(far.keySet())
                    .contains(here.messageId(), there.messageId())
                    .contains(
                            some.get(3).messageId(),
                            some.get(4).messageId(),
                            some.get(5).messageId());
            assertThat(far).doesNotContainKey(some.get(2).messageId());
            assertThat(inbox.messages().stream().map(Maildir.Message::messageId))
                    .containsExactlyInAnyOrderElementsOf(far.keySet());
            assertThat(contents(imap, "Archive")).containsOnlyKeys(some.get(2).messageId());
        }
    }

    @Test
    void foldersAppearOnBothSides() {
        Person ella = person("ella");
        try (ImapTestClient imap = ella.signIn()) {
            imap.command("CREATE \"Arbeit/2026/Januar\"");
            imap.command("CREATE \"&ZeVnLIqe-/&bDRTNA-\"");
            imap.append(
                    "&ZeVnLIqe-/&bDRTNA-",
                    "\\Seen",
                    anyLetter(ella.address(), 1).octets());
        }
        assertThat(ella.mbsync().run().exitCode()).isZero();
        assertThat(List.of("INBOX", "Archive", "Drafts", "Junk", "Sent", "Trash", "Arbeit/2026/Januar"))
                .allSatisfy(name ->
                        assertThat(ella.mbsync().box(name).exists()).as(name).isTrue());
        assertThat(ella.mbsync().box("&ZeVnLIqe-/&bDRTNA-").count()).isEqualTo(1);
        Maildir made = ella.mbsync().make("Made/Here");
        made.add(anyLetter(ella.address(), 2).octets(), "1.made.here", "");
        assertThat(ella.mbsync().run().exitCode()).isZero();
        try (ImapTestClient imap = ella.signIn()) {
            assertThat(imap.select("Made/Here")).isEqualTo(1);
            assertThat(imap.command("LIST (SPECIAL-USE) \"\" \"*\"").lines()).hasSize(5);
        }
    }

    @Test
    void killedWhilePullingItLosesAndDoublesNothing() throws InterruptedException {
        Person finn = person("finn");
        List<Letter> some = finn.append("INBOX", letters, 150);
        for (int at : new int[] {10, 60}) {
            Process running = finn.mbsync().begin();
            Maildir inbox = finn.mbsync().box("INBOX");
            assertThat(Waiting.until(Mailboxes.PATIENCE, () -> inbox.count() >= at || !running.isAlive()))
                    .isTrue();
            running.destroyForcibly().waitFor();
        }
        assertThat(finn.mbsync().run().exitCode()).isZero();
        assertAlike(finn, some);
    }

    @Test
    void killedWhilePushingItLosesAndDoublesNothing() throws InterruptedException {
        Person gina = person("gina");
        assertThat(gina.mbsync().run().exitCode()).isZero();
        List<Letter> some = gina.write(letters, 150);
        for (int at : new int[] {10, 60}) {
            Process running = gina.mbsync().begin();
            try (ImapTestClient imap = gina.signIn()) {
                assertThat(Waiting.until(Mailboxes.PATIENCE, () -> imap.select("INBOX") >= at || !running.isAlive()))
                        .isTrue();
            }
            running.destroyForcibly().waitFor();
            // What had arrived is still being appended; an mbsync that looks before that is done has to send it again,
            // as nothing tells it.
            Mailboxes.lock(engine, gina.address());
        }
        assertThat(gina.mbsync().run().exitCode()).isZero();
        assertAlike(gina, some);
    }

    @Test
    void engineKilledWhileItPushesLosesAndDoublesNothing() throws InterruptedException {
        Person hans = person("hans");
        assertThat(hans.mbsync().run().exitCode()).isZero();
        List<Letter> some = hans.write(letters, 150);
        for (int at : new int[] {10, 60}) {
            Process running = hans.mbsync().begin();
            try (ImapTestClient imap = hans.signIn()) {
                assertThat(Waiting.until(Mailboxes.PATIENCE, () -> imap.select("INBOX") >= at || !running.isAlive()))
                        .isTrue();
            }
            engine.kill9();
            running.waitFor();
            engine.startAgain();
        }
        assertThat(hans.mbsync().run().exitCode()).isZero();
        assertAlike(hans, some);
    }

    @Test
    void engineStoppedWhileItPullsLosesAndDoublesNothing() throws InterruptedException {
        Person ines = person("ines");
        List<Letter> some = ines.append("INBOX", letters, 150);
        Process running = ines.mbsync().begin();
        Maildir inbox = ines.mbsync().box("INBOX");
        assertThat(Waiting.until(Mailboxes.PATIENCE, () -> inbox.count() >= 20 || !running.isAlive()))
                .isTrue();
        engine.stop();
        running.waitFor();
        engine.startAgain();
        assertThat(ines.mbsync().run().exitCode()).isZero();
        assertAlike(ines, some);
    }

    private static void assertAlike(Person person, List<Letter> wanted) {
        List<String> ids = wanted.stream().map(Letter::messageId).toList();
        Map<String, String> texts = wanted.stream().collect(Collectors.toMap(Letter::messageId, MbsyncTest::text));
        List<Maildir.Message> near = person.mbsync().box("INBOX").messages();
        assertThat(near.stream().map(Maildir.Message::messageId)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(near)
                .allSatisfy(message -> assertThat(message.onTheWire()).isEqualTo(texts.get(message.messageId())));
        try (ImapTestClient imap = person.signIn()) {
            assertThat(imap.select("INBOX")).isEqualTo(wanted.size());
            assertThat(imap.headers("1:*", "MESSAGE-ID")).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    /** Message-ID to flags, sorted. */
    private static Map<String, String> contents(ImapTestClient imap, String mailbox) {
        imap.select(mailbox);
        Map<String, String> contents = new HashMap<>();
        for (ImapTestClient.Response response : imap.command("FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
                .untagged()) {
            if (response.line().contains(" FETCH (")) {
                String flags = response.line().replaceAll(".*FLAGS \\(([^)]*)\\).*", "$1");
                String id = new String(response.literals().getFirst(), StandardCharsets.US_ASCII)
                        .replaceAll("(?si)^message-id:\\s*(<[^>]*>).*", "$1");
                contents.merge(
                        id,
                        List.of(flags.split(" ")).stream().sorted().collect(Collectors.joining(" ")),
                        (one, other) -> "double");
            }
        }
        return contents;
    }

    private Letter anyLetter(String to, int kind) {
        return switch (kind % 5) {
            case 0 -> letters.plain(FRIEND, to, "Plain " + kind, "One line.\n.a dot\n\nFrom the start of a line.\n");
            case 1 -> letters.japaneseUtf8(FRIEND, to, "日本語 " + kind, "こんにちは。\n");
            case 2 -> letters.japaneseIso2022Jp(FRIEND, to, "日本語 " + kind, "こんにちは。\n");
            case 3 -> letters.withAttachment(FRIEND, to, "Attached", "See.\n", "picture.png", 30_000 + kind * 100);
            default -> letters.sized(FRIEND, to, "Long", 20_000);
        };
    }

    private static String text(Letter letter) {
        return new String(letter.octets(), StandardCharsets.ISO_8859_1);
    }

    private static Person person(String name) {
        String address = name + "@example.test";
        String password = Mailboxes.make(engine, address);
        return new Person(address, password, new Mbsync(folder.path().resolve(name), engine, address, password));
    }

    /** Somebody with an account and a copy of it on disk. */
    private record Person(String address, String password, Mbsync mbsync) {

        ImapTestClient signIn() {
            return engine.imaps().login(address, password);
        }

        /** Puts letters into a mailbox on the server. */
        List<Letter> append(String mailbox, LetterMaker letters, int count) {
            List<Letter> made = new ArrayList<>();
            try (ImapTestClient imap = signIn()) {
                for (int i = 0; i < count; i++) {
                    made.add(letters.sized(FRIEND, address, "Letter " + i, 10_000));
                    imap.append(mailbox, "", made.getLast().octets());
                }
            }
            return made;
        }

        /** Puts letters into INBOX on disk. */
        List<Letter> write(LetterMaker letters, int count) {
            List<Letter> made = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                made.add(letters.sized(FRIEND, address, "Letter " + i, 10_000));
                mbsync.box("INBOX").add(made.getLast().octets(), i + ".written.here", "S");
            }
            return made;
        }
    }
}
