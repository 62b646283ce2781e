package org.letterlock.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.sqlite.DatabaseException.Reason;

/** Writes to a disk of a few megabytes until it is full. */
final class DiskFullTest {

    private static final Schema SCHEMA =
            new Schema(3, List.of(List.of("CREATE TABLE note(n INTEGER PRIMARY KEY, data BLOB)")));

    private final SqliteThreads threads = new SqliteThreads(1, 2);

    @TempDir
    Path folder;

    private Path disk;

    @BeforeEach
    void mountSmallDisk() throws Exception {
        disk = folder.resolve("disk");
        Files.createDirectory(disk);
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()), "cannot mount a small disk");
    }

    @AfterEach
    void unmount() throws Exception {
        threads.close();
        run("umount", disk.toString());
    }

    private static boolean run(String... words) throws InterruptedException {
        try {
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] data() {
        byte[] data = new byte[20_000];
        new Random(1).nextBytes(data);
        return data;
    }

    /** Whether the row was acknowledged; a full disk is the only excuse. */
    private static boolean insert(Database database, int n) {
        try {
            database.write(sql -> sql.update("INSERT INTO note VALUES (?, ?)", n, data()));
            return true;
        } catch (DatabaseException e) {
            assertThat(e.reason()).as(String.valueOf(e.getCause())).isEqualTo(Reason.FULL);
            return false;
        }
    }

    @Test
    void keepsWhatItAcknowledgedAndWorksAgainWhenThereIsRoom() throws Exception {
        Path ballast = disk.resolve("ballast");
        Path smallBallast = disk.resolve("small-ballast");
        Files.write(ballast, new byte[1 << 20]);
        Files.write(smallBallast, new byte[1 << 18]);
        List<Long> acknowledged = new ArrayList<>();
        Database database = Database.open(disk.resolve("file.sqlite"), new byte[32], SCHEMA, threads);
        int n = 0;
        while (insert(database, ++n)) {
            acknowledged.add((long) n);
        }
        assertThat(insert(database, ++n)).isFalse();
        assertThat(numbers(database)).isEqualTo(acknowledged);
        int before = acknowledged.size();
        Files.delete(ballast);
        while (insert(database, ++n)) {
            acknowledged.add((long) n);
        }
        assertThat(acknowledged).hasSizeGreaterThan(before);
        database.close();
        Files.delete(smallBallast);
        try (Database again = Database.open(disk.resolve("file.sqlite"), new byte[32], SCHEMA, threads)) {
            assertThat(numbers(again)).isEqualTo(acknowledged);
            assertThat(again.quickCheck()).isEmpty();
        }
    }

    @Test
    void failsEveryWriteThatItDidNotKeepAndNoOther() throws Exception {
        try (Database database = Database.open(disk.resolve("file.sqlite"), new byte[32], SCHEMA, threads)) {
            List<Future<Boolean>> writes = new ArrayList<>();
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 400; i++) {
                    int n = i;
                    writes.add(callers.submit(() -> insert(database, n)));
                }
            }
            List<Long> acknowledged = new ArrayList<>();
            for (int i = 0; i < writes.size(); i++) {
                if (writes.get(i).get()) {
                    acknowledged.add((long) i);
                }
            }
            assertThat(acknowledged).isNotEmpty().hasSizeLessThan(400);
            assertThat(numbers(database)).isEqualTo(acknowledged);
            assertThat(database.quickCheck()).isEmpty();
        }
    }

    private static List<Long> numbers(Database database) {
        return database.read(sql -> sql.query("SELECT n FROM note ORDER BY n", row -> row.integer(0)));
    }
}
