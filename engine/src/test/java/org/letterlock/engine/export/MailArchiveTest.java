package org.letterlock.engine.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.AppendResult;
import org.letterlock.engine.store.AccountStore.MailboxChange;
import org.letterlock.engine.store.AccountStore.NewMessage;

/** What lies in an archive, read back with nothing but the rules of its format. */
final class MailArchiveTest {

    private static final Instant RECEIVED = Instant.parse("2026-03-01T08:05:09Z");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-25T12:00:00Z"), ZoneOffset.UTC);

    /** What a form of letters could get wrong, without a word before or after. */
    private static final List<String> NASTY = List.of(
            "From: a@example.org\r\nSubject: plain\r\n\r\nText.\r\n",
            "From the very first octet\r\n\r\nFrom here\r\n>From there\r\n>>>From everywhere\r\n From\r\nFrom\r\nFromage\r\n",
            "Subject: no end of line\r\n\r\nabc",
            "Subject: ends with From\r\n\r\nFrom ",
            "Subject: ends with F\r\n\r\nF",
            "Subject: ends with marks\r\n\r\n>>>",
            "Subject: ends with a bare LF\r\n\r\nabc\n",
            "Subject: ends with a bare CR\r\n\r\nabc\r",
            "Subject: ends with empty lines\r\n\r\n\r\n\r\n\r\n",
            "Subject: bare LF\n\nFrom bare\nand\n\nFrom nobody@nowhere Thu Jan  1 00:00:00 1970\n",
            "Subject: bare CR\r\n\r\none\rFrom two\r\n",
            "Subject: 8-bit \u00e4\u00ff\r\n\r\n\u0080\u00fe\u00ff\r\n",
            "Subject: a dot\r\n\r\n.\r\n..\r\n",
            "\r\n",
            "x");

    @TempDir
    private Path folder;

    private final SqliteThreads threads = new SqliteThreads(1, 2);
    private AccountStore store;

    @BeforeEach
    void open() {
        SecureRandom random = new SecureRandom();
        store = AccountStore.create(
                folder.resolve("account.sqlite"),
                new byte[32],
                SealKeyPair.generate(random),
                threads,
                Clock.systemUTC(),
                random);
    }

    @AfterEach
    void close() {
        assertThat(store.verify()).isEmpty();
        store.close();
        threads.close();
    }

    private void append(String mailbox, byte[] octets, Flag... flags) {
        AppendResult result = store.append(
                store.mailbox(new MailboxName(mailbox)).orElseThrow().id(),
                List.of(new NewMessage(Octets.of(octets), Set.of(flags), RECEIVED)));
        assertThat(result).isInstanceOf(AppendResult.Appended.class);
    }

    private void create(String mailbox) {
        assertThat(store.createMailbox(new MailboxName(mailbox), Set.of())).isEqualTo(MailboxChange.DONE);
    }

