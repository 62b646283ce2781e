package org.letterlock.tests.system.hostile;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.EngineProcess.Ended;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.ProtocolException;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** Octets of files are flipped at random places (the seed is printed): the engine says so in a sentence or an answer, and other accounts notice nothing. */
@Tag("long")
final class DamagedFilesTest {

    private static final String ANNA = "anna@example.test";
    private static final String BO = "bo@example.test";
    private static final int TIMES = 5;

    private final long seed = Long.getLong("letterlock.damage.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private TempFolder folder;
    private Path sound;
    private Path data;
    private String annas;
    private String bos;
    private Path annasFile;

    @BeforeEach
    void makeSoundFolder() throws IOException {
        System.out.println("seed " + seed);
        folder = new TempFolder();
        sound = folder.path().resolve("sound");
        data = folder.path().resolve("mail");
        try (EngineProcess engine = EngineProcess.start(sound)) {
            try (ControlClient control = engine.control()) {
                control.addDomain("example.test");
                annas = control.addAccount(ANNA).password();
                annasFile = theOnlyFile(sound.resolve("accounts"));
                bos = control.addAccount(BO).password();
            }
            LetterMaker letters = new LetterMaker(seed);
            for (String each : List.of(ANNA, BO)) {
                String password = each.equals(ANNA) ? annas : bos;
                try (ImapTestClient imap = engine.imaps().login(each, password)) {
                    for (int i = 0; i < 30; i++) {
                        imap.append(
                                "INBOX",
                                "",
                                letters.sized(each, each, "Kept", 8_000).octets());
                    }
                }
                try (ControlClient control = engine.control()) {
                    control.lock(each);
                }
                try (SmtpTestClient smtp = engine.mx().ehlo()) {
                    for (int i = 0; i < 10; i++) {
                        smtp.deliver(
                                        "f@example.org",
                                        List.of(each),
                                        letters.sized(each, each, "Waiting", 20_000)
                                                .octets())
                                .expect(250);
                    }
                }
            }
        }
    }

    private static Path theOnlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".sqlite"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @AfterEach
    void remove() {
        folder.close();
    }

    @Test
    void damagedKeyIsSaid() throws IOException {
        for (int i = 0; i < 2; i++) {
            copySoundFolder();
            flip(data.resolve("engine.key"), 1);
            assertSaysSo(serve());
        }
        Files.write(data.resolve("engine.key"), new byte[7]);
        assertSaysSo(serve());
    }

    @Test
    void damagedDirectoryIsSaidOrDoesNoHarm() throws IOException {
        for (int i = 0; i < TIMES; i++) {
            copySoundFolder();
            flip(data.resolve("directory.db"), 1 + random.nextInt(20));
            startsOrSaysSo();
        }
    }

    @Test
    void damagedIntakeHoldsUpNobody() throws IOException {
        for (int i = 0; i < TIMES; i++) {
            copySoundFolder();
            flip(data.resolve("intake.sqlite"), 1 + random.nextInt(20));
            startsOrSaysSo();
        }
    }

    @Test
    void damagedAccountHarmsNoOther() throws IOException {
        for (int i = 0; i < TIMES; i++) {
            copySoundFolder();
            flip(data.resolve("accounts").resolve(annasFile.getFileName()), 1 + random.nextInt(30));
            try (EngineProcess engine = EngineProcess.start(data)) {
                boIsServed(engine, 40);
                annaIsAnswered(engine);
                boIsServed(engine, 40);
                assertQuiet(engine);
            }
        }
    }

    private void startsOrSaysSo() throws IOException {
        EngineProcess engine;
        try {
            engine = EngineProcess.start(data);
        } catch (IllegalStateException e) {
            assertThat(e.getMessage()).contains("The file ").doesNotContain("\tat ", "Exception");
            return;
        }
        try (engine) {
            boIsServed(engine, 30);
            annaIsAnswered(engine);
            assertQuiet(engine);
        }
    }

    /** What is damaged may be missing, but the session is answered and ends. */
    private void boIsServed(EngineProcess engine, int atLeast) {
        try (ImapTestClient imap = engine.imaps().login(BO, bos)) {
            assertThat(Waiting.until(PATIENCE, () -> imap.select("INBOX") >= atLeast))
                    .isTrue();
            assertThat(imap.fetch("1:30", "")).hasSize(30);
        }
    }

    private void annaIsAnswered(EngineProcess engine) {
        try (ImapTestClient imap = engine.imaps()) {
            ImapTestClient.Result login = imap.attempt("LOGIN " + ANNA + " " + annas);
            assertThat(login.text()).matches("(OK|NO \\[UNAVAILABLE]).*");
            if (login.isOk()) {
                assertThat(imap.attempt("SELECT INBOX").text()).matches("(OK|NO \\[UNAVAILABLE]).*");
                for (int i = 1; i <= 30; i++) {
                    imap.attempt("FETCH " + i + " (FLAGS BODY.PEEK[])");
                }
                imap.attempt("SEARCH TEXT kept");
                imap.attempt("STORE 1:* +FLAGS (\\Seen)");
            }
        } catch (UncheckedIOException | ProtocolException e) {
            // A body that breaks off while it is sent ends the connection: the one honest way.
            assertThat(e).hasMessageNotContaining("timed out");
        }
    }

    private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(30);

    private static void assertQuiet(EngineProcess engine) {
        assertThat(engine.output()).doesNotContain("\tat ");
        assertThat(engine.output().lines().count()).isLessThan(200);
    }

    private Ended serve() {
        return EngineProcess.run(List.of("serve", "--data", data.toString(), "--imap", "127.0.0.1:0"));
    }

    private static void assertSaysSo(Ended ended) {
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).doesNotContain("\tat ", "Exception");
        assertThat(ended.output().strip().lines()).hasSize(1);
    }

    private void flip(Path file, int count) throws IOException {
        try (RandomAccessFile octets = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < count; i++) {
                long at = random.nextLong(octets.length());
                octets.seek(at);
                int now = octets.read();
                octets.seek(at);
                octets.write(now ^ (1 << random.nextInt(8)));
            }
        }
    }

    private void copySoundFolder() throws IOException {
        if (Files.exists(data)) {
            try (Stream<Path> all = Files.walk(data)) {
                for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        try (Stream<Path> all = Files.walk(sound)) {
            for (Path each : all.toList()) {
                Files.copy(each, data.resolve(sound.relativize(each).toString()), COPY_ATTRIBUTES);
            }
        }
    }
}
