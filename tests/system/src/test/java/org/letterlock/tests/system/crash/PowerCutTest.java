package org.letterlock.tests.system.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.system.disk.RecordedDisk;

/**
 * The power is cut, and the disk keeps of what was not fsynced any part: some sectors, torn ones, the later without the earlier, files without their names.
 * {@code -Dletterlock.powercut.seed} repeats a seed that was printed, as far as threads let it; {@code -Dletterlock.powercut.rounds} makes it longer.
 */
@Tag("long")
final class PowerCutTest {

    private static final int ROUNDS = 3;
    private static final int CUTS = 8;

    private final long seed = Long.getLong("letterlock.powercut.seed", System.nanoTime());
    private TempFolder folder;
    private PowerCuts power;

    @BeforeEach
    void prepare() {
        System.out.println("seed " + seed);
        folder = new TempFolder();
        Optional<RecordedDisk> disk =
                RecordedDisk.over(folder.path().resolve("mail"), folder.path().resolve("disk"));
        assumeTrue(disk.isPresent(), "skipped: there is no C compiler (cc) to build the layer that cuts the power");
        power = new PowerCuts(folder.path(), disk.orElseThrow(), seed);
    }

    @AfterEach
    void remove() {
        folder.close();
    }

    @Test
    void theLayerSeesEveryChange() {
        assertThat(power.unseen()).isEmpty();
    }

    @Test
    void whatWasAcknowledgedOutlivesThePower() {
        for (int round = 0; round < Integer.getInteger("letterlock.powercut.rounds", ROUNDS); round++) {
            power.work();
            for (int i = 0; i < CUTS; i++) {
                power.cutAnywhere();
            }
            for (int i = 0; round == 0 && i < CUTS; i++) {
                power.cutAtBirth();
            }
            power.cutAnywhere();
            assertThat(power.faults()).as("seed %d", seed).isEmpty();
            power.goOn();
        }
        System.out.printf("nothing lost in %d power cuts (seed %d)%n", power.cuts(), seed);
    }

    /** Proves that the cuts above would find a missing fsync: the same log, without those of one file. */
    @Test
    void aMissingFsyncIsFound() {
        power.work();
        power.cutAnywhere();
        assertThat(power.faults()).as("seed %d", seed).isEmpty();
        power.goOn();
        power.work();
        Books books = power.books();
        assertLossIsFound("intake.sqlite-wal"::equals, books.lars());
        assertLossIsFound("queue.sqlite-wal"::equals, books.sent());
        // Its log is emptied into the file after each change: what is fsynced last is the file.
        assertLossIsFound(name -> name.startsWith("directory.db"), books.addresses());
        assertLossIsFound(PowerCutTest::isOfAnAccount, books.anna());
    }

    private static boolean isOfAnAccount(String name) {
        return name.matches("[0-9a-f]{16,}.*-wal");
    }

    private void assertLossIsFound(Predicate<String> file, Ledger ledger) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < 10 && found.isEmpty(); i++) {
            power.cutWithoutFsyncOf(file, ledger).stream()
                    .filter(fault -> fault.contains("is lost"))
                    .forEach(found::add);
        }
        assertThat(found).as("seed %d, what is lost without an fsync", seed).isNotEmpty();
        System.out.println("found: " + found.getFirst());
        assertThat(power.faults()).isEmpty();
    }
}
