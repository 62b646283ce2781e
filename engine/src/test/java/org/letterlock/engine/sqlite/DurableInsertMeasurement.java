package org.letterlock.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Says how many durable inserts of 10 KB a second this machine does; asserts nothing about time. */
@Tag("long")
final class DurableInsertMeasurement {

    @TempDir
    Path folder;

    @Test
    void insertsAloneAndTogether() throws Exception {
        try (SqliteThreads threads = new SqliteThreads(2, 2)) {
            measure(threads, 1, 2000);
            for (int callers : new int[] {1, 4, 16, 64}) {
                measure(threads, callers, 6000);
            }
        }
    }

    private void measure(SqliteThreads threads, int callers, int inserts) throws InterruptedException {
        Schema schema = new Schema(1, List.of(List.of("CREATE TABLE note(id INTEGER PRIMARY KEY, data BLOB)")));
        byte[] data = new byte[10_000];
        new Random(1).nextBytes(data);
        Path file = folder.resolve("m" + callers + "-" + inserts);
        try (Database database = Database.open(file, new byte[32], schema, threads)) {
            long start = System.nanoTime();
            List<Thread> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                running.add(Thread.ofVirtual().start(() -> {
                    for (int j = 0; j < inserts / callers; j++) {
                        database.write(sql -> sql.insert("INSERT INTO note(data) VALUES (?)", data));
                    }
                }));
            }
            for (Thread thread : running) {
                thread.join();
            }
            long perSecond = inserts * 1_000_000_000L / (System.nanoTime() - start);
            LoggerFactory.getLogger(DurableInsertMeasurement.class)
                    .info("{} callers: {} durable inserts of 10 KB a second", callers, perSecond);
            assertThat(database.quickCheck()).isEmpty();
        }
    }
}
