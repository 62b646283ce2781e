package org.letterlock.tests.system.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Credential;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.keys.EngineKey;
import org.letterlock.engine.keys.WrappedKey;
import org.letterlock.engine.sasl.ScramSecret;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.ExportOrder;
import org.letterlock.protocol.ExportPart;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.ScramTestClient;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/**
 * After an account was locked, neither its key nor its password nor a word of its letters is left: in a heap dump, in all of the process' memory, in its
 * files, in what it told its log.
 */
@Tag("long")
final class LockedMemoryTest {

    private static final String ANNA = "anna@example.test";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final String DELIVERED = "Zwetschgenkuchen-delivered-4711";
    private static final String APPENDED = "Zwetschgenkuchen-appended-0815";
    private static final String SOUGHT = "Zwetschgenkuchen-sought-1337";
    private static final String SUBJECT = "Zwetschgenkuchen-subject-2342";

    private TempFolder folder;
    private EngineProcess engine;
    private String password;

    @BeforeEach
    void start() {
        folder = new TempFolder();
        Path temporary = folder.path().resolve("tmp");
        temporary.toFile().mkdir();
        engine = EngineProcess.start(new EngineProcess.Settings(
                folder.path().resolve("mail"),
                "mail.example.test",
                Map.of(),
                List.of("-Djava.io.tmpdir=" + temporary),
                Map.of()));
        try (ControlClient control = engine.control()) {
            control.addDomain("example.test");
            password = control.addAccount(ANNA).password();
        }
    }

    @AfterEach
    void stop() {
        engine.close();
        folder.close();
    }

    @Test
    void nothingIsLeftWhenAnAccountWasLocked() throws IOException {
        ProcessMemory memory = new ProcessMemory(engine.pid());
        assumeTrue(memory.isOpen(), "skipped: reading the memory of another process needs root, and Linux");
        Keys keys = keys();
        Secrets secrets = new Secrets()
                .key("the account key", keys.account())
                .key("ClientKey", keys.client())
                .text("the password", password)
                .text("the password in base64", plain(password))
                .text("a delivered letter", DELIVERED)
                .text("an appended letter", APPENDED)
                .text("a subject", SUBJECT)
                .text("what was searched for", SOUGHT);
        assertNotKeptOutsideOfTheHeap(memory);
        use();
        secrets.key("what a login was bound to", bind());
        export(secrets);
        Map<String, Integer> open = memory.search(secrets);
        System.out.println("unlocked: " + open);
        assertThat(open.keySet()).anySatisfy(found -> assertThat(found).contains("the account key"));
        try (ControlClient control = engine.control()) {
            control.lock(ANNA);
        }
        boolean clean = Waiting.until(PATIENCE, () -> memory.search(secrets).isEmpty());
        Map<String, Integer> left = memory.search(secrets);
        System.out.println("locked: " + left);
        assertThat(left).as("in the memory of the process").isEmpty();
        assertThat(clean).isTrue();
        assertThat(inHeapDump(secrets)).as("in a heap dump").isEmpty();
        assertThat(inFiles(secrets)).as("on the disk").isEmpty();
        try (ControlClient control = engine.control()) {
            String told = control.call(api -> api.log(new EngineApi.Limit(10_000))) + engine.output();
            assertThat(told).doesNotContain(password, DELIVERED, APPENDED, SOUGHT, SUBJECT);
        }
    }

    /** A buffer is overwritten when it is freed, and that is after the caller has its answer. */
    private void assertNotKeptOutsideOfTheHeap(ProcessMemory memory) {
        Secrets told = new Secrets().text("the password", password);
        List<String> kept = new ArrayList<>();
        Waiting.until(PATIENCE, () -> {
            kept.clear();
            memory.search(told).keySet().stream()
                    .filter(place -> place.contains("[heap]") || place.contains("anonymous 7f"))
                    .forEach(kept::add);
            return kept.isEmpty();
        });
        assertThat(kept).as("outside of the heap, once an account was made").isEmpty();
    }

    /** A little of everything that an owner does, by every way in. */
    private void use() {
        deliver();
        try (SmtpTestClient submission = engine.submissions().ehlo()) {
            submission.authPlain(ANNA, password).expect(235);
            submission.deliver(ANNA, List.of(ANNA), letter(DELIVERED)).expect(250);
        }
        try (ImapTestClient scram = engine.imaps()) {
            assertThat(scram.authenticateScram(ANNA, password).isOk()).isTrue();
        }
        try (ImapTestClient imap = engine.imaps().login(ANNA, password)) {
            deliver();
            assertThat(Waiting.until(PATIENCE, () -> imap.select("INBOX") == 3)).isTrue();
            imap.append("INBOX", "\\Seen", letter(APPENDED));
            byte[] large = letter(APPENDED + "\r\n" + (APPENDED + " and more\r\n").repeat(20_000));
            imap.append("INBOX", "", large);
            assertThat(imap.fetch("1:*", "")).hasSize(5);
            imap.command("FETCH 1:* (ENVELOPE BODYSTRUCTURE)");
            imap.search("TEXT " + SOUGHT);
            imap.searchText("SUBJECT", SUBJECT);
            imap.logout();
        }
    }

