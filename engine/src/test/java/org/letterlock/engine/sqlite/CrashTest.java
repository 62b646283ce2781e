package org.letterlock.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.process.ChildJvm;

/** Kills a process that writes, and looks for every row that it had acknowledged. */
final class CrashTest {

    @TempDir
    Path folder;

    @Test
    void aKilledProcessLosesNothingThatItAcknowledged() throws Exception {
        crash(1, 300);
    }

    @Test
    @Tag("long")
    void thirtyKilledProcessesLoseNothingThatTheyAcknowledged() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 30; round++) {
            crash(round, 1 + random.nextInt(3000));
        }
    }

    private void crash(int round, int acknowledgements) throws IOException, InterruptedException {
        Path file = folder.resolve("file.sqlite");
        Process process = ChildJvm.of(WritingProcess.class, file, round).start();
        List<Long> acknowledged = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            String line = lines.readLine();
            while (line != null && acknowledged.size() < acknowledgements) {
                acknowledged.add(Long.valueOf(line));
                line = lines.readLine();
            }
            process.toHandle().destroyForcibly();
            // What it said before it died was acknowledged, too; the last line may be cut.
            String next = lines.readLine();
            while (line != null && next != null) {
                acknowledged.add(Long.valueOf(line));
                line = next;
                next = lines.readLine();
            }
        }
        assertThat(process.waitFor()).isNotZero();
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(acknowledgements);
        try (SqliteThreads threads = new SqliteThreads(1, 1);
                Database database = Database.open(file, new byte[32], WritingProcess.SCHEMA, threads)) {
            List<Long> kept = database.read(sql -> sql.query(
                    "SELECT n FROM note WHERE round = ? AND length(data) = 2000", row -> row.integer(0), round));
            assertThat(kept).containsAll(acknowledged).doesNotHaveDuplicates();
            assertThat(database.quickCheck()).isEmpty();
        }
    }
}
