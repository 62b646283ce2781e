package org.letterlock.tests.system;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.keys.EngineKey;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.EngineProcess.Ended;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.sqlite.mc.SQLiteMCChacha20Config;

/** What is wrong at the start is told in one clear sentence. */
final class StartFaultsTest {

    private static TempFolder sound;

    private TempFolder folder;
    private Path data;

    @BeforeAll
    static void makeSoundFolder() {
        sound = new TempFolder();
        try (EngineProcess engine = EngineProcess.start(sound.path().resolve("mail"))) {
            Mailboxes.domain(engine, "example.test");
            Mailboxes.make(engine, "anna@example.test");
        }
    }

    @AfterAll
    static void removeSoundFolder() {
        sound.close();
    }

    @BeforeEach
    void copySoundFolder() throws IOException {
        folder = new TempFolder();
        data = folder.path().resolve("mail");
        Path original = sound.path().resolve("mail");
        try (Stream<Path> all = Files.walk(original)) {
            for (Path each : all.toList()) {
                Files.copy(each, data.resolve(original.relativize(each).toString()), COPY_ATTRIBUTES);
            }
        }
    }

    @AfterEach
    void remove() {
        folder.close();
    }

    @Test
    void soundFolderPassesTheCheck() {
        assertThat(check()).satisfies(ended -> {
            assertThat(ended.output()).contains("in order");
            assertThat(ended.exitCode()).isZero();
        });
    }

    @Test
    void wrongKeyIsSaid() throws IOException {
        Path key = data.resolve("engine.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.write(key, new byte[32]);
        assertFails(serve(), "key");
        assertThat(check().output()).contains("queue.sqlite", "directory.db", "is not the key");
    }

    @Test
    void damagedQueueIsSaid() throws IOException {
        overwrite(data.resolve("queue.sqlite"), 0, 4_096);
        assertFails(serve(), "queue.sqlite");
        assertFails(check(), "queue.sqlite");
    }

    @Test
    void newerSchemaIsSaid() throws SQLException {
        byte[] key;
        try (EngineKey engineKey = EngineKey.open(data.resolve("engine.key"))) {
            key = engineKey.subkey("queue");
        }
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + data.resolve("queue.sqlite"),
                        SQLiteMCChacha20Config.getDefault()
                                .withRawUnsaltedKey(key)
                                .build()
                                .toProperties());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 999");
        }
        assertFails(serve(), "queue.sqlite", "newer");
    }

    @Test
    void keyThatOthersMayReadIsRefused() throws IOException {
        Files.setPosixFilePermissions(data.resolve("engine.key"), PosixFilePermissions.fromString("rw-r--r--"));
        assertFails(serve(), "engine key", "0600");
    }

    @Test
    void folderThatOthersMayEnterIsRefused() throws IOException {
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));
        assertFails(serve(), "data folder", "chmod 700 " + data);
        assertFails(check(), "data folder", "chmod 700 " + data);
    }

    @Test
    void certificateOfAnotherKeyIsSaid() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        String other = Base64.getMimeEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        Files.writeString(
                data.resolve("tls/key.pem"), "-----BEGIN PRIVATE KEY-----\n" + other + "\n-----END PRIVATE KEY-----\n");
        assertFails(serve(), "certificate", "does not belong to the key");
    }

    @Test
    void filesAreForTheirOwnerAlone() throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            for (Path each : all.toList()) {
                assertThat(Files.getPosixFilePermissions(each).toString())
                        .as(each.toString())
                        .satisfies(mode -> assertThat(each.endsWith("chain.pem") || !mode.contains("OTHERS"))
                                .isTrue());
            }
        }
    }

    @Test
    void accountFileThatIsCutShortIsSaid() throws IOException {
        Path file = theOnlyAccount();
        try (RandomAccessFile octets = new RandomAccessFile(file.toFile(), "rw")) {
            octets.setLength(octets.length() - 100);
        }
        assertFails(check(), file.toString(), "anna@example.test", "cut short");
    }

    @Test
    void accountFileInClearTextIsSaid() throws IOException {
        Path file = theOnlyAccount();
        try (RandomAccessFile octets = new RandomAccessFile(file.toFile(), "rw")) {
            octets.write("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII));
        }
        assertFails(check(), file.toString(), "not encrypted");
    }

    @Test
    void missingAccountFileIsSaid() throws IOException {
        Path file = theOnlyAccount();
        Files.delete(file);
        assertFails(check(), file.toString(), "missing");
    }

    private Path theOnlyAccount() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("accounts"))) {
            return files.filter(file -> file.toString().endsWith(".sqlite"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void secondEngineIsRefusedAndChangesNothing() throws IOException {
        try (EngineProcess engine = EngineProcess.start(data)) {
            Map<Path, Integer> before = octets();
            assertFails(serve(), "running");
            assertFails(check(), "running");
            assertFails(EngineProcess.run(List.of("verify", "--repair", "--data", data.toString())), "running");
            assertThat(octets()).isEqualTo(before);
            assertThat(engine.isRunning()).isTrue();
            Mailboxes.make(engine, "bo@example.test");
            try (ImapTestClient imap = engine.imaps()) {
                assertThat(imap.attempt("NOOP").isOk()).isTrue();
            }
        }
    }

    /** A number for the octets of each file, but for the journal, which the engine that runs writes, and for memory that it shares. */
    private Map<Path, Integer> octets() throws IOException {
        Map<Path, Integer> octets = new TreeMap<>();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path each : all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("journal"))
                    .filter(file -> !file.toString().endsWith("-shm"))
                    .toList()) {
                octets.put(each, Arrays.hashCode(Files.readAllBytes(each)));
            }
        }
        return octets;
    }

    @Test
    void takenPortIsSaid() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertFails(serve("--mx", "127.0.0.1:" + taken.getLocalPort()), "" + taken.getLocalPort());
        }
    }

    @Test
    void missingFolderIsSaid() {
        assertFails(
                EngineProcess.run(
                        List.of("check", "--data", folder.path().resolve("none").toString())),
                "no data folder");
    }

    private Ended serve(String... more) {
        List<String> arguments = new ArrayList<>(List.of("serve", "--data", data.toString(), "--imap", "127.0.0.1:0"));
        arguments.addAll(List.of(more));
        return EngineProcess.run(arguments);
    }

    private Ended check() {
        return EngineProcess.run(List.of("check", "--data", data.toString()));
    }

    private static void assertFails(Ended ended, String... words) {
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output()).contains(words).doesNotContain("\tat ", "Exception");
        assertThat(ended.output().strip().lines()).as(ended.output()).hasSize(1);
    }

    private static void overwrite(Path file, long at, int length) throws IOException {
        try (RandomAccessFile octets = new RandomAccessFile(file.toFile(), "rw")) {
            octets.seek(at);
            octets.write(new byte[length]);
        }
    }
}
