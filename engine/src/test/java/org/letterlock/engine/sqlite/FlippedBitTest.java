package org.letterlock.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bit of a file is flipped, anywhere: opening it or checking it says so. */
final class FlippedBitTest {

    private static final Schema SCHEMA = new Schema(
            0x4c4c5403,
            List.of(List.of(
                    "CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT UNIQUE, data BLOB)",
                    "CREATE INDEX note_data ON note(data)")));
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int ROUNDS = 250;

    @TempDir
    Path folder;

    private final SqliteThreads threads = new SqliteThreads(1, 1);

    @AfterEach
    void stop() {
        threads.close();
    }

    @Test
    void isNoticedWhereverItIs() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path file = folder.resolve("file.sqlite");
        byte[] sound = made(file, random);
        assertThat(isNoticed(file)).isFalse();
        List<Integer> unnoticed = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            byte[] spoilt = Arrays.copyOf(sound, sound.length);
            // Each fourth in the first page, which is like no other.
            int at = random.nextInt(i % 4 == 0 ? 4096 : sound.length);
            spoilt[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, spoilt);
            if (!isNoticed(file)) {
                unnoticed.add(at);
            }
        }
        assertThat(unnoticed).as("seed %d", seed).isEmpty();
    }

    private byte[] made(Path file, Random random) throws IOException {
        try (Database database = Database.open(file, KEY, SCHEMA, threads)) {
            for (int i = 0; i < 60; i++) {
                byte[] data = new byte[random.nextInt(9_000)];
                random.nextBytes(data);
                int number = i;
                database.write(sql -> sql.insert("INSERT INTO note(text, data) VALUES (?, ?)", "note " + number, data));
            }
        }
        return Files.readAllBytes(file);
    }

    private boolean isNoticed(Path file) {
        try (Database database = Database.open(file, KEY, SCHEMA, threads)) {
            return !database.fullCheck().isEmpty();
        } catch (DatabaseException e) {
            return true;
        }
    }

    /** Octets 16 to 23 say how pages are to be read, and are in clear text. */
    @Test
    void isSeenWithoutTheKeyWhereTheFileIsInClearText() throws IOException {
        Path file = folder.resolve("file.sqlite");
        byte[] sound = made(file, new Random(1));
        assertThat(Database.visibleDamage(file)).isEmpty();
        for (int bit = 8 * 16; bit < 8 * 24; bit++) {
            byte[] spoilt = sound.clone();
            spoilt[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, spoilt);
            assertThat(Database.visibleDamage(file)).as("bit %d", bit).isPresent();
        }
        Files.write(file, Arrays.copyOf(sound, sound.length - 100));
        assertThat(Database.visibleDamage(file))
                .hasValueSatisfying(words -> assertThat(words).contains("cut short"));
        Files.write(file, Arrays.copyOf("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII), 8192));
        assertThat(Database.visibleDamage(file)).contains("it is not encrypted");
        Files.write(file, new byte[0]);
        assertThat(Database.visibleDamage(file)).isPresent();
    }

    /** Such a copy has no log until it is opened, and says so. */
    @Test
    void aCopyThatSqliteMadeIsSound() throws IOException {
        Path file = folder.resolve("file.sqlite");
        made(file, new Random(1));
        Path copy = folder.resolve("copy.sqlite");
        try (Database database = Database.open(file, KEY, SCHEMA, threads)) {
            database.copyTo(copy);
        }
        assertThat(Database.visibleDamage(copy)).isEmpty();
    }

    /** A page that was being copied from the log when the power was cut is copied again. */
    @Test
    void isNotSoughtWhileTheLogMayHaveThePage() throws IOException {
        Path file = folder.resolve("file.sqlite");
        byte[] sound = made(file, new Random(1));
        Files.write(file, Arrays.copyOf(sound, sound.length - 100));
        Files.write(folder.resolve("file.sqlite-wal"), new byte[100]);
        assertThat(Database.visibleDamage(file)).isEmpty();
    }
}
