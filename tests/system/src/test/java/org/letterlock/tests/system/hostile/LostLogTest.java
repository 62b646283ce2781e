package org.letterlock.tests.system.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.VerifyOrder;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.EngineProcess.Ended;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/**
 * An engine was killed, and what it left of a log ({@code -wal}) was damaged, cut, taken away or exchanged: that is said, changes nothing, and harms nobody else;
 * {@code verify --repair} goes on with what is left.
 */
@Tag("long")
final class LostLogTest {

    private static final String ANNA = "anna@example.test";
    private static final String BO = "bo@example.test";
    private static final int LETTERS = 12;
    private static final String SENTENCE =
            "(-wal) is damaged, missing or another one, and changes that were acknowledged are lost";

    private final long seed = Long.getLong("letterlock.damage.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private TempFolder folder;
    private Path data;
    private Path kept;
    private EngineProcess engine;
    private String annas;
    private String bos;
    private Path annasLog;
    private Path bosLog;

    /** Both accounts are open and hold letters, and others wait for both, when the engine is killed. */
    @BeforeEach
    void killAnEngine() throws IOException {
        System.out.println("seed " + seed);
        folder = new TempFolder();
        data = folder.path().resolve("mail");
        kept = folder.path().resolve("kept");
        engine = EngineProcess.start(data);
        try (ControlClient control = engine.control()) {
            control.addDomain("example.test");
            annas = control.addAccount(ANNA).password();
            Path annasFile = accounts().getFirst();
            bos = control.addAccount(BO).password();
            annasLog = log(annasFile);
            bosLog = log(accounts().stream()
                    .filter(file -> !file.equals(annasFile))
                    .findFirst()
                    .orElseThrow());
        }
        deliver();
        try (ImapTestClient anna = engine.imaps().login(ANNA, annas);
                ImapTestClient bo = engine.imaps().login(BO, bos)) {
            for (int i = 0; i < LETTERS; i++) {
                anna.append("INBOX", "", letter(ANNA, i));
                bo.append("INBOX", "", letter(BO, i));
            }
            engine.kill9();
        }
        copy(data, kept);
    }

    private static byte[] letter(String owner, int number) {
        return ("Subject: " + number + " of " + owner + "\r\n\r\n" + "x".repeat(6000) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void deliver() {
        LetterMaker letters = new LetterMaker(1);
        try (SmtpTestClient smtp = engine.mx().ehlo()) {
            for (String each : List.of(ANNA, BO)) {
                smtp.deliver(
                                "f@example.org",
                                List.of(each),
                                letters.sized(each, each, "Waiting", 20_000).octets())
                        .expect(250);
            }
        }
    }

    private List<Path> accounts() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("accounts"))) {
            return files.filter(file -> file.toString().endsWith(".sqlite")).toList();
        }
    }

