package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.ZstdDecompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.CredentialOrder;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.ExportOrder;
import org.letterlock.protocol.ExportPart;
import org.letterlock.protocol.FailureException;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.peer.Program;

/** An account taken away by its owner, and by nobody else. */
final class ExportTest {

    @AutoClose
    private static final Site SITE = new Site();

    private static final String MARK = "Zwetschgenkuchen";

    @AutoClose
    private final TempFolder folder = new TempFolder();

    private final EngineProcess engine = SITE.engine();
    private final Site.Owner owner = SITE.newcomer();
    private final String anna = owner.address();
    private final String password = owner.password();

    /** Letters in two mailboxes, by mailbox. */
    private Map<String, List<byte[]>> fill() {
        LetterMaker letters = new LetterMaker(7);
        Map<String, List<byte[]>> filled = new TreeMap<>();
        try (ImapTestClient imap = engine.imaps().login(anna, password)) {
            imap.command("CREATE \"Reisen/2026\"");
            for (String mailbox : List.of("INBOX", "Reisen/2026")) {
                List<byte[]> all = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    all.add(letters.plain("f@example.org", anna, MARK + i, MARK + "\n\nFrom here on\n>From there\n")
                            .octets());
                }
                all.add("Subject: no end\r\n\r\nFrom".getBytes(StandardCharsets.US_ASCII));
                all.add("Subject: 8-bit\r\n\r\n\u00e4\u00ff\r\n".getBytes(StandardCharsets.ISO_8859_1));
                for (byte[] letter : all) {
                    imap.append(mailbox, "\\Seen $Work", letter);
                }
                filled.put(mailbox, all);
            }
            imap.logout();
        }
        return filled;
    }

    private Agent.Ran export(String format, Path to) {
        return Agent.run(
                engine.socket(), password + "\n", "account", "export", anna, "--format", format, "--to", to.toString());
    }

    private Path exported(String format) {
        Path file = folder.path().resolve(format + ".zip");
        Agent.Ran ran = export(format, file);
        assertThat(ran.exitCode()).as("%s", ran).isZero();
        assertThat(ran.out()).contains("14 letter(s)").contains("not encrypted");
        return file;
    }

    private Path unpacked(Path zip) throws IOException {
        Path target = Files.createTempDirectory(folder.path(), "unpacked");
        Program.of("unzip", "-tq", zip.toString()).run().expectSuccess();
        Program.of("unzip", "-q", zip.toString(), "-d", target.toString()).run().expectSuccess();
        return target;
    }

    @Test
    void mboxIsReadByPythonAndHoldsEveryOctet() throws IOException {
        assumeTrue(Program.isInstalled("unzip") && Program.isInstalled("python3"), "unzip and python3 are not here");
        Map<String, List<byte[]>> filled = fill();
        Path zip = exported("mbox");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(zip)))
                .isEqualTo("rw-------");
        Path unpacked = unpacked(zip);
        for (Map.Entry<String, List<byte[]>> mailbox : filled.entrySet()) {
            String hex =
                    python("""
                    import mailbox, re, sys
                    box = mailbox.mbox(sys.argv[1], create=False)
                    for key in box.keys():
                        octets = re.sub(rb'(?m)^>(>*From )', rb'\\1', box.get_bytes(key))
                        print(octets.hex())
                    """, unpacked.resolve(mailbox.getKey() + ".mbox").toString());
            assertThat(hex.lines())
                    .hasSameSizeAs(mailbox.getValue())
                    .allSatisfy(line -> assertThat(mailbox.getValue().stream().map(ExportTest::pythonSees))
                            .contains(line));
        }
    }

    /** Python ends every letter with an end of line, whether it had one or not. */
    private static String pythonSees(byte[] letter) {
        String hex = HexFormat.of().formatHex(letter);
        return letter[letter.length - 1] == '\n' ? hex : hex + "0a";
    }

    private static String python(String program, String argument) throws IOException {
        return Program.of("python3", "-c", program, argument)
                .run()
                .expectSuccess()
                .output();
    }

    @Test
    void maildirIsReadByPythonAndDovecotWithFlagsAndFolders() throws IOException {
        assumeTrue(Program.isInstalled("unzip") && Program.isInstalled("python3"), "unzip and python3 are not here");
        Map<String, List<byte[]>> filled = fill();
        Path maildir = unpacked(exported("maildir")).resolve("Maildir");
        String seen = python("""
                import mailbox, sys
                box = mailbox.Maildir(sys.argv[1], create=False)
                for name, folder in [('INBOX', box), ('Reisen/2026', box.get_folder('Reisen.2026'))]:
                    for key in folder.keys():
                        print(name, folder.get_message(key).get_flags(), folder.get_bytes(key).hex())
                """, maildir.toString());
        List<String> expected = new ArrayList<>();
        filled.forEach((mailbox, letters) -> letters.forEach(
                letter -> expected.add(mailbox + " Sa " + HexFormat.of().formatHex(letter))));
        assertThat(seen.lines()).containsExactlyInAnyOrderElementsOf(expected);
        if (Program.isInstalled("doveadm") && Program.isRoot()) {
            assertThat(dovecot(maildir)).contains("14").contains("$Work");
        }
    }

    /** What Dovecot makes of a Maildir: how many letters with the keyword it finds in all folders, and the flags of one. */
    private String dovecot(Path maildir) throws IOException {
        Program.of("chown", "-R", "mail:mail", maildir.toString()).run().expectSuccess();
        Files.setPosixFilePermissions(folder.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(
                Objects.requireNonNull(maildir.getParent()), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path configuration = folder.path().resolve("dovecot.conf");
        Files.writeString(configuration, """
                base_dir = %1$s/run
                log_path = %1$s/dovecot.log
                protocols =
                ssl = no
                mail_location = maildir:%2$s
                mail_uid = mail
                mail_gid = mail
                first_valid_uid = 8
                first_valid_gid = 8
                """.formatted(folder.path(), maildir));
        String found = doveadm(configuration, "search", "mailbox", "*", "KEYWORD", "$Work", "SEEN");
        String flags = doveadm(configuration, "fetch", "flags", "mailbox", "Reisen.2026", "SUBJECT", "8-bit");
        return found.lines().count() + " " + flags;
    }

    private static String doveadm(Path configuration, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("doveadm", "-c", configuration.toString()));
        command.addAll(List.of(words));
        return Program.of(command.toArray(String[]::new))
                .with("HOME", "/nonexistent")
                .with("USER", "anna")
                .run()
                .expectSuccess()
                .output();
    }

    @Test
    void theBareFileOpensAsItsTextSays() throws IOException, SQLException {
        List<byte[]> letters = fill().values().stream().flatMap(List::stream).toList();
        try (ZipFile zip = new ZipFile(exported("sqlite").toFile())) {
            String key = text(zip, "key.txt").strip();
            assertThat(key).matches("[0-9a-f]{64}");
            List<String> statements = text(zip, "README.txt")
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("PRAGMA"))
                    .map(line -> line.replace("KEY", key))
                    .toList();
            assertThat(statements).hasSize(3);
            Path file = folder.path().resolve("bare.sqlite");
            try (var in = zip.getInputStream(zip.getEntry("account.sqlite"))) {
                Files.copy(in, file);
            }
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .doesNotContain(MARK, "SQLite format 3");
            // The driver reads the file as it opens it, so it has to be told before what the first two statements tell.
            Properties told = new Properties();
            for (String pragma : statements.subList(0, 2)) {
                told.put(pragma.split(" ", 3)[1], pragma.substring(pragma.indexOf('\'') + 1, pragma.lastIndexOf('\'')));
            }
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, told);
                    Statement statement = connection.createStatement()) {
                try (ResultSet count = statement.executeQuery("SELECT count(*) FROM entry")) {
                    assertThat(count.getInt(1)).isEqualTo(14);
                }
                byte[] words;
                try (var in = zip.getInputStream(zip.getEntry("dictionary.txt"))) {
                    words = in.readAllBytes();
                }
                assertThat(readBare(statement, words))
                        .usingElementComparator(Arrays::compare)
                        .containsExactlyInAnyOrderElementsOf(letters);
                statement.execute(statements.getLast());
            }
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .as("the copy that the text tells how to make")
                    .startsWith("SQLite format 3");
        }
        try (Stream<Path> left = Files.list(engine.data().resolve("snapshots"))) {
            assertThat(left).isEmpty();
        }
    }

    /** The letters without attachments of an open bare file, by what its text says. */
    private static List<byte[]> readBare(Statement statement, byte[] words) throws SQLException {
        Map<Long, ByteArrayOutputStream> letters = new TreeMap<>();
        boolean packed = false;
        try (ResultSet pieces = statement.executeQuery(
                "SELECT message, format, data FROM (SELECT message, -1 AS number, format, data FROM header"
                        + " UNION ALL SELECT id >> 20, id, format, data FROM piece) ORDER BY message, number")) {
            while (pieces.next()) {
                assertThat(pieces.getInt(2)).isBetween(0, 1);
                packed |= pieces.getInt(2) == 1;
                byte[] data = pieces.getBytes(3);
                letters.computeIfAbsent(pieces.getLong(1), id -> new ByteArrayOutputStream())
                        .writeBytes(pieces.getInt(2) == 0 ? data : unpacked(data, words));
            }
        }
        assertThat(packed).isTrue();
        return letters.values().stream().map(ByteArrayOutputStream::toByteArray).toList();
    }

    private static byte[] unpacked(byte[] data, byte[] words) {
        try (ZstdDecompressCtx zstd = new ZstdDecompressCtx()) {
            return zstd.loadDict(words).decompress(data, 100_000);
        }
    }

    private static String text(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        try (var in = zip.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aTerminalIsAskedAndDoesNotShowWhatIsTypedWhenTheArchiveGoesElsewhere() throws IOException {
        assumeTrue(Program.isInstalled("script"), "script is not here");
        fill();
        Path file = folder.path().resolve("typed.zip");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process typing = new ProcessBuilder(
                        "script",
                        "-qec",
                        java + " -cp '" + System.getProperty("java.class.path")
                                + "' org.letterlock.agent.AgentMain account export " + anna
                                + " --format mbox --socket '"
                                + engine.socket() + "' > '" + file + "'; stty -a",
                        "/dev/null")
                .redirectErrorStream(true)
                .start();
        try (InputStream screen = typing.getInputStream();
                OutputStream keys = typing.getOutputStream()) {
            StringBuilder shown = new StringBuilder();
            while (!shown.toString().endsWith("A password of " + anna + ": ")) {
                int octet = screen.read();
                assertThat(octet).as(shown.toString()).isNotNegative();
                shown.append((char) octet);
            }
            keys.write((password + "\n").getBytes(StandardCharsets.US_ASCII));
            keys.flush();
            // The keys stay in reach: one line is enough.
            while (!shown.toString().contains("echok")) {
                int octet = screen.read();
                assertThat(octet).as("%s", shown).isNotNegative();
                shown.append((char) octet);
            }
            assertThat(shown.toString()).doesNotContain(password).contains(" echo ");
        } finally {
            typing.destroy();
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.getEntry("INBOX.mbox")).isNotNull();
        }
    }

    @Test
    void nobodyButTheOwnerOfTheMailExports() throws IOException {
        fill();
        String sending = credential("printer", "send");
        String calendars = credential("calendar", "calendar-and-contacts");
        String mail = credential("phone", "mail");
        Mailboxes.lock(engine, anna);
        Path file = folder.path().resolve("no.zip");
        for (String wrong : List.of("", "wrong-wrong", sending, calendars)) {
            for (String format : List.of("mbox", "sqlite")) {
                Agent.Ran ran = Agent.run(
                        engine.socket(),
                        wrong + "\n",
                        "account",
                        "export",
                        anna,
                        "--format",
                        format,
                        "--to",
                        file.toString());
                assertThat(ran.exitCode()).isEqualTo(1);
                assertThat(ran.err()).containsAnyOf("not one of this account's", "does not reach the mail");
            }
        }
        assertThat(Agent.run(
                                engine.socket(),
                                mail + "\n",
                                "account",
                                "export",
                                anna,
                                "--format",
                                "sqlite",
                                "--to",
                                file.toString())
                        .err())
                .contains("is not for everything");
        assertThat(export("tar", file).err()).contains("no format \"tar\"");
        try (Stream<Path> files = Files.list(folder.path())) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.contains("no.zip"));
        }
        Files.writeString(file, "mine");
        assertThat(export("mbox", file).err()).contains("cannot be written");
        assertThat(Files.readString(file)).isEqualTo("mine");
        Path phones = folder.path().resolve("phone.zip");
        assertThat(Agent.run(
                                engine.socket(),
                                mail + "\n",
                                "account",
                                "export",
                                anna,
                                "--format",
                                "mbox",
                                "--to",
                                phones.toString())
                        .exitCode())
                .isZero();
        assertThat(Agent.run(engine.socket(), "", "log").out())
                .contains("EXPORTED")
                .contains("as mbox, by the password \"phone\"")
                .doesNotContain(mail, password);
    }

    private String credential(String name, String scope) {
        try (ControlClient control = engine.control()) {
            return control.call(api -> api.addCredential(new CredentialOrder(anna, name, List.of(scope), password)))
                    .password();
        }
    }

    @Test
    void aLockedAccountIsOpenedForItAndLocksAgain() throws IOException {
        fill();
        try (ControlClient control = engine.control()) {
            control.lock(anna);
            assertThat(control.account(anna).unlocked()).isFalse();
            exported("eml");
            assertThat(control.account(anna).unlocked())
                    .as("its grace time has begun")
                    .isTrue();
            control.lock(anna);
            assertThat(control.account(anna).unlocked()).isFalse();
        }
    }

    @Test
    void anExportThatIsBrokenOffSaysSoAndLeavesNothing() throws IOException {
        LetterMaker letters = new LetterMaker(9);
        try (ImapTestClient imap = engine.imaps().login(anna, password)) {
            for (int i = 0; i < 4; i++) {
                imap.append(
                        "INBOX",
                        "",
                        letters.withAttachment("f@example.org", anna, "Large", "x", "a.bin", 2_000_000)
                                .octets());
            }
            imap.logout();
        }
        for (String format : List.of("mbox", "sqlite")) {
            try (ControlClient control = engine.control()) {
                EngineApi.ExportName export =
                        control.call(api -> api.beginExport(new ExportOrder(anna, format, password)));
                ExportPart first = control.call(api -> api.nextExportPart(export));
                assertThat(first.last()).isFalse();
                control.lock(anna);
                assertThat(failure(control, export)).isEqualTo("broken-off");
                assertThat(failure(control, export)).isEqualTo("broken-off");
                EngineApi.ExportName other = new EngineApi.ExportName("0".repeat(32));
                assertThat(failure(control, other)).isEqualTo("no-such-export");
            }
        }
        Path file = folder.path().resolve("broken.zip");
        ByteArrayOutputStream fetched = new ByteArrayOutputStream();
        Agent.Ran ran = Agent.run(
                engine.socket(),
                new OutputStream() {
                    @Override
                    public void write(int octet) {
                        fetched.write(octet);
                    }

                    @Override
                    public void write(byte[] octets, int offset, int length) {
                        if (fetched.size() == 0) {
                            Mailboxes.lock(engine, anna);
                        }
                        fetched.write(octets, offset, length);
                    }
                },
                password + "\n",
                "account",
                "export",
                anna,
                "--format",
                "eml");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("The export was broken off.").contains("not whole");
        Files.write(file, fetched.toByteArray());
        if (Program.isInstalled("unzip")) {
            assertThat(Program.of("unzip", "-tq", file.toString()).run().exitCode())
                    .isNotZero();
        }
        assertThat(Waiting.until(Mailboxes.PATIENCE, this::noDraftIsLeft)).isTrue();
        assertThat(engine.output()).doesNotContain("ERROR");
    }

    private boolean noDraftIsLeft() {
        try (Stream<Path> left = Files.list(engine.data().resolve("snapshots"))) {
            return left.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String failure(ControlClient control, EngineApi.ExportName export) {
        try {
            for (int i = 0; i < 100; i++) {
                control.call(api -> api.nextExportPart(export));
            }
            return "";
        } catch (FailureException e) {
            return e.failure().code();
        }
    }

    /** Two letters as large as IMAP takes, and 131,072 small ones, by an engine that has 128 MB for everything. */
    @Test
    @Tag("long")
    void aGreatAccountStreamsOutInBoundedMemory() throws IOException {
        byte[] large = new byte[50_000_000];
        Arrays.fill(large, (byte) 'x');
        for (int line = 0; line + 1 < large.length; line += 80) {
            large[line] = '\r';
            large[line + 1] = '\n';
        }
        byte[] small =
                new LetterMaker(3).plain("f@example.org", anna, "Small", "x\n").octets();
        try (ImapTestClient imap = engine.imaps().login(anna, password)) {
            imap.patience(Duration.ofMinutes(5));
            imap.append("INBOX", "\\Seen", small);
            imap.select("INBOX");
            for (int doubled = 0; doubled < 17; doubled++) {
                imap.command("COPY 1:* INBOX");
            }
            imap.append("Archive", "", large);
            imap.append("Archive", "", large);
            imap.logout();
        }
        Path file = folder.path().resolve("great.zip");
        Agent.Ran ran = export("maildir", file);
        assertThat(ran.exitCode()).as("%s, %s", ran, engine.output()).isZero();
        assertThat(ran.out()).contains("131074 letter(s)");
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().mapToLong(ZipEntry::getSize).sum())
                    .isGreaterThan(2L * large.length + 131_072L * small.length);
            assertThat(zip.size()).isGreaterThan(131_074);
        }
        assertThat(engine.output()).doesNotContain("OutOfMemory", "ERROR");
    }

    @Test
    void fewRunAtOnceAndThoseThatAreEndedMakeRoom() {
        fill();
        try (ControlClient control = engine.control()) {
            List<EngineApi.ExportName> begun = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                begun.add(control.call(api -> api.beginExport(new ExportOrder(anna, "mbox", password))));
            }
            assertThat(refused(control)).isEqualTo("busy");
            begun.forEach(export -> control.call(api -> api.endExport(export)));
            assertThat(Waiting.until(
                            Duration.ofSeconds(10), () -> refused(control).isEmpty()))
                    .isTrue();
        }
    }

    private String refused(ControlClient control) {
        try {
            EngineApi.ExportName export = control.call(api -> api.beginExport(new ExportOrder(anna, "mbox", password)));
            control.call(api -> api.endExport(export));
            return "";
        } catch (FailureException e) {
            return e.failure().code();
        }
    }
}
