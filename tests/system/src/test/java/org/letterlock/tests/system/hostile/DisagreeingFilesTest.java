package org.letterlock.tests.system.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Credential;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.keys.EngineKey;
import org.letterlock.engine.keys.WrappedKey;
import org.letterlock.engine.sasl.ScramSecret;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.EngineProcess.Ended;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;
import org.sqlite.mc.SQLiteMCChacha20Config;

/** Files that do not belong together, each sound in itself: what does not fit is refused in one sentence and stays as it is, and other accounts notice nothing. */
@Tag("long")
final class DisagreeingFilesTest {

    private static final String ANNA = "anna@example.test";
    private static final String BO = "bo@example.test";

    private TempFolder folder;
    private Path data;
    private EngineProcess engine;
    private String annas;
    private String bos;
    private Path annasFile;
    private Path bosFile;

    @BeforeEach
    void makeSoundFolder() throws IOException {
        folder = new TempFolder();
        data = folder.path().resolve("mail");
        engine = EngineProcess.start(data);
        try (ControlClient control = engine.control()) {
            control.addDomain("example.test");
            annas = control.addAccount(ANNA).password();
            annasFile = accounts().getFirst();
            bos = control.addAccount(BO).password();
        }
        bosFile = accounts().stream()
                .filter(file -> !file.equals(annasFile))
                .findFirst()
                .orElseThrow();
        append(ANNA, annas);
        append(BO, bos);
        engine.stop();
    }

    @AfterEach
    void remove() {
        engine.close();
        folder.close();
    }

