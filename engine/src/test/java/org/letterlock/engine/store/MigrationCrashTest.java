package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.process.ChildJvm;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Schema;
import org.letterlock.engine.sqlite.SqliteThreads;

/** Kills a process that brings a large account's file to a later schema: the file is of the earlier one or of the later one, whole either way. */
final class MigrationCrashTest {

    /** What a later schema may do: a table made anew, every row of another changed, an index. */
    static final Schema LATER = new Schema(
            StoreSchema.SCHEMA.applicationId(),
            Stream.concat(
                            StoreSchema.SCHEMA.migrations().stream(),
                            Stream.of(List.of(
                                    "CREATE TABLE later(id INTEGER PRIMARY KEY, data BLOB NOT NULL)",
                                    "INSERT INTO later SELECT id, data FROM piece WHERE data IS NOT NULL",
                                    "ALTER TABLE message ADD COLUMN weight INTEGER NOT NULL DEFAULT 0",
                                    "UPDATE message SET weight = size * 2",
                                    "CREATE INDEX later_by_length ON later(length(data))",
                                    "INSERT INTO later SELECT -1 - id, data FROM later")))
                    .toList());

    private static final int LETTERS = 2_000;

    @TempDir
    Path folder;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private TestStore test;

    @BeforeEach
    void make() {
        test = new TestStore(folder, StoreLimits.DEFAULT);
    }

    @Test
    void aKilledMigrationIsDoneOrNotBegun() throws Exception {
        // Whether a kill comes in time is chance; the long run demands one.
        var _ = run(2, 400);
    }

    @Test
    @Tag("long")
    void manyKilledMigrationsAreDoneOrNotBegun() throws Exception {
        assertThat(run(8, LETTERS)).as("migrations cut short, seed %d", seed).isPositive();
    }

    /** How many migrations a kill cut short. */
    private int run(int rounds, int letters) throws Exception {
        Path before = large(letters);
        long took = migrated(before);
        int unfinished = 0;
        for (int round = 0; round < rounds; round++) {
            restore(before);
            unfinished += crash(random.nextLong(took), letters) ? 1 : 0;
        }
        System.out.printf("%d of %d migrations were cut short, seed %d%n", unfinished, rounds, seed);
        restore(before);
        test.reopen();
        test.close();
        return unfinished;
    }

    /** Makes an account with many letters, closes it, and keeps a copy. */
    private Path large(int letters) throws IOException {
        for (int i = 0; i < letters; i++) {
            byte[] body = new byte[8_000];
            random.nextBytes(body);
            byte[] head = ("Subject: " + i + "\r\nContent-Type: application/octet-stream\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(head, 0, body, 0, head.length);
            test.append(test.inbox(), Octets.of(body));
        }
        test.store().settle();
        test.store().close();
        return Files.copy(test.file, folder.resolve("before.sqlite"));
    }

    private void restore(Path before) throws IOException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(test.file.resolveSibling(test.file.getFileName() + suffix));
        }
        Files.copy(before, test.file);
    }

    /** How long a migration takes that nobody kills, in nanoseconds. */
    private long migrated(Path before) throws Exception {
        restore(before);
        Process process = process();
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(lines.readLine()).isEqualTo("begun");
            long begun = System.nanoTime();
            assertThat(lines.readLine()).isEqualTo("done");
            return System.nanoTime() - begun;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private Process process() throws IOException {
        return ChildJvm.of(MigratingProcess.class, test.file).start();
    }

    /** Whether the kill came in time. */
    private boolean crash(long after, int letters) throws IOException, InterruptedException {
        Process process = process();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(lines.readLine()).isEqualTo("begun");
            long deadline = System.nanoTime() + after;
            while (System.nanoTime() < deadline) {
                LockSupport.parkNanos(Math.min(deadline - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(5)));
            }
            process.toHandle().destroyForcibly();
            lines.lines().forEach(said::add);
        }
        process.waitFor();
        boolean later = !opensAsBefore(letters);
        assertThat(said.contains("done") && !later)
                .as("done and undone, seed %d", seed)
                .isFalse();
        try (SqliteThreads threads = new SqliteThreads(1, 1);
                Database database = Database.open(test.file, TestStore.KEY, LATER, threads)) {
            assertThat(database.fullCheck()).as("seed %d", seed).isEmpty();
            assertThat(database.<List<Long>>read(sql -> List.of(
                            count(sql, "SELECT count(*) FROM message WHERE weight = size * 2"),
                            count(
                                    sql,
                                    "SELECT count(*) FROM later JOIN piece USING (id) WHERE later.data = piece.data"),
                            count(sql, "SELECT count(*) FROM later WHERE id < 0"),
                            count(sql, "PRAGMA user_version"))))
                    .as("seed %d", seed)
                    .containsExactly((long) letters, pieces(database), pieces(database), (long) LATER.version());
        }
        return !later;
    }

    private static long pieces(Database database) {
        return database.read(sql -> count(sql, "SELECT count(*) FROM piece WHERE data IS NOT NULL"));
    }

    private static long count(org.letterlock.engine.sqlite.Sql sql, String query) {
        return sql.first(query, row -> row.integer(0)).orElseThrow();
    }

    /** Whether the file is of the earlier schema, with every letter and nothing of the later one. */
    private boolean opensAsBefore(int letters) {
        try (SqliteThreads threads = new SqliteThreads(1, 1);
                Database database = Database.open(test.file, TestStore.KEY, StoreSchema.SCHEMA, threads)) {
            assertThat(database.quickCheck()).as("seed %d", seed).isEmpty();
            assertThat(
                            database.<List<Long>>read(
                                    sql -> List.of(
                                            count(sql, "SELECT count(*) FROM message"),
                                            count(
                                                    sql,
                                                    "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'later%' OR sql LIKE '%weight%'"))))
                    .as("seed %d", seed)
                    .containsExactly((long) letters, 0L);
            return true;
        } catch (DatabaseException e) {
            assertThat(e.reason()).as("seed %d", seed).isEqualTo(DatabaseException.Reason.NEWER_SCHEMA);
            return false;
        }
    }
}
