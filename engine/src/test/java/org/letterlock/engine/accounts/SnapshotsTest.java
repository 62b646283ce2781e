package org.letterlock.engine.accounts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.accounts.Snapshots.State;
import org.letterlock.engine.mail.AccountId;

/** Copies of account files and the sums beside them. */
final class SnapshotsTest {

    private static final AccountId ANNA = new AccountId("0123456789abcdef0123456789abcdef");
    private static final AccountId BO = new AccountId("fedcba9876543210fedcba9876543210");

    @TempDir
    private Path parent;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private Path folder;
    private Snapshots snapshots;

    @BeforeEach
    void make() {
        folder = parent.resolve("snapshots");
        snapshots = new Snapshots(folder);
    }

    private Path copy(AccountId account, int second) throws IOException {
        Path copy = snapshots.target(account, Instant.ofEpochSecond(second));
        fill(copy, 20_000);
        return copy;
    }

    private void fill(Path file, int length) throws IOException {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        Files.write(file, octets);
    }

    private Path beside(Path copy, String suffix) {
        return folder.resolve(copy.getFileName() + suffix);
    }

    @Test
    void areSummedAsSha256sumDoes() throws IOException {
        Path copy = snapshots.target(ANNA, Instant.EPOCH);
        Files.write(copy, "abc".getBytes(US_ASCII));
        assertThat(snapshots.made(copy)).isEqualTo(new Snapshots.Snapshot(copy, Optional.empty(), 3));
        // FIPS 180-4, the first example of SHA-256.
        assertThat(beside(copy, ".sha256"))
                .hasContent("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  " + copy.getFileName()
                        + "\n");
        assertThat(Files.getPosixFilePermissions(beside(copy, ".sha256")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(snapshots.of(ANNA)).containsExactly(new Snapshots.Snapshot(copy, Optional.empty(), 3));
    }

    @Test
    void aBitAnywhereInACopyOrItsLogOrItsSumIsSeen() throws IOException {
        Path copy = copy(ANNA, 1);
        fill(beside(copy, "-wal"), 9_000);
        Path other = copy(BO, 1);
        snapshots.made(copy);
        snapshots.made(other);
        for (Path file : List.of(copy, beside(copy, "-wal"), beside(copy, ".sha256"))) {
            byte[] sound = Files.readAllBytes(file);
            for (int i = 0; i < 50; i++) {
                assertThat(snapshots.state(copy)).isEqualTo(State.SOUND);
                byte[] spoilt = sound.clone();
                int at = random.nextInt(spoilt.length);
                spoilt[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, spoilt);
                assertThat(snapshots.state(copy))
                        .as("octet %d of %s, seed %d", at, file.getFileName(), seed)
                        .isEqualTo(State.CHANGED);
                assertThat(snapshots.state(other)).isEqualTo(State.SOUND);
                Files.write(file, sound);
            }
        }
    }

    @Test
    void aLogThatIsMissingOrNewIsSeen() throws IOException {
        Path copy = copy(ANNA, 1);
        snapshots.made(copy);
        fill(beside(copy, "-wal"), 100);
        assertThat(snapshots.state(copy)).isEqualTo(State.CHANGED);
        Path second = copy(ANNA, 2);
        fill(beside(second, "-wal"), 100);
        snapshots.made(second);
        Files.delete(beside(second, "-wal"));
        assertThat(snapshots.state(second)).isEqualTo(State.CHANGED);
    }

    /** Whoever takes the copy away takes its log, too: it holds what came last. */
    @Test
    void aLogIsNamedAndCounted() throws IOException {
        Path copy = copy(ANNA, 1);
        fill(beside(copy, "-wal"), 9_000);
        Snapshots.Snapshot both = new Snapshots.Snapshot(copy, Optional.of(beside(copy, "-wal")), 29_000);
        assertThat(snapshots.made(copy)).isEqualTo(both);
        assertThat(snapshots.of(ANNA)).containsExactly(both);
    }

    @Test
    void oneThatIsGoneIsMissed() throws IOException {
        Path copy = copy(ANNA, 1);
        snapshots.made(copy);
        Files.delete(copy);
        assertThat(snapshots.all()).containsExactly(copy);
        assertThat(snapshots.state(copy)).isEqualTo(State.MISSING);
        assertThat(snapshots.of(ANNA)).isEmpty();
    }

    @Test
    void oneWithoutASumIsTold() throws IOException {
        Path copy = copy(ANNA, 1);
        assertThat(snapshots.state(copy)).isEqualTo(State.WITHOUT_SUM);
        assertThat(snapshots.all()).containsExactly(copy);
    }

    @Test
    void nothingIsLeftOfOneThatWasRemovedBeforeItWasSummed() throws IOException {
        Path copy = copy(ANNA, 1);
        Files.delete(copy);
        fill(beside(copy, "-wal"), 100);
        assertThatThrownBy(() -> snapshots.made(copy)).isInstanceOf(UncheckedIOException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void goTogetherWithTheirSums() throws IOException {
        Path annas = copy(ANNA, 1);
        snapshots.made(annas);
        snapshots.made(copy(ANNA, 2));
        fill(snapshots.draft(ANNA), 10);
        Path bos = copy(BO, 1);
        snapshots.made(bos);
        snapshots.delete(ANNA);
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().contains(ANNA.value()));
        assertThat(snapshots.all()).containsExactly(bos);
        assertThat(snapshots.state(bos)).isEqualTo(State.SOUND);
    }
}
