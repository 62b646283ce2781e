package org.letterlock.engine.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.store.AccountStore.Delivery;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.StoredMessage;

/** Attachments are kept once, and letters come back as they came. */
class AttachmentsTest {

    @TempDir
    Path folder;

    private TestStore test;

    @BeforeEach
    void create() {
        test = new TestStore(folder);
    }

    @AfterEach
    void close() {
        assertThat(test.store().verifyContents()).isEmpty();
        test.close();
    }

    private static byte[] random(int seed, int length) {
        byte[] octets = new byte[length];
        new Random(seed).nextBytes(octets);
        return octets;
    }

    private static String base64(byte[] content, int line, String ending) {
        return line == 0
                ? Base64.getEncoder().encodeToString(content)
                : Base64.getMimeEncoder(line, ending.getBytes(ISO_8859_1)).encodeToString(content);
    }

    private static byte[] letter(String subject, String encoded) {
        return ("Subject: " + subject + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + "--b\r\nContent-Type: text/plain\r\n\r\nSee there.\r\n--b\r\n"
                        + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
                        + "Content-Disposition: attachment; filename=x.bin\r\n\r\n" + encoded + "\r\n--b--\r\n")
                .getBytes(ISO_8859_1);
    }

    private void append(byte[] letter, Flag... flags) {
        test.append(test.inbox(), Octets.of(letter), flags);
    }

    private byte[] stored(StoredMessage message) throws IOException {
        try (MessageContent content = test.store().content(message.id()).orElseThrow();
                InputStream in = content.open()) {
            return in.readAllBytes();
        }
    }

    private List<Long> references() {
        return test.rows("SELECT refs FROM blob ORDER BY id");
    }

    /** RFC 9979: by us at delivery, where there is room for a keyword; what a client appends has the flags that it says. */
    @Test
    void saysWhichDeliveredLettersHaveAttachments() {
        byte[] with = letter("one", base64(random(1, 30_000), 76, "\r\n"));
        test.deliver(
                test.inbox(),
                new Delivery("1", Octets.of(with), TestStore.RECEIVED),
                new Delivery("2", TestStore.octets("Subject: two\r\n\r\nNothing.\r\n"), TestStore.RECEIVED));
        append(with, Flag.SEEN);
        assertThat(test.fetch(test.inbox()).stream().map(StoredMessage::flags))
                .containsExactly(Set.of(Flag.HAS_ATTACHMENT), Set.of(), Set.of(Flag.SEEN));
        for (int i = 0; i < Keywords.LIMIT; i++) {
            test.append(test.id("Junk"), TestStore.octets("x"), new Flag("k" + i));
        }
        test.deliver(test.id("Junk"), new Delivery("3", Octets.of(with), TestStore.RECEIVED));
        assertThat(test.fetch(test.id("Junk")).getLast().flags()).isEmpty();
    }

    @Test
    void keepsAnAttachmentOnceHoweverItIsWritten() throws IOException {
        byte[] content = random(1, 30_000);
        List<byte[]> letters = List.of(
                letter("one", base64(content, 76, "\r\n")),
                letter("two", base64(content, 72, "\r\n") + "\r\n"),
                letter("three", base64(content, 60, "\n") + "\n \n"),
                letter("four", base64(random(1, 700), 0, "")),
                letter("five", base64(content, 996, "\r\n")));
        letters.forEach(this::append);
        assertThat(references()).containsExactly(4L);
        List<StoredMessage> messages = test.fetch(test.inbox());
        for (int i = 0; i < letters.size(); i++) {
            assertThat(stored(messages.get(i))).isEqualTo(letters.get(i));
        }
    }

