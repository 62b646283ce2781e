package org.letterlock.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GroupCommitTest {

    private static final Schema SCHEMA =
            new Schema(1, List.of(List.of("CREATE TABLE note(id INTEGER PRIMARY KEY, n INTEGER UNIQUE)")));

    private final SqliteThreads threads = new SqliteThreads(1, 2);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private Database database;

    @TempDir
    Path folder;

    @BeforeEach
    void open() {
        database = Database.open(folder.resolve("file.sqlite"), new byte[32], SCHEMA, threads);
    }

    @AfterEach
    void stop() {
        callers.close();
        database.close();
        threads.close();
    }

    private int insert(int n) {
        return database.write(sql -> sql.update("INSERT INTO note(n) VALUES (?)", n));
    }

    private List<Long> numbers() {
        return database.read(sql -> sql.query("SELECT n FROM note ORDER BY n", row -> row.integer(0)));
    }

    /** Runs the writes so that all but the first wait while it runs, and then share a transaction. */
    private List<Future<Integer>> together(List<Function<Sql, Integer>> writes) throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Future<Integer> first = callers.submit(() -> database.write(sql -> {
            running.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return 0;
        }));
        running.await();
        List<Future<Integer>> futures = new ArrayList<>();
        CountDownLatch queued = new CountDownLatch(writes.size());
        for (Function<Sql, Integer> write : writes) {
            futures.add(callers.submit(() -> {
                queued.countDown();
                return database.write(write);
            }));
        }
        queued.await();
        go.countDown();
        first.get();
        return futures;
    }

    @Test
    void oneThatThrowsAmongFiftyUndoesItselfAlone() throws Exception {
        List<Function<Sql, Integer>> writes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int n = i;
            writes.add(sql -> {
                sql.update("INSERT INTO note(n) VALUES (?)", n);
                sql.update("INSERT INTO note(n) VALUES (?)", n + 1000);
                if (n == 17) {
                    throw new IllegalArgumentException("no seventeen");
                }
                return n;
            });
        }
        List<Future<Integer>> futures = together(writes);
        for (int i = 0; i < 50; i++) {
            Future<Integer> future = futures.get(i);
            if (i == 17) {
                assertThatThrownBy(future::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCauseMessage("no seventeen");
            } else {
                assertThat(future.get()).isEqualTo(i);
            }
        }
        assertThat(numbers()).hasSize(98).doesNotContain(17L, 1017L);
    }

    @Test
    void theFirstOfABatchMayThrow() throws Exception {
        assertThatThrownBy(() -> database.write(sql -> {
                    sql.update("INSERT INTO note(n) VALUES (1)");
                    throw new IllegalArgumentException("first");
                }))
                .hasMessage("first");
        assertThat(insert(2)).isEqualTo(1);
        assertThat(numbers()).containsExactly(2L);
    }

    @Test
    void aRefusedRowMayBeHandledInsideTheWrite() {
        insert(1);
        int result = database.write(sql -> {
            try {
                return sql.update("INSERT INTO note(n) VALUES (1)");
            } catch (DatabaseException e) {
                assertThat(e.reason()).isEqualTo(DatabaseException.Reason.CONSTRAINT);
                return sql.update("INSERT INTO note(n) VALUES (2)");
            }
        });
        assertThat(result).isEqualTo(1);
        assertThat(numbers()).containsExactly(1L, 2L);
    }

    @Test
    void aSwallowedFailureStillUndoesTheWrite() {
        assertThatThrownBy(() -> database.write(sql -> {
                    sql.update("INSERT INTO note(n) VALUES (1)");
                    try {
                        sql.update("INSERT INTO nowhere VALUES (1)");
                    } catch (DatabaseException e) {
                        assertThat(e.reason()).isEqualTo(DatabaseException.Reason.OTHER);
                    }
                    return 1;
                }))
                .isInstanceOf(DatabaseException.class);
        assertThat(numbers()).isEmpty();
    }

    @Test
    void errorsReachTheirCallerToo() {
        assertThatThrownBy(() -> database.write(sql -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(insert(1)).isEqualTo(1);
    }

    @Test
    void fullDiskFailsTheWriteAndTheNextOneWorks() {
        database.write(sql -> {
            sql.execute("CREATE TABLE big(data BLOB)");
            return 0;
        });
        long pages = database.write(sql -> sql.first("PRAGMA page_count", row -> row.integer(0)))
                .orElseThrow();
        database.write(sql -> sql.query("PRAGMA max_page_count=" + (pages + 10), row -> row.integer(0)));
        assertThatThrownBy(() -> database.write(sql -> sql.update("INSERT INTO big VALUES (?)", new byte[200_000])))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.reason()).isEqualTo(DatabaseException.Reason.FULL));
        assertThat(insert(1)).isEqualTo(1);
        database.write(sql -> sql.query("PRAGMA max_page_count=1000000", row -> row.integer(0)));
        assertThat(database.<Integer>write(sql -> sql.update("INSERT INTO big VALUES (?)", new byte[200_000])))
                .isEqualTo(1);
        assertThat(database.quickCheck()).isEmpty();
    }

    @Test
    void thousandsOfWritersAtOnceAllLand() throws Exception {
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            int n = i;
            futures.add(callers.submit(() -> insert(n)));
        }
        for (Future<Integer> future : futures) {
            assertThat(future.get()).isEqualTo(1);
        }
        assertThat(numbers()).hasSize(5000);
    }

    @Test
    void manyFilesShareTwoWritingThreads() throws Exception {
        List<Database> files = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            files.add(Database.open(folder.resolve("many" + i), new byte[32], SCHEMA, threads));
        }
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int n = i;
            futures.add(callers.submit(
                    () -> files.get(n % 20).<Integer>write(sql -> sql.update("INSERT INTO note(n) VALUES (?)", n))));
        }
        for (Future<Integer> future : futures) {
            assertThat(future.get()).isEqualTo(1);
        }
        for (Database file : files) {
            assertThat(file.<Optional<Long>>read(sql -> sql.first("SELECT count(*) FROM note", row -> row.integer(0))))
                    .contains(20L);
            file.close();
        }
    }

    @Test
    void readsOfABusyFileDoNotStarveAnother() throws Exception {
        Database other = Database.open(folder.resolve("other"), new byte[32], SCHEMA, threads);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        List<Future<Integer>> slow = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            slow.add(callers.submit(() -> database.read(sql -> {
                started.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return 1;
            })));
        }
        started.await();
        assertThat(other.<List<Long>>read(sql -> sql.query("SELECT 1", row -> row.integer(0))))
                .hasSize(1);
        end.countDown();
        for (Future<Integer> read : slow) {
            assertThat(read.get()).isEqualTo(1);
        }
        other.close();
    }

    @Test
    void closeWaitsForWritesThatAreQueued() throws Exception {
        List<Function<Sql, Integer>> writes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int n = i;
            writes.add(sql -> sql.update("INSERT INTO note(n) VALUES (?)", n));
        }
        List<Future<Integer>> futures = together(writes);
        database.close();
        int kept = 0;
        for (Future<Integer> future : futures) {
            try {
                kept += future.get();
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(DatabaseException.class);
            }
        }
        database = Database.open(folder.resolve("file.sqlite"), new byte[32], SCHEMA, threads);
        assertThat(numbers()).hasSize(kept);
    }
}
