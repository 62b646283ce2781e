package org.letterlock.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.sqlite.DatabaseException.Reason;

final class DatabaseTest {

    private static final Schema SCHEMA = new Schema(
            0x4c4c5401, List.of(List.of("CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT UNIQUE, data BLOB)")));

    private final SqliteThreads threads = new SqliteThreads(2, 3);
    private final byte[] key = key(1);

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        threads.close();
    }

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    private Database open() {
        return Database.open(folder.resolve("file.sqlite"), key, SCHEMA, threads);
    }

    private static long count(Database database) {
        return database.read(sql -> sql.first("SELECT count(*) FROM note", row -> row.integer(0)))
                .orElseThrow();
    }

    private static long insert(Database database, String text) {
        return database.write(sql -> sql.insert("INSERT INTO note(text) VALUES (?)", text));
    }

    @Test
    void keepsEveryTypeThatItBinds() {
        try (Database database = open()) {
            database.write(sql -> {
                sql.execute("CREATE TABLE every(a, b, c, d, e, f, g, h)");
                return sql.update(
                        "INSERT INTO every VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        Long.MIN_VALUE,
                        7,
                        "J\u00fcrgen \ud83d\udce8 \u0000 end",
                        new byte[] {0, -1},
                        true,
                        1.5,
                        Sql.NULL,
                        new byte[0]);
            });
            database.read(sql -> sql.first("SELECT * FROM every", row -> {
                assertThat(row.integer(0)).isEqualTo(Long.MIN_VALUE);
                assertThat(row.integer(1)).isEqualTo(7);
                assertThat(row.text(2)).isEqualTo("J\u00fcrgen \ud83d\udce8 \u0000 end");
                assertThat(row.bytes(3)).containsExactly(0, -1);
                assertThat(row.flag(4)).isTrue();
                assertThat(row.real(5)).isEqualTo(1.5);
                assertThat(row.isNull(6)).isTrue();
                assertThatThrownBy(() -> row.text(6)).isInstanceOf(IllegalStateException.class);
                assertThat(row.isNull(7)).isFalse();
                assertThat(row.bytes(7)).isEmpty();
                return true;
            }));
        }
    }

    @Test
    void refusesAParameterOfAnotherType() {
        try (Database database = open()) {
            assertThatThrownBy(() -> database.write(sql -> sql.update("INSERT INTO note(text) VALUES (?)", 'x')))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void runsTheSameQueryInsideItsOwnRows() {
        try (Database database = open()) {
            insert(database, "a");
            insert(database, "b");
            List<String> pairs = new ArrayList<>();
            String all = "SELECT text FROM note ORDER BY id";
            database.read(sql -> {
                sql.each(all, outer -> sql.each(all, inner -> pairs.add(outer.text(0) + inner.text(0))));
                return true;
            });
            assertThat(pairs).containsExactly("aa", "ab", "ba", "bb");
        }
    }

    @Test
    void keepsWhatWasWrittenAfterReopening() {
        try (Database database = open()) {
            insert(database, "a");
        }
        assertThat(folder.resolve("file.sqlite-wal")).doesNotExist();
        try (Database database = open()) {
            assertThat(count(database)).isEqualTo(1);
            assertThat(database.quickCheck()).isEmpty();
            assertThat(database.fullCheck()).isEmpty();
        }
    }

    @Test
    void createsTheFileForItsOwnerOnly() throws Exception {
        try (Database database = open()) {
            insert(database, "a");
            for (String name : List.of("file.sqlite", "file.sqlite-wal", "file.sqlite-shm")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void sessionSettingsHold() {
        try (Database database = open()) {
            for (String setting : List.of(
                    "foreign_keys=1",
                    "secure_delete=1",
                    "trusted_schema=0",
                    "temp_store=2",
                    "synchronous=2",
                    "cell_size_check=1",
                    "busy_timeout=5000",
                    "mmap_size=0",
                    "journal_mode=wal",
                    "encoding=UTF-8",
                    "auto_vacuum=2")) {
                String name = setting.substring(0, setting.indexOf('='));
                String value = setting.substring(setting.indexOf('=') + 1);
                assertThat(database.<List<String>>read(sql -> sql.query("PRAGMA " + name, row -> row.text(0))))
                        .as(name)
                        .allMatch(value::equals);
                assertThat(database.<List<String>>write(sql -> sql.query("PRAGMA " + name, row -> row.text(0))))
                        .as(name)
                        .allMatch(value::equals);
            }
            assertThat(database.<Optional<Long>>read(
                            sql -> sql.first("PRAGMA wal_autocheckpoint", row -> row.integer(0))))
                    .contains(0L);
        }
    }

    @Test
    void theKeyIsNotKeptInTheDriversSettings() {
        FileKey fileKey = new FileKey(key(0x5a));
        try (SqliteConnection connection =
                SqliteConnection.writing(folder.resolve("k.sqlite"), "k.sqlite", fileKey, SCHEMA)) {
            assertThat(connection.settings().toLowerCase(java.util.Locale.ROOT)).doesNotContain("5a5a5a");
        }
    }

    @Test
    void refusesAWrongKey() {
        try (Database database = open()) {
            insert(database, "a");
        }
        assertThat(reasonOfOpening(key(2), SCHEMA)).isEqualTo(Reason.WRONG_KEY);
        try (Database database = open()) {
            assertThat(count(database)).isEqualTo(1);
        }
    }

    @Test
    void refusesANewerSchemaAndAFileOfAnotherKind() {
        try (Database database = open()) {
            database.write(sql -> {
                sql.execute("PRAGMA user_version=2");
                return true;
            });
        }
        assertThat(reasonOfOpening(key, SCHEMA)).isEqualTo(Reason.NEWER_SCHEMA);
        assertThat(reasonOfOpening(key, new Schema(77, SCHEMA.migrations()))).isEqualTo(Reason.OTHER);
    }

    private Reason reasonOfOpening(byte[] with, Schema schema) {
        return catchThrowableOfType(
                        DatabaseException.class,
                        () -> Database.open(folder.resolve("file.sqlite"), with, schema, threads))
                .reason();
    }

    @Test
    void migratesAnOlderFileAndKeepsItsRows() {
        try (Database database = open()) {
            insert(database, "a");
        }
        Schema next = new Schema(
                SCHEMA.applicationId(),
                List.of(
                        SCHEMA.migrations().getFirst(),
                        List.of(
                                "ALTER TABLE note ADD COLUMN seen INTEGER NOT NULL DEFAULT 0",
                                "CREATE INDEX i ON note(seen)")));
        for (int i = 0; i < 2; i++) {
            try (Database database = Database.open(folder.resolve("file.sqlite"), key, next, threads)) {
                assertThat(database.<List<String>>read(
                                sql -> sql.query("SELECT text, seen FROM note", row -> row.text(0) + row.integer(1))))
                        .containsExactly("a0");
            }
        }
    }

    @Test
    void aFailingMigrationLeavesTheFileAsItWas() {
        try (Database database = open()) {
            insert(database, "a");
        }
        Schema broken = new Schema(
                SCHEMA.applicationId(),
                List.of(SCHEMA.migrations().getFirst(), List.of("CREATE TABLE more(a)", "CREATE TABLE more(a)")));
        assertThatThrownBy(() -> Database.open(folder.resolve("file.sqlite"), key, broken, threads))
                .isInstanceOf(DatabaseException.class);
        try (Database database = open()) {
            assertThat(database.<List<String>>read(
                            sql -> sql.query("SELECT name FROM sqlite_schema WHERE name='more'", row -> row.text(0))))
                    .isEmpty();
            assertThat(count(database)).isEqualTo(1);
        }
    }

    @Test
    void detectsOneFlippedByte() throws Exception {
        try (Database database = open()) {
            database.write(sql -> {
                for (int i = 0; i < 200; i++) {
                    sql.update("INSERT INTO note(data) VALUES (?)", new byte[1000]);
                }
                return true;
            });
        }
        Path file = folder.resolve("file.sqlite");
        byte[] whole = Files.readAllBytes(file);
        whole[whole.length / 2] ^= 1;
        Files.write(file, whole);
        try (Database database = open()) {
            assertThat(database.quickCheck()).isNotEmpty();
            DatabaseException failure = catchThrowableOfType(
                    DatabaseException.class,
                    () -> database.read(sql -> sql.first("SELECT sum(length(data)) FROM note", row -> row.integer(0))));
            assertThat(failure.reason()).isEqualTo(Reason.DAMAGED);
        }
    }

    @Test
    void neitherTheFileNorItsWalHoldsPlaintext() throws Exception {
        String secret = "attack at dawn, says the general";
        try (Database database = open()) {
            for (int i = 0; i < 20; i++) {
                insert(database, secret + i);
            }
            for (String name : List.of("file.sqlite", "file.sqlite-wal", "file.sqlite-shm")) {
                byte[] octets = Files.readAllBytes(folder.resolve(name));
                assertThat(new String(octets, StandardCharsets.ISO_8859_1))
                        .doesNotContain("general")
                        .doesNotContain("SQLite format")
                        .doesNotContain("CREATE TABLE");
            }
            assertThat(Files.size(folder.resolve("file.sqlite-wal"))).isGreaterThan(4096);
        }
    }

    @Test
    void aCopyOpensWithTheKeyAndNotWithout() throws Exception {
        Path copy = folder.resolve("copy.sqlite");
        try (Database database = open()) {
            insert(database, "general");
            database.copyTo(copy);
            assertThatThrownBy(() -> database.copyTo(copy)).isInstanceOf(DatabaseException.class);
        }
        assertThat(new String(Files.readAllBytes(copy), StandardCharsets.ISO_8859_1))
                .doesNotContain("general")
                .doesNotContain("SQLite format");
        assertThatThrownBy(() -> Database.open(copy, key(2), SCHEMA, threads)).isInstanceOf(DatabaseException.class);
        try (Database database = Database.open(copy, key, SCHEMA, threads)) {
            assertThat(count(database)).isEqualTo(1);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
    }

    @Test
    void closingInterruptsCopiesAndTheyHoldNoReaderUp() throws Exception {
        List<Path> targets = List.of(folder.resolve("a"), folder.resolve("b"), folder.resolve("c"));
        Database database = open();
        database.write(sql -> sql.update("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) "
                + "INSERT INTO note(data) SELECT randomblob(1000000) FROM n"));
        List<CompletableFuture<DatabaseException>> copies = new ArrayList<>();
        for (Path target : targets) {
            CompletableFuture<DatabaseException> copy = new CompletableFuture<>();
            copies.add(copy);
            Thread.ofVirtual()
                    .start(() -> copy.complete(
                            catchThrowableOfType(DatabaseException.class, () -> database.copyTo(target))));
        }
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (targets.stream().anyMatch(target -> target.toFile().length() == 0)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThat(count(database)).isEqualTo(100);
        database.close();
        for (CompletableFuture<DatabaseException> copy : copies) {
            assertThat(copy.get(20, TimeUnit.SECONDS))
                    .extracting(DatabaseException::reason)
                    .isEqualTo(Reason.CLOSED);
        }
        assertThat(targets).noneMatch(Files::exists);
        assertThat(catchThrowableOfType(DatabaseException.class, () -> database.copyTo(targets.getFirst()))
                        .reason())
                .isEqualTo(Reason.CLOSED);
        assertThat(targets.getFirst()).doesNotExist();
    }

    @Test
    void aReadSeesOneStateWhileOthersWrite() throws Exception {
        try (Database database = open()) {
            insert(database, "a");
            CountDownLatch looked = new CountDownLatch(1);
            CountDownLatch written = new CountDownLatch(1);
            Thread other = Thread.ofVirtual().start(() -> {
                awaitQuietly(looked);
                insert(database, "b");
                written.countDown();
            });
            List<Long> seen = database.read(sql -> {
                String count = "SELECT count(*) FROM note";
                long before = sql.first(count, row -> row.integer(0)).orElseThrow();
                looked.countDown();
                awaitQuietly(written);
                return List.of(before, sql.first(count, row -> row.integer(0)).orElseThrow());
            });
            other.join();
            assertThat(seen).containsExactly(1L, 1L);
            assertThat(count(database)).isEqualTo(2);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aReaderCannotWrite() {
        try (Database database = open()) {
            assertThatThrownBy(() -> database.read(sql -> sql.update("INSERT INTO note(text) VALUES ('x')")))
                    .isInstanceOf(DatabaseException.class);
            assertThat(count(database)).isZero();
        }
    }

    @Test
    void interruptsAReadThatTakesTooLong() {
        try (Database database = open()) {
            String endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
            DatabaseException failure = catchThrowableOfType(
                    DatabaseException.class,
                    () -> database.read(sql -> sql.first(endless, row -> row.integer(0)), Duration.ofMillis(50)));
            assertThat(failure.reason()).isEqualTo(Reason.INTERRUPTED);
            DatabaseException betweenStatements = catchThrowableOfType(
                    DatabaseException.class,
                    () -> database.read(
                            sql -> {
                                while (true) {
                                    sql.first("SELECT 1", row -> row.integer(0));
                                }
                            },
                            Duration.ofMillis(50)));
            assertThat(betweenStatements.reason()).isEqualTo(Reason.INTERRUPTED);
            for (int i = 0; i < 50; i++) {
                assertThat(database.<List<Long>>read(
                                sql -> sql.query("SELECT 1", row -> row.integer(0)), Duration.ofSeconds(5)))
                        .hasSize(1);
            }
        }
    }

    @Test
    void closingInterruptsWhatIsBeingRead() throws Exception {
        String endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
        CountDownLatch reading = new CountDownLatch(2);
        Database database = open();
        Thread.Builder thread = Thread.ofVirtual();
        CompletableFuture<DatabaseException> inOneStatement = new CompletableFuture<>();
        thread.start(() -> inOneStatement.complete(catchThrowableOfType(
                DatabaseException.class,
                () -> database.read(sql -> {
                    reading.countDown();
                    return sql.first(endless, row -> row.integer(0));
                }))));
        CompletableFuture<DatabaseException> inMany = new CompletableFuture<>();
        thread.start(() -> inMany.complete(catchThrowableOfType(
                DatabaseException.class,
                () -> database.read(sql -> {
                    reading.countDown();
                    while (true) {
                        sql.first("SELECT 1", row -> row.integer(0));
                    }
                }))));
        assertThat(reading.await(20, TimeUnit.SECONDS)).isTrue();
        database.close();
        assertThat(inOneStatement.get(20, TimeUnit.SECONDS).reason()).isEqualTo(Reason.CLOSED);
        assertThat(inMany.get(20, TimeUnit.SECONDS).reason()).isEqualTo(Reason.CLOSED);
    }

    @Test
    void refusesCallsThatWouldWaitForTheirOwnThreads() {
        try (Database database = open()) {
            assertThatThrownBy(() -> database.write(sql -> insert(database, "x")))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> database.read(sql -> count(database))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> database.read(sql -> insert(database, "x")))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(database.<Long>write(sql -> count(database))).isZero();
        }
    }

    @Test
    void refusesWorkAfterItsClose() {
        Database database = open();
        database.close();
        database.close();
        for (Runnable work : List.<Runnable>of(() -> insert(database, "a"), () -> count(database))) {
            assertThat(catchThrowableOfType(DatabaseException.class, work::run).reason())
                    .isEqualTo(Reason.CLOSED);
        }
    }

    @Test
    void givesFreedPagesBackToTheDisk() throws Exception {
        try (Database database = open()) {
            database.write(sql -> {
                for (int i = 0; i < 100; i++) {
                    sql.update("INSERT INTO note(data) VALUES (?)", new byte[10_000]);
                }
                return true;
            });
            long full = database.usedOctets();
            database.write(sql -> sql.update("DELETE FROM note"));
            assertThat(database.usedOctets()).isLessThan(full / 10);
            database.releaseSpace(10_000);
        }
        assertThat(Files.size(folder.resolve("file.sqlite"))).isLessThan(100_000);
    }
}