    @Test
    void keepsWholeWhatWouldComeBackDifferently() throws IOException {
        String good = base64(random(2, 6_001), 76, "\r\n");
        int last = good.lastIndexOf('=') - 1;
        List<String> bad = List.of(
                good.substring(0, good.length() - 4) + "QR==",
                good.replaceFirst("=+$", ""),
                good + "=",
                good.substring(0, 100) + "!" + good.substring(101),
                good.substring(0, 76) + " " + good.substring(76),
                good.substring(0, 76) + "\n" + good.substring(78),
                good + "\r\n" + good,
                good.substring(0, 400) + "\r\n" + good.substring(400),
                "\r\n" + good,
                good + "\r\nnot base64",
                base64(random(2, 6_001), 1000, "\r\n"),
                good.substring(0, last) + "====");
        for (String encoded : bad) {
            append(letter("bad", encoded));
        }
        assertThat(references()).isEmpty();
        List<StoredMessage> messages = test.fetch(test.inbox());
        for (int i = 0; i < bad.size(); i++) {
            assertThat(stored(messages.get(i))).isEqualTo(letter("bad", bad.get(i)));
        }
    }

    @Test
    void dropsTheContentWithItsLastLetter() {
        byte[] letter = letter("x", base64(random(3, 300_000), 76, "\r\n"));
        append(letter, Flag.DELETED);
        append(letter);
        append(letter, Flag.DELETED);
        assertThat(references()).containsExactly(3L);
        test.store().expunge(test.inbox(), Optional.empty());
        test.store().settle();
        assertThat(references()).containsExactly(1L);
        test.store()
                .changeFlags(
                        test.inbox(),
                        TestStore.set(2),
                        AccountStore.FlagChange.ADD,
                        java.util.Set.of(Flag.DELETED),
                        Optional.empty());
        test.store().expunge(test.inbox(), Optional.empty());
        test.store().settle();
        assertThat(references()).isEmpty();
        assertThat(test.rows("SELECT count(*) FROM blob_chunk")).containsExactly(0L);
    }

    @Test
    void takesAttachmentsThatComeSeveralTimesAtOnce() throws Exception {
        byte[] large = letter("large", base64(random(4, 400_000), 76, "\r\n"));
        byte[] small = letter("small", base64(random(5, 9_000), 76, "\r\n"));
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            byte[] letter = i % 3 == 0 ? small : large;
            work.add(() -> {
                append(letter);
                return true;
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> each : threads.invokeAll(work)) {
                assertThat(each.get()).isTrue();
            }
        }
        test.store().settle();
        assertThat(references()).containsExactlyInAnyOrder(8L, 4L);
        for (StoredMessage message : test.fetch(test.inbox())) {
            assertThat(stored(message)).isEqualTo(message.size() > 100_000 ? large : small);
        }
    }

    @Test
    void forgetsAnAttachmentThatBrokeOffHalfWay() {
        byte[] letter = letter("x", base64(random(6, 600_000), 76, "\r\n"));
        AtomicInteger readings = new AtomicInteger();
        Octets breaking = new Octets() {
            @Override
            public long length() {
                return letter.length;
            }

            @Override
            public InputStream open() {
                // Whole for the scan and the search for attachments, and then no more.
                return readings.incrementAndGet() <= 2
                        ? new ByteArrayInputStream(letter)
                        : new SequenceInputStream(
                                new ByteArrayInputStream(letter, 0, 500_000), InputStream.nullInputStream());
            }
        };
        assertThatThrownBy(() -> test.append(test.inbox(), breaking)).isInstanceOf(java.io.UncheckedIOException.class);
        assertThat(readings).hasValue(3);
        test.store().settle();
        assertThat(references()).isEmpty();
        assertThat(test.rows("SELECT count(*) FROM blob_chunk")).containsExactly(0L);
        assertThat(test.uids("INBOX")).isEmpty();
    }

