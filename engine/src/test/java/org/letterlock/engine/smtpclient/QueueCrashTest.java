package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.process.ChildJvm;
import org.letterlock.engine.queue.Letters;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.sqlite.SqliteThreads;

/**
 * Kills a process that sends, again and again, and counts what arrives. Nothing may be lost. A letter may come twice only if the process died between the
 * server's positive reply and the commit that records it, which no client can rule out: at most as many as were under way at that moment.
 */
final class QueueCrashTest {

    private static final int AT_ONCE = 8;

    @TempDir
    Path folder;

    @Test
    void twoKilledProcessesLoseNothing() throws Exception {
        crash(150, 2);
    }

    @Test
    @Tag("long")
    void thirtyKilledProcessesLoseNothing() throws Exception {
        crash(3000, 30);
    }

    private void crash(int letters, int kills) throws Exception {
        Path file = folder.resolve("queue.sqlite");
        try (SqliteThreads threads = new SqliteThreads(1, 1);
                MailQueue queue = new MailQueue(file, new byte[32], threads, new SecureRandom(), Clock.systemUTC())) {
            for (int i = 0; i < letters; i++) {
                queue.enqueue(Letters.letter("user" + i + "@example.org"));
            }
        }
        MailSink sink = new MailSink("PIPELINING");
        Random random = new Random(9);
        List<Integer> counts = new ArrayList<>();
        try (ScriptedServer server = new ScriptedServer(sink)) {
            for (int kill = 0; kill < kills; kill++) {
                int until = sink.letters().size() + 1 + random.nextInt(letters / (kills + 2));
                Process process = start(file, server.port());
                sink.awaitLetters(until, process);
                process.toHandle().destroyForcibly();
                process.waitFor();
                counts.add(sink.letters().size());
            }
            Process last = start(file, server.port());
            assertThat(last.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(last.exitValue()).isZero();
        }
        Map<String, Long> copies = sink.letters().stream()
                .collect(Collectors.groupingBy(letter -> letter.to().getFirst(), Collectors.counting()));
        long doubled = copies.values().stream().mapToLong(n -> n - 1).sum();
        assertThat(copies).as("no letter is lost").hasSize(letters);
        assertThat(doubled).as("killed at " + counts).isLessThanOrEqualTo((long) AT_ONCE * kills);
        try (SqliteThreads threads = new SqliteThreads(1, 1);
                MailQueue queue = new MailQueue(file, new byte[32], threads, new SecureRandom(), Clock.systemUTC())) {
            assertThat(queue.verify()).isEmpty();
            assertThat(queue.list(1)).isEmpty();
        }
    }

    private static Process start(Path file, int port) throws IOException {
        return ChildJvm.of(SendingProcess.class, file, port)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