    /** Logs in bound to the connection; to what. */
    private byte[] bind() {
        try (ImapTestClient imap = engine.imaps()) {
            byte[] exported = imap.exported();
            ScramTestClient scram = new ScramTestClient(ANNA, password).binding("p=tls-exporter", exported);
            assertThat(imap.authenticate("SCRAM-SHA-256-PLUS", scram).isOk()).isTrue();
            return exported;
        }
    }

    /** Takes the file away with its key, which the archive has as digits, deflated, and the contract in base64. */
    private void export(Secrets secrets) {
        try (ControlClient control = engine.control()) {
            String id = control.call(api -> api.beginExport(new ExportOrder(ANNA, "sqlite", password)))
                    .id();
            boolean found = false;
            ExportPart part;
            do {
                part = control.call(api -> api.nextExportPart(new EngineApi.ExportName(id)));
                byte[] octets = Base64.getDecoder().decode(part.octets());
                int name = new String(octets, StandardCharsets.ISO_8859_1).indexOf("key.txt");
                if (name >= 0 && !found) {
                    found = true;
                    // Behind the name come the fields that the local header counts just before it (APPNOTE 4.3.7).
                    int begin = name + "key.txt".length() + (octets[name - 2] & 0xff);
                    secrets.octets("the key as it was exported", Arrays.copyOfRange(octets, begin + 4, begin + 40));
                    int aligned = (begin + 6) / 3 * 3;
                    secrets.text(
                            "the key as it was exported, in base64",
                            Base64.getEncoder().encodeToString(Arrays.copyOfRange(octets, aligned, aligned + 30)));
                }
            } while (!part.last());
            assertThat(found).isTrue();
        }
    }

    private void deliver() {
        try (SmtpTestClient smtp = engine.mx().ehlo()) {
            smtp.deliver("f@example.org", List.of(ANNA), letter(DELIVERED)).expect(250);
        }
    }

    private static byte[] letter(String text) {
        return ("From: " + ANNA + "\r\nTo: " + ANNA + "\r\nSubject: " + SUBJECT + "\r\nMessage-ID: <"
                        + Integer.toHexString(text.hashCode()) + System.nanoTime() + "@example.org>\r\n\r\n" + text
                        + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The part of AUTH PLAIN's answer that is made of the password alone. */
    private static String plain(String password) {
        String whole =
                Base64.getEncoder().encodeToString(("\0" + ANNA + "\0" + password).getBytes(StandardCharsets.US_ASCII));
        int before = 2 + ANNA.length();
        return whole.substring((before + 2) / 3 * 4, (before + password.length()) / 3 * 4);
    }

    private record Keys(byte[] account, byte[] client) {}

    /** What the engine computes at a login, computed from a copy of its files. */
    private Keys keys() throws IOException {
        Path copy = folder.path().resolve("copy");
        Files.createDirectory(copy);
        for (String name : List.of("directory.db", "directory.db-wal")) {
            Path file = engine.data().resolve(name);
            if (Files.exists(file)) {
                Files.copy(file, copy.resolve(name));
            }
        }
        byte[] subkey;
        try (EngineKey key = EngineKey.open(engine.data().resolve("engine.key"))) {
            subkey = key.subkey("directory");
        }
        try (Directory directory = Directory.open(copy.resolve("directory.db"), subkey, Clock.systemUTC())) {
            Account account = directory.accountForLogin(ANNA).orElseThrow();
            Credential credential = directory.credentials(account.id()).getFirst();
            try (ScramSecret secret = ScramSecret.ofPassword(
                    password.getBytes(StandardCharsets.US_ASCII), account.salt(), account.iterations())) {
                byte[] client = secret.clientKey().clone();
                byte[] key = WrappedKey.unwrap(
                                account.id(), credential.wrappedKey().orElseThrow(), client)
                        .orElseThrow()
                        .use(octets -> Arrays.copyOf(octets, octets.length));
                return new Keys(key, client);
            }
        }
    }

    private Map<String, Integer> inHeapDump(Secrets secrets) throws IOException {
        Path dump = folder.path().resolve("heap.hprof");
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(engine.pid()),
                        "GC.heap_dump",
                        "-all",
                        dump.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(dump).as(said).exists();
        return inFile(dump, secrets);
    }

    private static Map<String, Integer> inFile(Path file, Secrets secrets) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return secrets.in(in);
        }
    }

    private Map<String, Integer> inFiles(Secrets secrets) throws IOException {
        Map<String, Integer> found = new LinkedHashMap<>();
        for (Path root : List.of(engine.data(), folder.path().resolve("tmp"))) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    inFile(file, secrets).forEach((secret, count) -> found.put(secret + " in " + file, count));
                }
            }
        }
        return found;
    }
}