    private Map<String, byte[]> written(ExportFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long letters = new MailArchive(store, format, CLOCK).write(out);
        assertThat(letters).isEqualTo(MailArchive.count(store));
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()), UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }

    /** The letters of an mbox, by its rules alone: From_ lines part it, one LF follows each, and one mark of quoting comes off. */
    private static List<String> letters(byte[] mbox) {
        String text = new String(mbox, ISO_8859_1);
        List<String> letters = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            assertThat(text.startsWith("From ", at)).isTrue();
            int begin = text.indexOf('\n', at) + 1;
            assertThat(text.substring(at, begin))
                    .matches(
                            "From \\S+@\\S+ (Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ 0-9]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}\n");
            int next = text.indexOf("\nFrom ", begin - 1);
            int end = next < 0 ? text.length() - 1 : next;
            assertThat(text.charAt(end)).isEqualTo('\n');
            letters.add(Pattern.compile("(^|\n)>(>*From )")
                    .matcher(text.substring(begin, end))
                    .replaceAll("$1$2"));
            at = end + 1;
        }
        return letters;
    }

    @Test
    void nastyLettersComeBackToTheOctetInEveryForm() throws IOException {
        NASTY.forEach(letter -> append("INBOX", letter.getBytes(ISO_8859_1)));
        assertThat(letters(file(written(ExportFormat.MBOX), "INBOX.mbox"))).containsExactlyElementsOf(NASTY);
        assertThat(below(written(ExportFormat.EML), "INBOX/")).containsExactlyElementsOf(NASTY);
        assertThat(below(written(ExportFormat.MAILDIR), "Maildir/cur/")).containsExactlyElementsOf(NASTY);
    }

    private static byte[] file(Map<String, byte[]> files, String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    private static List<String> below(Map<String, byte[]> files, String folder) {
        return files.entrySet().stream()
                .filter(file ->
                        file.getKey().startsWith(folder) && !file.getKey().endsWith("/"))
                .map(file -> new String(file.getValue(), ISO_8859_1))
                .toList();
    }

    @Test
    void theMailOfTheCorporaComesBackToTheOctet() throws IOException {
        Path corpus = Path.of(System.getProperty("letterlock.corpora", "")).resolve("mime");
        Assumptions.assumeTrue(Files.isDirectory(corpus), "the corpora are not here");
        List<String> expected = new ArrayList<>();
        try (Stream<Path> files = Files.walk(corpus)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                if (file.toString().endsWith(".eml") || file.toString().endsWith(".msg")) {
                    byte[] octets = Files.readAllBytes(file);
                    append("Archive", octets);
                    expected.add(new String(octets, ISO_8859_1));
                }
            }
        }
        assertThat(expected).hasSizeGreaterThan(100);
        assertThat(letters(file(written(ExportFormat.MBOX), "Archive.mbox"))).isEqualTo(expected);
        assertThat(below(written(ExportFormat.EML), "Archive/")).isEqualTo(expected);
        assertThat(below(written(ExportFormat.MAILDIR), "Maildir/.Archive/").subList(1, expected.size() + 1))
                .isEqualTo(expected);
    }

    @Test
    void maildirKeepsFlagsKeywordsAndFolders() throws IOException {
        create("Arbeit/\u00dcber alles/v1.2");
        append(
                "Arbeit/\u00dcber alles/v1.2",
                "a: b\r\n\r\n".getBytes(ISO_8859_1),
                Flag.SEEN,
                Flag.FLAGGED,
                new Flag("$Work"));
        append(
                "Arbeit/\u00dcber alles/v1.2",
                "c: d\r\n\r\n".getBytes(ISO_8859_1),
                Flag.DRAFT,
                Flag.ANSWERED,
                Flag.DELETED,
                new Flag("Later"),
                new Flag("$Work"));
        Map<String, byte[]> files = written(ExportFormat.MAILDIR);
        String inside = "Maildir/.Arbeit.&ANw-ber alles.v1_2/";
        assertThat(files).containsKeys(inside + "cur/", inside + "new/", inside + "tmp/", inside + "maildirfolder");
        List<String> names = files.keySet().stream()
                .filter(name -> name.startsWith(inside + "cur/") && !name.endsWith("/"))
                .toList();
        assertThat(names).hasSize(2);
        assertThat(names.getFirst()).endsWith(",S=8:2,FSa");
        assertThat(names.getLast()).endsWith(",S=8:2,DRTab");
        assertThat(new String(file(files, inside + "dovecot-keywords"), UTF_8)).isEqualTo("0 $Work\n1 Later\n");
        assertThat(files).doesNotContainKey("Maildir/dovecot-keywords").containsKey("Maildir/.Arbeit/maildirfolder");
        assertThat(new String(file(files, "mailboxes.tsv"), UTF_8))
                .contains(inside.substring(0, inside.length() - 1) + "\tArbeit/\u00dcber alles/v1.2\t\t2\t\n")
                .contains("Maildir/.Sent\tSent\t\\Sent\t0\t\n");
    }

    @Test
    void keywordsForWhichAMaildirHasNoPlaceAreNamed() throws IOException {
        Flag[] many = IntStream.range(0, 28).mapToObj(i -> new Flag("k" + i)).toArray(Flag[]::new);
        for (Flag flag : many) {
            append("INBOX", "a: b\r\n\r\n".getBytes(ISO_8859_1), flag);
        }
        Map<String, byte[]> files = written(ExportFormat.MAILDIR);
        assertThat(new String(file(files, "Maildir/dovecot-keywords"), UTF_8).lines())
                .hasSize(26);
        assertThat(new String(file(files, "mailboxes.tsv"), UTF_8)).contains("\tkeywords without a place: k26 k27\n");
    }

    @Test
    void filesHaveNamesThatAnySystemTakes() throws IOException {
        List<String> names = List.of(
                "a:b",
                "a?b",
                "CON",
                "con",
                "nul.txt",
                "Ends with a dot.",
                "Ends with a space ",
                "Straße",
                "STRASSE",
                "Archive.mbox",
                "Archive.mbox/x.eml",
                "x".repeat(300),
                "x".repeat(299),
                "日本語/メール",
                "e\\f",
                "1/2/3/4/5/6/7/8/9/" + "y".repeat(60) + "/" + "z".repeat(60) + "/" + "y".repeat(60));
        names.forEach(this::create);
        names.forEach(name -> append(name, "a: b\r\n\r\n".getBytes(ISO_8859_1)));
        for (ExportFormat format : List.of(ExportFormat.EML, ExportFormat.MBOX)) {
            Map<String, byte[]> files = written(format);
            assertThat(files.keySet().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                    .doesNotHaveDuplicates();
            for (String path : files.keySet()) {
                assertThat(path.length()).isLessThan(200);
                for (String level : path.split("/", -1)) {
                    assertThat(level)
                            .doesNotContainPattern("[<>:\"\\\\|?*\\p{Cntrl}]")
                            .doesNotMatch(".*[. ]$");
                    assertThat(level.getBytes(UTF_8).length).isLessThan(250);
                    assertThat(level.replaceAll("\\..*", "").toLowerCase(Locale.ROOT))
                            .isNotIn("con", "nul", "prn", "aux");
                }
            }
            Set<String> told = new String(file(files, "mailboxes.tsv"), UTF_8)
                    .lines()
                    .map(line -> line.split("\t", -1)[1])
                    .collect(Collectors.toSet());
            assertThat(told).containsAll(names);
        }
        assertThat(written(ExportFormat.EML).keySet()).contains("日本語/メール/20260301-080509-1.eml");
    }

    @Test
    void anArchiveThatIsBrokenOffHasNoTableAtItsEnd() {
        for (int i = 0; i < 20; i++) {
            byte[] octets = new byte[20_000];
            new SecureRandom().nextBytes(octets);
            append("INBOX", octets);
        }
        ByteArrayOutputStream before = new ByteArrayOutputStream();
        OutputStream breaking = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                if (before.size() > 200_000) {
                    throw new IOException("full");
                }
                before.write(octets, offset, length);
            }
        };
        for (ExportFormat format : List.of(ExportFormat.MBOX, ExportFormat.MAILDIR, ExportFormat.EML)) {
            before.reset();
            assertThatThrownBy(() -> new MailArchive(store, format, CLOCK).write(breaking))
                    .isInstanceOf(IOException.class)
                    .hasMessage("full");
            assertThat(before.toString(ISO_8859_1)).doesNotContain("PK\u0001\u0002", "PK\u0005\u0006");
        }
    }

    @Test
    void quotingIsTheSameWhereverTheOctetsAreCut() throws IOException {
        byte[] octets = NASTY.get(1).getBytes(ISO_8859_1);
        String whole = quoted(octets, octets.length).orElseThrow();
        assertThat(whole)
                .isEqualTo(
                        Pattern.compile("(?m)^(>*From )").matcher(NASTY.get(1)).replaceAll(">$1"));
        for (int cut = 0; cut < octets.length; cut++) {
            assertThat(quoted(octets, cut)).contains(whole);
        }
    }

    private static Optional<String> quoted(byte[] octets, int cut) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MboxQuoting quoting = new MboxQuoting(out)) {
            quoting.write(octets, 0, cut);
            quoting.write(octets, cut, octets.length - cut);
            quoting.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(out.toString(ISO_8859_1));
    }
}
