package org.letterlock.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.accounts.AccountFiles;
import org.letterlock.engine.accounts.AccountMaker;
import org.letterlock.engine.accounts.AccountMaker.Creation;
import org.letterlock.engine.accounts.Arrivals;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.intake.Reception;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.Letters;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.sasl.Scope;
import org.letterlock.protocol.VerifyReport;

/** One bit of one of the engine's files is flipped, anywhere: {@code verify} says of which file, finds the others in order, and changes none. */
final class FlippedBitsTest {

    private static final List<String> FILES =
            List.of("directory.db", "intake.sqlite", "queue.sqlite", "journal.sqlite");
    private static final EmailAddress ANNA =
            EmailAddress.parse("anna@example.test").orElseThrow();
    private static final int EVERYDAY_TIMES = 12;
    private static final int LONG_TIMES = 120;

    @TempDir
    private Path folder;

    private final Clock clock = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();
    private final long seed = System.nanoTime();
    private final Random places = new Random(seed);
    private final Map<String, byte[]> sound = new LinkedHashMap<>();

    @BeforeEach
    void makeSoundFolder() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try (Parts parts = new Parts()) {
            DataFolder data = parts.add(DataFolder.open(folder, true));
            Storage storage = Storage.open(data, parts, clock, random);
            MailLog log = storage.journal();
            Intake intake = storage.intake(new Arrivals());
            MailQueue queue = storage.queue();
            Directory directory = storage.directory();
            directory.addDomain(new DomainName("example.test"));
            Creation.Created anna = (Creation.Created)
                    new AccountMaker(directory, new AccountFiles(data.accounts()), storage.threads(), clock, random)
                            .create("Anna", ANNA, "phone", Scope.everything(), true);
            for (int i = 0; i < 10; i++) {
                directory.addDomain(new DomainName("d" + i + ".example.test"));
                log.record(MailLog.Kind.STARTED, "", "x".repeat(500));
                queue.enqueue(Letters.letter("user" + i + "@example.org"));
                intake.accept(
                        new Reception(List.of(new Intake.Recipient(
                                anna.account().id(), anna.account().sealKey(), ANNA))),
                        ReversePath.of(ANNA),
                        Provenance.OURS,
                        Instant.EPOCH,
                        Octets.of("Subject: x\r\n\r\n"
                                .concat("x".repeat(5_000 * i))
                                .getBytes(UTF_8)));
            }
        }
        for (String name : FILES) {
            sound.put(name, Files.readAllBytes(folder.resolve(name)));
        }
    }

    private VerifyReport verify() {
        return new Verify(folder, false, clock, random).report();
    }

    @Test
    void areToldWhereverTheyAreAndTouchNoOtherFile() throws IOException {
        flip(EVERYDAY_TIMES);
    }

    @Test
    @Tag("long")
    void manyAreToldWhereverTheyAreAndTouchNoOtherFile() throws IOException {
        flip(LONG_TIMES);
    }

    private void flip(int times) throws IOException {
        assertThat(verify().faults()).isEmpty();
        for (String name : FILES) {
            for (int i = 0; i < times; i++) {
                byte[] spoilt = octets(name).clone();
                // Each fourth in the first page, which is like no other.
                int at = places.nextInt(i % 4 == 0 ? 4096 : spoilt.length);
                spoilt[at] ^= (byte) (1 << places.nextInt(8));
                bringBack();
                Files.write(folder.resolve(name), spoilt);
                VerifyReport report = verify();
                String what = "octet " + at + " of " + name + ", seed " + seed;
                assertThat(report.faults())
                        .as(what)
                        .isNotEmpty()
                        .allSatisfy(fault -> assertThat(fault).contains(name));
                assertThat(report.sound()).as(what).containsExactlyInAnyOrderElementsOf(others(name));
                for (String other : others(name)) {
                    assertThat(Arrays.equals(Files.readAllBytes(folder.resolve(other)), octets(other)))
                            .as("%s is as it was; %s", other, what)
                            .isTrue();
                }
            }
        }
    }

    private byte[] octets(String name) {
        return Optional.ofNullable(sound.get(name)).orElseThrow();
    }

    private static List<String> others(String name) {
        return FILES.stream().filter(other -> !other.equals(name)).toList();
    }

    private void bringBack() throws IOException {
        for (Map.Entry<String, byte[]> each : sound.entrySet()) {
            Files.write(folder.resolve(each.getKey()), each.getValue());
        }
    }
}
