package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.process.ChildJvm;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.StoredMessage;
import org.letterlock.engine.store.AccountStore.Want;

/** Kills a process that appends, and looks for every letter that it had acknowledged. */
class StoreCrashTest {

    @TempDir
    Path folder;

    @Test
    void aKilledProcessLosesNothingThatItAcknowledged() throws Exception {
        try (TestStore test = new TestStore(folder, StoreLimits.DEFAULT)) {
            crash(test, 0, 60);
        }
    }

    @Test
    @Tag("long")
    void killedProcessesLoseNothingThatTheyAcknowledged() throws Exception {
        Random random = new Random(3);
        try (TestStore test = new TestStore(folder, StoreLimits.DEFAULT)) {
            for (int round = 0; round < 20; round++) {
                crash(test, round * 10_000L, 1 + random.nextInt(200));
            }
        }
    }

    private static void crash(TestStore test, long from, int acknowledgements)
            throws IOException, InterruptedException {
        test.store().close();
        Process process = ChildJvm.of(AppendingProcess.class, test.file, from).start();
        Set<Long> acknowledged = new HashSet<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            String line = lines.readLine();
            while (line != null && acknowledged.size() < acknowledgements) {
                acknowledged.add(Long.valueOf(line));
                line = lines.readLine();
            }
            process.toHandle().destroyForcibly();
        }
        assertThat(process.waitFor()).isNotZero();
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(acknowledgements);
        test.reopen();
        assertThat(test.store().verify()).isEmpty();
        Set<Long> kept = new HashSet<>();
        for (StoredMessage message : test.fetch(test.inbox(), Want.ENVELOPE)) {
            long number =
                    Long.parseLong(message.envelope().orElseThrow().subject().orElseThrow());
            Octets letter = AppendingProcess.letter(number);
            try (MessageContent content = test.store().content(message.id()).orElseThrow();
                    InputStream stored = content.open();
                    InputStream due = letter.open()) {
                assertThat(stored.readAllBytes()).isEqualTo(due.readAllBytes());
            }
            assertThat(kept.add(number)).isTrue();
        }
        assertThat(kept).containsAll(acknowledged);
    }
}
