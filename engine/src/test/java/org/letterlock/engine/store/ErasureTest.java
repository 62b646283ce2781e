package org.letterlock.engine.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.StoredMessage;

/** What was expunged is nowhere in the pages of the file, looked at with the key. */
class ErasureTest {

    private static final String WORDS = "ᚠᚢᚦᚨᚱᚲ ᚷᚹᚺᚾᛁᛃ ᛇᛈᛉᛊᛏᛒ ᛖᛗᛚᛜᛞᛟ ᚪᚫᚣᛡᛠ";

    private final Path folder;

    @AutoClose
    private final TestStore test;

    ErasureTest(@TempDir Path folder) {
        this.folder = folder;
        test = new TestStore(folder);
    }

    private static byte[] secret() {
        byte[] content = new byte[60_000];
        new Random(11).nextBytes(content);
        return content;
    }

    private static byte[] letter() {
        return ("From: Xantippe Quokkafurter <xq@vault.example>\r\nSubject: Zanzibarisch " + WORDS
                        + "\r\nMessage-ID: <Quizzaciously@vault.example>\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + WORDS.repeat(20) + "\r\n--b\r\n"
                        + "Content-Type: application/pdf; name=Xylophonist.pdf\r\n"
                        + "Content-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(secret()) + "\r\n--b--\r\n")
                .getBytes(UTF_8);
    }

    private void appendOthers(int from, int to) {
        for (int i = from; i < to; i++) {
            test.append("INBOX", TestStore.letter("other " + i, "Something else is written here. ".repeat(i)));
        }
    }

    /** What gives the letter away: its words as they stand, their trigrams, and octets of its attachment. */
    private static List<String> traces() {
        List<String> traces = new ArrayList<>(List.of(
                "Quokkafurter",
                "quokkafurter",
                "Zanzibarisch",
                "zanzibarisch",
                "Quizzaciously",
                "Xylophonist",
                "xylophonist"));
        String folded = Folding.fold(WORDS);
        for (int i = 0; i + 3 <= folded.length(); i++) {
            traces.add(new String(folded.substring(i, i + 3).getBytes(UTF_8), ISO_8859_1));
        }
        byte[] content = secret();
        for (int at = 0; at + 16 <= content.length; at += 1000) {
            traces.add(new String(content, at, 16, ISO_8859_1));
        }
        return traces;
    }

    private List<String> found() throws IOException {
        String pages = new String(DecryptedPages.of(test.file, TestStore.KEY), ISO_8859_1);
        return traces().stream().filter(pages::contains).toList();
    }

    private void emptyTheWal() {
        test.reopen();
    }

    private void expungeAll(Flag flag) {
        test.store()
                .changeFlags(
                        test.inbox(),
                        TestStore.set(test.uids("INBOX")),
                        AccountStore.FlagChange.ADD,
                        Set.of(flag),
                        Optional.empty());
        test.store().expunge(test.inbox(), Optional.empty());
    }

    @Test
    void waitsForWhoeverReadsAndGoesOnWhenItIsDone() {
        test.append(test.inbox(), Octets.of(letter()));
        StoredMessage message = test.fetch(test.inbox()).getFirst();
        try (MessageContent content = test.store().content(message.id()).orElseThrow()) {
            expungeAll(Flag.DELETED);
            test.store().settle();
            assertThat(test.rows("SELECT id FROM message")).hasSize(1);
            assertThat(content.length()).isEqualTo(letter().length);
        }
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (!test.rows("SELECT id FROM message").isEmpty()) {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void leavesNothingOfALetterBehind() throws IOException {
        appendOthers(1, 30);
        long uid = test.append(test.inbox(), Octets.of(letter())).getFirst().value();
        appendOthers(30, 60);
        test.store().settle();
        emptyTheWal();
        assertThat(found())
                .contains("Quokkafurter", "Quizzaciously", "Zanzibarisch")
                .hasSizeGreaterThan(50);
        test.store()
                .changeFlags(
                        test.inbox(),
                        TestStore.set(uid),
                        AccountStore.FlagChange.ADD,
                        Set.of(Flag.DELETED),
                        Optional.empty());
        test.store().expunge(test.inbox(), Optional.empty());
        test.store().settle();
        assertThat(Files.size(folder.resolve("account.sqlite-wal"))).isZero();
        assertThat(found()).isEmpty();
        assertThat(test.search("INBOX", new SearchExpression.Body("something else")))
                .hasSize(59);
        assertThat(test.rows("SELECT residue FROM account")).containsExactly(0L);
    }

    @Test
    void goesOnClearingUpAfterALock() throws IOException {
        test.append(test.inbox(), Octets.of(letter()));
        appendOthers(1, 20);
        test.store().settle();
        expungeAll(Flag.DELETED);
        test.reopen();
        test.store().settle();
        assertThat(found()).isEmpty();
    }

    @Test
    void givesSpaceBackInSmallSteps() throws IOException {
        byte[] large = new byte[3_000_000];
        new Random(12).nextBytes(large);
        test.append(test.inbox(), Octets.of(large), Flag.DELETED);
        test.append("INBOX", "kept");
        test.store().settle();
        long before = Files.size(test.file);
        test.store().expunge(test.inbox(), Optional.empty());
        test.store().settle();
        assertThat(Files.size(test.file)).isLessThan(before - 1_500_000);
        assertThat(test.text(test.fetchOne("INBOX", 2))).isEqualTo("kept");
    }
}