    private List<Path> accounts() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("accounts"))) {
            return files.filter(file -> file.toString().endsWith(".sqlite")).toList();
        }
    }

    private void append(String user, String password) {
        try (ImapTestClient imap = engine.imaps().login(user, password)) {
            imap.append("INBOX", "", ("Subject: of " + user + "\r\n\r\nx\r\n").getBytes(StandardCharsets.US_ASCII));
            imap.logout();
        }
    }

    private String login(String user, String password) {
        try (ImapTestClient imap = engine.imaps()) {
            return imap.attempt("LOGIN " + user + " " + password).text();
        }
    }

    private void isServed(String user, String password, int letters) {
        try (ImapTestClient imap = engine.imaps().login(user, password)) {
            assertThat(Waiting.until(Duration.ofSeconds(30), () -> imap.select("INBOX") == letters))
                    .isTrue();
            imap.logout();
        }
    }

    /** The account does not open, its log says why in one line, and nothing of {@code kept} changed. */
    private void isRefused(String user, String password, String sentence, Path... kept) throws IOException {
        Map<Path, byte[]> before = octets(kept);
        engine.startAgain();
        assertThat(login(user, password)).startsWith("NO [UNAVAILABLE]");
        engine.stop();
        assertThat(engine.output().lines().filter(line -> line.contains("ERROR")))
                .singleElement()
                .asString()
                .contains(sentence);
        assertThat(engine.output()).doesNotContain("\tat ");
        octets(kept)
                .forEach((file, now) -> assertThat(Arrays.equals(now, before.get(file)))
                        .as("%s is as it was", file)
                        .isTrue());
    }

    private static Map<Path, byte[]> octets(Path... files) throws IOException {
        Map<Path, byte[]> octets = new TreeMap<>();
        for (Path file : files) {
            octets.put(file, Files.readAllBytes(file));
        }
        return octets;
    }

    private void refusesToStart(Path kept, String... words) throws IOException {
        byte[] before = Files.readAllBytes(kept);
        Ended ended = EngineProcess.run(List.of("serve", "--data", data.toString(), "--imap", "127.0.0.1:0"));
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output()).contains(words).doesNotContain("\tat ", "Exception");
        assertThat(ended.output().strip().lines()).as(ended.output()).hasSize(1);
        assertThat(kept).hasBinaryContent(before);
    }

    private String verified() {
        return EngineProcess.run(List.of("verify", "--data", data.toString())).output();
    }

    private static void swap(Path one, Path other) throws IOException {
        Path aside = one.resolveSibling("aside");
        Files.move(one, aside);
        Files.move(other, one);
        Files.move(aside, other);
    }

    private <T> T directory(Function<Directory, T> use) throws IOException {
        byte[] subkey;
        try (EngineKey key = EngineKey.open(data.resolve("engine.key"))) {
            subkey = key.subkey("directory");
        }
        try (Directory directory = Directory.open(data.resolve("directory.db"), subkey, Clock.systemUTC())) {
            return use.apply(directory);
        }
    }

    /** Puts {@code changed} in the place of Anna's account, with its credentials as they were. */
    private void replace(Function<Account, Account> changed, Consumer<Directory> more) throws IOException {
        boolean done = directory(directory -> {
            Account account = directory.accountForLogin(ANNA).orElseThrow();
            List<Credential> credentials = directory.credentials(account.id());
            assertThat(directory.removeAccount(account.id())).isEqualTo(ChangeResult.DONE);
            assertThat(directory.addAccount(changed.apply(account), account.address(), credentials.getFirst()))
                    .isEqualTo(ChangeResult.DONE);
            more.accept(directory);
            return true;
        });
        assertThat(done).isTrue();
    }

    @Test
    void filesOfAccountsThatChangedPlacesOpenForNobody() throws IOException {
        swap(annasFile, bosFile);
        isRefused(ANNA, annas, "the key does not open it", annasFile, bosFile);
        isRefused(BO, bos, "the key does not open it", annasFile, bosFile);
        swap(annasFile, bosFile);
        engine.startAgain();
        isServed(ANNA, annas, 1);
        isServed(BO, bos, 1);
    }

    @Test
    void theFileOfAnotherAccountUnderThisNameOpensForItsOwnerAlone() throws IOException {
        Path kept = Files.copy(annasFile, folder.path().resolve("kept"));
        Files.copy(bosFile, annasFile, StandardCopyOption.REPLACE_EXISTING);
        isRefused(ANNA, annas, "the key does not open it", annasFile, bosFile);
        Files.copy(kept, annasFile, StandardCopyOption.REPLACE_EXISTING);
        engine.startAgain();
        isServed(BO, bos, 1);
        isServed(ANNA, annas, 1);
    }

    @Test
    void filesOfTheEngineThatChangedPlacesDoNotOpen() throws IOException {
        swap(data.resolve("queue.sqlite"), data.resolve("intake.sqlite"));
        refusesToStart(data.resolve("queue.sqlite"), "intake.sqlite", "does not open");
        swap(data.resolve("queue.sqlite"), data.resolve("intake.sqlite"));
        swap(data.resolve("directory.db"), data.resolve("journal.sqlite"));
        refusesToStart(data.resolve("directory.db"), "journal.sqlite", "does not open");
    }

    @Test
    void anAccountWithoutItsFileIsRefusedAndNoFileIsMade() throws IOException {
        Path kept = folder.path().resolve("kept");
        Files.move(annasFile, kept);
        isRefused(ANNA, annas, "its file is missing", bosFile);
        assertThat(annasFile).doesNotExist();
        assertThat(verified()).contains(annasFile + " of " + ANNA + " is missing");
        Files.move(kept, annasFile);
        engine.startAgain();
        isServed(ANNA, annas, 1);
        isServed(BO, bos, 1);
    }

    /** A new one in its place would hide what is lost. */
    @Test
    void aFileOfTheEngineThatIsMissingIsSaidAndBegunAnewOnDemandAlone() throws IOException {
        for (String name : List.of("intake.sqlite", "queue.sqlite", "journal.sqlite", "directory.db")) {
            Path file = data.resolve(name);
            Path kept = folder.path().resolve("kept");
            Files.move(file, kept);
            refusesToStart(annasFile, file + " is missing", "restore it from a backup");
            assertThat(file).doesNotExist();
            assertThat(verified()).contains(file + " is missing");
            Ended repaired = EngineProcess.run(List.of("verify", "--repair", "--data", data.toString()));
            if (name.equals("directory.db")) {
                assertThat(repaired.exitCode()).isEqualTo(1);
                assertThat(file).doesNotExist();
            } else {
                assertThat(repaired.exitCode()).as(repaired.output()).isZero();
                assertThat(repaired.output()).contains(name + ": it was missing, and is empty now");
                Files.delete(file);
            }
            Files.move(kept, file);
        }
        engine.startAgain();
        isServed(ANNA, annas, 1);
        isServed(BO, bos, 1);
    }

    @Test
    void aFileWithoutAnAccountIsSaidAndLeftAlone() throws IOException {
        Path stranger = Files.copy(annasFile, annasFile.resolveSibling("0123456789abcdef.sqlite"));
        assertThat(verified()).contains(stranger + " belongs to no account");
        engine.startAgain();
        isServed(ANNA, annas, 1);
        engine.stop();
        assertThat(stranger).exists();
    }

    @Test
    void aSealKeyInTheDirectoryThatIsNotTheAccountsIsRefused() throws IOException {
        SealPublicKey foreign = SealKeyPair.generate(new SecureRandom()).publicKey();
        SealPublicKey own = directory(
                directory -> directory.accountForLogin(ANNA).orElseThrow().sealKey());
        setSealKey(foreign);
        isRefused(ANNA, annas, "the directory has another seal key", bosFile);
        setSealKey(own);
        engine.startAgain();
        isServed(ANNA, annas, 1);
        isServed(BO, bos, 1);
    }

    private void setSealKey(SealPublicKey key) throws IOException {
        ChangeResult result = directory(directory -> directory.setSealKey(
                directory.accountForLogin(ANNA).orElseThrow().id(), key));
        assertThat(result).isEqualTo(ChangeResult.DONE);
    }

    /** Bo's record in Anna's account, with all that a password is checked by: his password is right there, and opens nothing. */
    @Test
    void aCredentialOfAnotherAccountOpensNothing() throws IOException {
        Credential stolen = directory(directory -> directory
                .credentials(directory.accountForLogin(BO).orElseThrow().id())
                .getFirst());
        Account bo = directory(directory -> directory.accountForLogin(BO).orElseThrow());
        replace(
                account -> new Account(
                        account.id(),
                        account.name(),
                        account.address(),
                        bo.salt(),
                        bo.iterations(),
                        account.sealKey(),
                        account.recoveryBox(),
                        account.created(),
                        account.recoverable()),
                directory -> assertThat(directory.addCredential(new Credential(
                                directory.accountForLogin(ANNA).orElseThrow().id(),
                                "stolen",
                                stolen.storedKey(),
                                stolen.serverKey(),
                                stolen.wrappedKey(),
                                stolen.scopes(),
                                stolen.created(),
                                stolen.lastUse())))
                        .isEqualTo(ChangeResult.DONE));
        isRefused(ANNA, bos, "the wrapped key of a credential", annasFile, bosFile);
    }

    @Test
    void anAccountsFileOfANewerProgramIsRefused() throws IOException, SQLException {
        byte[] key = directory(directory -> {
            Account account = directory.accountForLogin(ANNA).orElseThrow();
            try (ScramSecret secret = ScramSecret.ofPassword(
                    annas.getBytes(StandardCharsets.US_ASCII), account.salt(), account.iterations())) {
                return WrappedKey.unwrap(
                                account.id(),
                                directory
                                        .credentials(account.id())
                                        .getFirst()
                                        .wrappedKey()
                                        .orElseThrow(),
                                secret.clientKey())
                        .orElseThrow()
                        .use(byte[]::clone);
            }
        });
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + annasFile,
                        SQLiteMCChacha20Config.getDefault()
                                .withRawUnsaltedKey(key)
                                .build()
                                .toProperties());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 999");
        }
        isRefused(ANNA, annas, "it was written by a newer program", annasFile, bosFile);
    }

    @Test
    void aLogThatWasCutShortIsRefused() throws IOException {
        engine.startAgain();
        deliver(5);
        engine.kill9();
        Path log = data.resolve("intake.sqlite-wal");
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
        refusesToStart(log, "intake.sqlite", "damaged");
        refusesToStart(log, "intake.sqlite", "damaged");
    }

    /** The intake of before: every letter in it has moved in already, under the same seals. */
    @Test
    void lettersThatMovedInAndAreSealedAgainInTheIntakeMoveInOnce() throws IOException {
        engine.startAgain();
        deliver(5);
        engine.stop();
        Path kept = Files.copy(data.resolve("intake.sqlite"), folder.path().resolve("kept"));
        for (int time = 0; time < 2; time++) {
            engine.startAgain();
            isServed(ANNA, annas, 6);
            try (ControlClient control = engine.control()) {
                assertThat(Waiting.until(
                                Duration.ofSeconds(30),
                                () -> control.account(ANNA).waiting() == 0))
                        .isTrue();
            }
            isServed(ANNA, annas, 6);
            engine.stop();
            assertThat(Arrays.equals(Files.readAllBytes(kept), Files.readAllBytes(data.resolve("intake.sqlite"))))
                    .isFalse();
            Files.copy(kept, data.resolve("intake.sqlite"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void deliver(int count) {
        LetterMaker letters = new LetterMaker(count);
        try (SmtpTestClient smtp = engine.mx().ehlo()) {
            for (int i = 0; i < count; i++) {
                smtp.deliver(
                                "f@example.org",
                                List.of(ANNA),
                                letters.sized("f@example.org", ANNA, "Waiting", 20_000)
                                        .octets())
                        .expect(250);
            }
        }
    }
}
