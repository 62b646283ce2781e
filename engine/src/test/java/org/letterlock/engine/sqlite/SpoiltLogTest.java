package org.letterlock.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.sqlite.DatabaseException.Reason;

/** What a crash left of a file and its log, and one bit of it flipped: the missing changes are noticed, and nothing is made worse. */
final class SpoiltLogTest {

    private static final Schema SCHEMA =
            new Schema(0x4c4c5402, List.of(List.of("CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT)")));
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int NOTES = 40;
    private static final int HEADER = 32;
    private static final int FRAME = 24 + 4096;

    @TempDir
    Path folder;

    private final SqliteThreads threads = new SqliteThreads(1, 1);
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private Path left;
    private Path file;
    private Path log;
    private Path memory;

    @BeforeEach
    void crash() throws IOException {
        crash(folder.resolve("left"));
    }

    private void crash(Path where) throws IOException {
        left = Files.createDirectory(where);
        Path original = Files.createTempDirectory(folder, "original").resolve("file.sqlite");
        try (Database database = Database.open(original, KEY, SCHEMA, threads)) {
            for (int i = 0; i < NOTES; i++) {
                int number = i;
                database.write(sql -> sql.insert("INSERT INTO note(text) VALUES (?)", "note " + number));
            }
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.copy(original.resolveSibling("file.sqlite" + suffix), left.resolve("file.sqlite" + suffix));
            }
        }
        file = left.resolve("file.sqlite");
        log = left.resolve("file.sqlite-wal");
        memory = left.resolve("file.sqlite-shm");
    }

    @AfterEach
    void stop() {
        threads.close();
    }

    private long open() {
        try (Database database = Database.open(file, KEY, SCHEMA, threads)) {
            return database.read(sql -> sql.first("SELECT count(*) FROM note", row -> row.integer(0)))
                    .orElseThrow();
        }
    }

    /** The last connection that can write would move the log into the file when it is closed, also where it was refused. */
    @Test
    void aFileThatIsRefusedKeepsItsLog() throws IOException {
        Schema newer = new Schema(SCHEMA.applicationId(), List.of(List.of("CREATE TABLE old(id)"), List.of()));
        Path original = folder.resolve("newer.sqlite");
        file = left.resolve("newer.sqlite");
        log = left.resolve("newer.sqlite-wal");
        memory = left.resolve("newer.sqlite-shm");
        try (Database database = Database.open(original, KEY, newer, threads)) {
            database.write(sql -> sql.insert("INSERT INTO old(id) VALUES (?)", 1));
            for (String suffix : List.of("", "-wal")) {
                Files.copy(original.resolveSibling("newer.sqlite" + suffix), left.resolve("newer.sqlite" + suffix));
            }
        }
        byte[] fileBefore = Files.readAllBytes(file);
        byte[] logBefore = Files.readAllBytes(log);
        assertThat(logBefore).isNotEmpty();
        for (int i = 0; i < 2; i++) {
            assertThat(catchThrowableOfType(DatabaseException.class, this::open).reason())
                    .isEqualTo(DatabaseException.Reason.NEWER_SCHEMA);
            assertThat(Files.readAllBytes(file)).isEqualTo(fileBefore);
            assertThat(Files.readAllBytes(log)).isEqualTo(logBefore);
        }
        Schema otherKind = new Schema(77, newer.migrations());
        assertThat(catchThrowableOfType(
                                DatabaseException.class,
                                () -> Database.open(file, KEY, otherKind, threads)
                                        .close())
                        .reason())
                .isEqualTo(DatabaseException.Reason.OTHER);
        assertThat(Files.readAllBytes(file)).isEqualTo(fileBefore);
        assertThat(Files.readAllBytes(log)).isEqualTo(logBefore);
        try (Database database = Database.open(file, KEY, newer, threads)) {
            assertThat(database.read(sql -> sql.first("SELECT count(*) FROM old", row -> row.integer(0)))
                            .orElseThrow())
                    .isEqualTo(1);
        }
    }

    private void assertRefusedAndUntouched() throws IOException {
        byte[] before = Files.readAllBytes(log);
        byte[] fileBefore = Files.readAllBytes(file);
        for (int i = 0; i < 2; i++) {
            DatabaseException refused = catchThrowableOfType(DatabaseException.class, this::open);
            assertThat(refused).as("seed %d", seed).isNotNull();
            assertThat(refused.reason()).as("seed %d", seed).isEqualTo(Reason.LOG_DAMAGED);
            assertThat(log).as("seed %d", seed).hasBinaryContent(before);
            assertThat(file).as("seed %d", seed).hasBinaryContent(fileBefore);
        }
    }

    private static void flip(Path file, int at, int bit) throws IOException {
        byte[] octets = Files.readAllBytes(file);
        octets[at] ^= (byte) (1 << bit);
        Files.write(file, octets);
    }

    @Test
    void aWrongKeyLeavesTheLogAsItIs() throws IOException {
        byte[] before = Files.readAllBytes(log);
        byte[] other = KEY.clone();
        other[0] ^= 1;
        for (int i = 0; i < 2; i++) {
            DatabaseException refused =
                    catchThrowableOfType(DatabaseException.class, () -> Database.open(file, other, SCHEMA, threads));
            assertThat(refused.reason()).isEqualTo(Reason.WRONG_KEY);
            assertThat(log).hasBinaryContent(before);
        }
        assertThat(open()).isEqualTo(NOTES);
    }

    @Test
    void takesWhatIsSound() {
        assertThat(open()).isEqualTo(NOTES);
    }

    @Test
    void takesWhatIsSoundWithoutTheSharedMemoryOrWithAnyOctetsInIt() throws IOException {
        byte[] garbage = new byte[32 * 1024];
        random.nextBytes(garbage);
        Files.write(memory, garbage);
        assertThat(open()).isEqualTo(NOTES);
    }

    @Test
    void noticesABitAnywhereInTheLog() throws IOException {
        byte[] sound = Files.readAllBytes(log);
        byte[] soundMemory = Files.readAllBytes(memory);
        byte[] soundFile = Files.readAllBytes(file);
        for (int i = 0; i < 60; i++) {
            int at = i < 20 ? random.nextInt(HEADER + 24) : random.nextInt(sound.length);
            Files.write(file, soundFile);
            Files.write(log, sound);
            Files.write(memory, soundMemory);
            flip(log, at, random.nextInt(8));
            assertRefusedAndUntouched();
        }
    }

    @Test
    void noticesABitWithoutTheSharedMemoryUnlessItIsInTheLastChange() throws IOException {
        Files.delete(memory);
        byte[] sound = Files.readAllBytes(log);
        int last = HEADER + lastChange(sound) * FRAME;
        // Each bit of the header, and of the head of the change before the last, whose frame is the last that another
        // tells of.
        List<Integer> bits = new ArrayList<>();
        for (int bit = 0; bit < 8 * HEADER; bit++) {
            bits.add(bit);
        }
        for (int bit = 8 * (last - FRAME); bit < 8 * (last - FRAME + 24); bit++) {
            bits.add(bit);
        }
        for (int i = 0; i < 60; i++) {
            bits.add(random.nextInt(8 * last));
        }
        for (int bit : bits) {
            Files.write(log, sound);
            flip(log, bit / 8, bit % 8);
            assertThat(Database.lostChanges(file))
                    .as("bit %d, seed %d", bit, seed)
                    .isPresent();
        }
        assertRefusedAndUntouched();
    }

    /** After which frame the last change begins. */
    private static int lastChange(byte[] log) {
        int frame = (log.length - HEADER) / FRAME - 1;
        while (frame > 0 && !isCommit(log, frame)) {
            frame--;
        }
        return frame;
    }

    /** Whether a frame, counted from 1, ends a change. */
    private static boolean isCommit(byte[] log, int frame) {
        return ByteBuffer.wrap(log).getInt(HEADER + (frame - 1) * FRAME + 4) != 0;
    }

    /** The system ended twice while a change was being written, and of the first such change more is left than the second wrote over. */
    @Test
    void takesALogThatKeepsUnfinishedChangesOfTwoCrashes() throws IOException {
        int whole = frames();
        crashAgain(database ->
                database.write(sql -> sql.insert("INSERT INTO note(text) VALUES (?)", "x".repeat(10 * 4096))));
        int first = frames();
        assertThat(first).isGreaterThan(whole + 8);
        flip(log, HEADER + whole * FRAME + 100, 0);
        Files.delete(memory);
        crashAgain(database ->
                database.write(sql -> sql.insert("INSERT INTO note(text) VALUES (?)", "x".repeat(2 * 4096))));
        byte[] twice = Files.readAllBytes(log);
        assertThat(frames()).as("what the first left is still there").isEqualTo(first);
        int second = whole + 1;
        while (!isCommit(twice, second)) {
            second++;
        }
        assertThat(second).isBetween(whole + 2, first - 2);
        assertThat(isCommit(twice, first)).isTrue();
        flip(log, HEADER + whole * FRAME + 100, 0);
        Files.delete(memory);
        assertThat(Database.lostChanges(file)).isEmpty();
        assertThat(open()).isEqualTo(NOTES);
    }

    private int frames() throws IOException {
        return (int) ((Files.size(log) - HEADER) / FRAME);
    }

    @Test
    void takesALogWhoseLastChangeWasNotWrittenToTheEnd() throws IOException {
        Files.delete(memory);
        try (var channel = Files.newByteChannel(log, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 100);
        }
        assertThat(open()).isEqualTo(NOTES - 1);
    }

    @Test
    void noticesALogThatWasCutShort() throws IOException {
        try (var channel = Files.newByteChannel(log, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - FRAME);
        }
        assertRefusedAndUntouched();
    }

    @Test
    void noticesALogThatWasCutAnywhere() throws IOException {
        byte[] sound = Files.readAllBytes(log);
        byte[] soundMemory = Files.readAllBytes(memory);
        for (int length : new int[] {0, 1, HEADER - 1, HEADER, HEADER + 1, HEADER + 23, random.nextInt(sound.length)}) {
            Files.write(log, Arrays.copyOf(sound, length));
            Files.write(memory, soundMemory);
            assertRefusedAndUntouched();
        }
        Files.delete(log);
        Files.write(memory, soundMemory);
        for (int i = 0; i < 2; i++) {
            assertThat(catchThrowableOfType(DatabaseException.class, this::open).reason())
                    .isEqualTo(Reason.LOG_DAMAGED);
            assertThat(log).doesNotExist();
        }
        Files.write(log, sound);
        assertThat(open()).isEqualTo(NOTES);
    }

    @Test
    void noticesTheLogOfAnotherFile() throws IOException {
        Files.write(log, logOf(folder.resolve("other.sqlite"), KEY));
        assertRefusedAndUntouched();
        byte[] otherKey = KEY.clone();
        otherKey[0] ^= 1;
        Files.write(log, logOf(folder.resolve("stranger.sqlite"), otherKey));
        assertRefusedAndUntouched();
    }

    private byte[] logOf(Path other, byte[] key) throws IOException {
        try (Database database = Database.open(other, key, SCHEMA, threads)) {
            database.write(sql -> sql.insert("INSERT INTO note(text) VALUES ('of another')"));
            return Files.readAllBytes(other.resolveSibling(other.getFileName() + "-wal"));
        }
    }

    /** What was in it is in the file since, and newer changes are: SQLite would take them back. */
    @Test
    void noticesAnOlderLogOfTheSameFile() throws IOException {
        byte[] older = Files.readAllBytes(log);
        crashAgain(database -> {
            assertThat(database.emptyWal()).isTrue();
            database.write(sql -> sql.update("DELETE FROM note WHERE id > 1"));
        });
        byte[] newer = Files.readAllBytes(log);
        Files.write(log, older);
        assertRefusedAndUntouched();
        Files.write(log, newer);
        assertThat(open()).isEqualTo(1);
    }

    /** Opens what there is, does {@code work}, and leaves what a crash would. */
    private void crashAgain(Consumer<Database> work) throws IOException {
        Path next = Files.createTempDirectory(folder, "next");
        try (Database database = Database.open(file, KEY, SCHEMA, threads)) {
            work.accept(database);
            for (Path each : List.of(file, log, memory)) {
                Files.copy(each, next.resolve(each.getFileName()));
            }
        }
        file = next.resolve(file.getFileName());
        log = next.resolve(log.getFileName());
        memory = next.resolve(memory.getFileName());
    }

    @Test
    void aLogThatIsMissingLosesNothingWhenTheFileHasAllOfIt() throws IOException {
        crashAgain(database -> database.write(sql -> sql.insert("INSERT INTO note(text) VALUES ('one more')")));
        crashAgain(this::moveIntoFile);
        Files.delete(log);
        assertThat(open()).isEqualTo(NOTES + 1);
    }

    /** As SQLite does by itself every 4000 pages: the log keeps what it had. */
    private void moveIntoFile(Database database) {
        database.write(sql -> sql.insert("INSERT INTO note(text) VALUES ('last')"));
        database.write(sql -> sql.update("DELETE FROM note WHERE text = 'last'"));
        try (FileKey key = new FileKey(KEY);
                SqliteConnection connection = SqliteConnection.reading(file, "file.sqlite", key)) {
            connection.pragma("PRAGMA wal_checkpoint(PASSIVE)");
        }
    }

    @Test
    void goesOnWithWhatIsLeftOnDemand() throws IOException {
        int spoilt = 3 + random.nextInt(NOTES);
        flip(log, HEADER + spoilt * FRAME + 24 + random.nextInt(4096), random.nextInt(8));
        assertRefusedAndUntouched();
        assertThat(Database.lostChanges(file))
                .contains("its log (-wal) is damaged, and with it changes that were acknowledged");
        byte[] before = Files.readAllBytes(log);
        Path aside = Database.giveUpLostChanges(file).orElseThrow();
        assertThat(aside).hasBinaryContent(before);
        assertThat(Files.getPosixFilePermissions(aside)).isEqualTo(Files.getPosixFilePermissions(log));
        assertThat(Database.lostChanges(file)).isEmpty();
        try (Database database = Database.open(file, KEY, SCHEMA, threads)) {
            long left = database.read(sql -> sql.first("SELECT count(*) FROM note", row -> row.integer(0)))
                    .orElseThrow();
            assertThat(left).isBetween(0L, (long) spoilt).isLessThan(NOTES);
            assertThat(database.fullCheck()).isEmpty();
        }
    }

    @Test
    void goesOnWithoutALogThatIsMissingOrAnothers() throws IOException {
        Files.delete(log);
        assertThat(Database.lostChanges(file)).isPresent();
        Database.giveUpLostChanges(file);
        assertThat(catchThrowableOfType(DatabaseException.class, this::open)).isNull();
        Files.write(log, logOf(folder.resolve("other.sqlite"), KEY));
        crash(folder.resolve("anew"));
        Files.write(log, logOf(folder.resolve("another.sqlite"), KEY));
        assertThat(Database.lostChanges(file)).isPresent();
        Database.giveUpLostChanges(file);
        assertThat(catchThrowableOfType(DatabaseException.class, this::open)).isNull();
    }

    /** A copy that was put back, and beside it the shared memory of what was there before. */
    @Test
    void laysASoundLogAsideThatTheMemoryDoesNotKnow() throws IOException {
        byte[] sound = Files.readAllBytes(log);
        byte[] soundFile = Files.readAllBytes(file);
        crashAgain(database -> {
            assertThat(database.emptyWal()).isTrue();
            database.write(sql -> sql.update("DELETE FROM note WHERE id > 1"));
        });
        List<Path> aside = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            byte[] stale = Files.readAllBytes(memory);
            Files.write(file, soundFile);
            Files.write(log, sound);
            assertThat(Database.lostChanges(file)).isPresent();
            aside.add(Database.giveUpLostChanges(file).orElseThrow());
            assertThat(aside)
                    .doesNotHaveDuplicates()
                    .allSatisfy(each -> assertThat(each).hasBinaryContent(sound));
            assertThat(log).doesNotExist();
            Files.write(memory, stale);
        }
        Files.delete(memory);
        Files.move(aside.getFirst(), log);
        assertThat(open()).isEqualTo(NOTES);
    }

    /** The file has what comes after the damage: the log up to there would take that back. */
    @Test
    void goesOnWithTheFileWhereThatHasMore() throws IOException {
        crashAgain(this::moveIntoFile);
        flip(log, HEADER + 20 * FRAME + 24, 0);
        assertThat(Database.lostChanges(file)).isPresent();
        Database.giveUpLostChanges(file);
        try (Database database = Database.open(file, KEY, SCHEMA, threads)) {
            assertThat(database.fullCheck()).isEmpty();
        }
        assertThat(open()).isEqualTo(NOTES);
    }

    /** After a power cut the shared memory may be of any earlier moment. */
    @Test
    void takesALogThatIsNewerThanTheMemoryOfAnotherBoot() throws IOException {
        byte[] older = Files.readAllBytes(memory);
        crashAgain(database -> {
            assertThat(database.emptyWal()).isTrue();
            database.write(sql -> sql.insert("INSERT INTO note(text) VALUES ('one more')"));
        });
        Files.write(memory, older);
        Database.forgetOtherBoot(file);
        assertThat(open()).isEqualTo(NOTES + 1);
        crashAgain(database -> assertThat(database.emptyWal()).isTrue());
        Files.write(memory, older);
        Database.forgetOtherBoot(file);
        assertThat(open()).isEqualTo(NOTES + 1);
    }

    @Test
    void memoryOfAnotherBootThatSpeaksOfTheLogIsBelieved() throws IOException {
        Database.forgetOtherBoot(file);
        flip(log, (int) Files.size(log) - 1, 0);
        assertRefusedAndUntouched();
    }

    /** The file has all that was in it before; the header that it was given then was torn. */
    @Test
    void takesALogThatWasBegunAnewAndNotWrittenYet() throws IOException {
        byte[] octets = Files.readAllBytes(log);
        open();
        ByteBuffer header = ByteBuffer.wrap(octets);
        header.putInt(12, header.getInt(12) + 1);
        header.putInt(16, header.getInt(16) + 1);
        header.putInt(20, random.nextInt());
        Files.write(log, octets);
        Files.deleteIfExists(memory);
        assertThat(open()).isEqualTo(NOTES);
    }
}