    private static Path log(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    @AfterEach
    void remove() {
        engine.close();
        folder.close();
    }

    /** What may happen to a log. */
    private Map<String, Consumer<Path>> mischief(Path other) {
        Map<String, Consumer<Path>> all = new LinkedHashMap<>();
        all.put(
                "flipped",
                log -> change(log, octets -> {
                    octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
                    return octets;
                }));
        all.put("cut", log -> change(log, octets -> Arrays.copyOf(octets, random.nextInt(octets.length))));
        all.put("emptied", log -> change(log, _ -> new byte[0]));
        all.put("deleted", log -> delete(log));
        all.put("exchanged", log -> change(log, _ -> read(other)));
        return all;
    }

    private interface Spoiling {
        byte[] spoilt(byte[] octets);
    }

    private static void change(Path file, Spoiling spoiling) {
        try {
            Files.write(file, spoiling.spoilt(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.filter(path -> !path.endsWith("control.sock")).toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                Files.copy(each, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Everything as the kill left it. */
    private void bringBack() throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path each : all) {
            Files.delete(each);
        }
        copy(kept, data);
    }

    private static Ended verify(Path data, String... more) {
        List<String> arguments = new ArrayList<>(List.of("verify", "--data", data.toString()));
        arguments.addAll(List.of(more));
        return EngineProcess.run(arguments);
    }

    private String login(String user, String password) {
        try (ImapTestClient imap = engine.imaps()) {
            return imap.attempt("LOGIN " + user + " " + password).text();
        }
    }

    private void hasLetters(String user, String password, int atLeast) {
        try (ImapTestClient imap = engine.imaps().login(user, password)) {
            assertThat(Waiting.until(Duration.ofSeconds(30), () -> imap.select("INBOX") >= atLeast))
                    .as("%s, seed %d", user, seed)
                    .isTrue();
            long there = imap.select("INBOX");
            assertThat(imap.fetch("1:*", "")).hasSize((int) there);
            assertThat(there).isLessThanOrEqualTo(LETTERS + 1);
            imap.logout();
        }
    }

    @Test
    void aSoundLogIsTaken() {
        assertThat(verify(data))
                .satisfies(
                        ended -> assertThat(ended.exitCode()).as(ended.output()).isZero());
        engine.startAgain();
        hasLetters(ANNA, annas, LETTERS + 1);
        hasLetters(BO, bos, LETTERS + 1);
    }

    @Test
    void anAccountWithoutItsLogIsRefusedAloneAndGoesOnOnDemand() throws IOException {
        for (Map.Entry<String, Consumer<Path>> each : mischief(bosLog).entrySet()) {
            String what = each.getKey() + ", seed " + seed;
            bringBack();
            each.getValue().accept(annasLog);
            byte[] spoilt = read(annasLog);
            assertThat(verify(data)).satisfies(ended -> {
                assertThat(ended.exitCode()).as(what).isEqualTo(1);
                assertThat(ended.output())
                        .as(what)
                        .contains(SENTENCE, file(annasLog).toString())
                        .doesNotContain("Exception");
            });
            engine.startAgain();
            assertThat(login(ANNA, annas)).as(what).startsWith("NO [UNAVAILABLE]");
            hasLetters(BO, bos, LETTERS + 1);
            engine.stop();
            assertThat(engine.output().lines().filter(line -> line.contains("ERROR")))
                    .as(what)
                    .singleElement()
                    .asString()
                    .contains("its log (-wal)");
            assertThat(read(annasLog)).as(what).isEqualTo(spoilt);
            assertThat(verify(data, "--repair")).satisfies(ended -> {
                assertThat(ended.exitCode()).as(ended.output()).isZero();
                assertThat(ended.output()).as(what).contains("Repaired: accounts/", ANNA, "it goes on without these");
            });
            engine.startAgain();
            hasLetters(ANNA, annas, 0);
            try (ImapTestClient imap = engine.imaps().login(ANNA, annas);
                    ControlClient control = engine.control()) {
                assertThat(control.call(api -> api.verify(new VerifyOrder(true)))
                                .faults())
                        .as(what)
                        .isEmpty();
                imap.append("INBOX", "", letter(ANNA, 99));
                imap.logout();
            }
            engine.stop();
        }
    }

    private static Path file(Path log) {
        String name = String.valueOf(log.getFileName());
        return log.resolveSibling(name.substring(0, name.length() - "-wal".length()));
    }

    @Test
    void anEngineDoesNotStartWithoutTheLogOfItsIntakeAndGoesOnOnDemand() throws IOException {
        Path log = data.resolve("intake.sqlite-wal");
        for (Map.Entry<String, Consumer<Path>> each : mischief(annasLog).entrySet()) {
            String what = each.getKey() + ", seed " + seed;
            bringBack();
            each.getValue().accept(log);
            byte[] spoilt = read(log);
            for (int i = 0; i < 2; i++) {
                Ended ended = EngineProcess.run(List.of("serve", "--data", data.toString(), "--imap", "127.0.0.1:0"));
                assertThat(ended.exitCode()).as(what).isEqualTo(1);
                assertThat(ended.output().strip().lines())
                        .as(what)
                        .hasSize(1)
                        .singleElement()
                        .asString()
                        .contains(SENTENCE, "intake.sqlite", "verify --repair");
                assertThat(read(log)).as(what).isEqualTo(spoilt);
            }
            assertThat(verify(data)).satisfies(ended -> {
                assertThat(ended.exitCode()).as(what).isEqualTo(1);
                assertThat(ended.output())
                        .as(what)
                        .contains(SENTENCE, "In order: queue.sqlite", "In order: directory.db");
            });
            assertThat(verify(data, "--repair")).satisfies(ended -> {
                assertThat(ended.exitCode()).as(ended.output()).isZero();
                assertThat(ended.output())
                        .as(what)
                        .contains("Repaired: intake.sqlite: its log (-wal)", "In order: intake.sqlite");
            });
            engine.startAgain();
            hasLetters(ANNA, annas, LETTERS);
            hasLetters(BO, bos, LETTERS);
            engine.stop();
        }
    }
}