    @Test
    void givesRandomLettersBackToTheOctet() throws IOException {
        Random random = new Random(7);
        List<byte[]> letters = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            byte[] letter = new RandomLetter(random).make();
            letters.add(letter);
            append(letter, i % 4 == 0 ? Flag.DELETED : Flag.SEEN);
        }
        compare(letters, random);
        test.store().expunge(test.inbox(), Optional.empty());
        test.store().settle();
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < letters.size(); i++) {
            if (i % 4 != 0) {
                kept.add(letters.get(i));
            }
        }
        compare(kept, random);
        assertThat(test.store().verify()).isEmpty();
        assertThat(references()).isNotEmpty();
    }

    private void compare(List<byte[]> letters, Random random) throws IOException {
        List<StoredMessage> messages = test.fetch(test.inbox());
        assertThat(messages).hasSize(letters.size());
        for (int i = 0; i < letters.size(); i++) {
            byte[] letter = letters.get(i);
            assertThat(Arrays.equals(stored(messages.get(i)), letter)).isTrue();
            int offset = random.nextInt(letter.length);
            int length = random.nextInt(letter.length);
            try (MessageContent content =
                            test.store().content(messages.get(i).id()).orElseThrow();
                    InputStream in = content.open(offset, length)) {
                assertThat(Arrays.equals(
                                in.readAllBytes(),
                                Arrays.copyOfRange(letter, offset, Math.min(letter.length, offset + length))))
                        .isTrue();
            }
        }
    }

    @Test
    void givesTheLettersOfOthersBackToTheOctet() throws IOException {
        Path corpora = Path.of(System.getProperty("letterlock.corpora", ""));
        assumeTrue(Files.isDirectory(corpora.resolve("mime")), "corpus mime is not here");
        List<byte[]> letters = new ArrayList<>();
        for (String name : List.of("mime", "bounces", "dkim")) {
            try (Stream<Path> files = Files.walk(corpora.resolve(name))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    letters.add(Files.readAllBytes(file));
                }
            }
        }
        letters.removeIf(letter -> letter.length == 0 || letter.length > 2_000_000);
        for (int from = 0; from < letters.size(); from += 20) {
            List<AccountStore.NewMessage> some = letters.subList(from, Math.min(letters.size(), from + 20)).stream()
                    .map(l -> new AccountStore.NewMessage(Octets.of(l), java.util.Set.of(), TestStore.RECEIVED))
                    .toList();
            assertThat(test.store().append(test.inbox(), some)).isInstanceOf(AccountStore.AppendResult.Appended.class);
        }
        compare(letters, new Random(8));
        assertThat(references()).hasSizeGreaterThan(10);
    }

    /** A letter with attachments of every kind, some of which others have too and some of which are damaged. */
    private static final class RandomLetter {

        private final Random random;
        private final String lineBreak;
        private final StringBuilder out = new StringBuilder();

        private RandomLetter(Random random) {
            this.random = random;
            this.lineBreak = random.nextInt(4) == 0 ? "\n" : "\r\n";
        }

        private byte[] make() {
            line("Subject: " + random.nextInt());
            part(0);
            return out.toString().getBytes(ISO_8859_1);
        }

        private void line(String text) {
            out.append(text).append(lineBreak);
        }

        private void part(int depth) {
            switch (depth > 3 ? 0 : random.nextInt(4)) {
                case 0, 1 -> attachment();
                case 2 -> {
                    line("Content-Type: message/rfc822");
                    line("");
                    part(depth + 1);
                }
                case 3 -> {
                    line("Content-Type: multipart/mixed; boundary=b" + depth);
                    line("");
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        line("--b" + depth);
                        part(depth + 1);
                        out.append(lineBreak);
                    }
                    line("--b" + depth + "--");
                }
                default -> throw new AssertionError();
            }
        }

        private void attachment() {
            line("Content-Type: application/octet-stream");
            line("Content-Transfer-Encoding: base64");
            line("");
            int seed = random.nextInt(12);
            // Around whole chunks, and anything else.
            int length = seed % 3 == 0
                    ? Base64Lines.CHUNK * (1 + seed % 2) - 2 + seed % 5
                    : new Random(seed).nextInt(120_000);
            int line = List.of(76, 72, 64, 60, 4, 75, 996, 0).get(random.nextInt(8));
            String text = base64(AttachmentsTest.random(seed, length), line == 75 ? 72 : line, lineBreak);
            if (random.nextInt(6) == 0 && !text.isEmpty()) {
                int at = random.nextInt(text.length());
                text = text.substring(0, at) + (char) (' ' + random.nextInt(90)) + text.substring(at + 1);
            }
            out.append(text)
                    .append(List.of("", lineBreak, "\r\n\r\n", " \t", "\r", "==")
                            .get(random.nextInt(6)));
        }
    }
}
