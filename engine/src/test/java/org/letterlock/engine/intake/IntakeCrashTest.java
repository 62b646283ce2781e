package org.letterlock.engine.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.process.ChildJvm;
import org.letterlock.engine.sqlite.SqliteThreads;

/** Kills a process that accepts letters, and looks for each that it had acknowledged. */
final class IntakeCrashTest {

    @TempDir
    Path folder;

    @Test
    void aKilledProcessLosesNoLetterThatItAccepted() throws Exception {
        crash(30);
    }

    @Test
    @Tag("long")
    void twentyKilledProcessesLoseNoLetterThatTheyAccepted() throws Exception {
        for (int round = 0; round < 20; round++) {
            crash(1 + round * 7);
        }
    }

    private void crash(int acknowledgements) throws Exception {
        Path file = folder.resolve("intake.sqlite");
        Process process = ChildJvm.of(AcceptingProcess.class, file).start();
        Set<Integer> acknowledged = new HashSet<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            String line = lines.readLine();
            while (line != null && acknowledged.size() < acknowledgements) {
                // The log goes to the same stream.
                if (line.matches("[0-9]+")) {
                    acknowledged.add(Integer.valueOf(line));
                }
                line = lines.readLine();
            }
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
        assertThat(acknowledged).hasSize(acknowledgements);
        Set<Integer> kept = new HashSet<>();
        try (SqliteThreads threads = new SqliteThreads(1, 2);
                Intake intake = new Intake(file, new byte[32], threads, new SecureRandom(), accounts -> {})) {
            for (Intake.EntryId entry : intake.waiting(AcceptingProcess.ACCOUNT, 10_000)) {
                try (InputStream in =
                        intake.open(entry, AcceptingProcess.KEYS).content().open()) {
                    // Each letter has a length of its own, and is read to its authenticated end.
                    kept.add(in.readAllBytes().length);
                }
            }
            assertThat(kept).containsAll(acknowledged);
            assertThat(intake.verify()).isEmpty();
            intake.remove(intake.waiting(AcceptingProcess.ACCOUNT, 10_000));
        }
    }
}
