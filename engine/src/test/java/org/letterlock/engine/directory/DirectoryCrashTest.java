package org.letterlock.engine.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.process.ChildJvm;

/** Kills a process that changes the directory, at random moments. */
final class DirectoryCrashTest {

    @TempDir
    private Path folder;

    @Test
    void acknowledgedChangesSurviveSigkill() throws Exception {
        killAndCheck(4, 20);
    }

    @Test
    @Tag("long")
    void acknowledgedChangesSurviveManyKills() throws Exception {
        killAndCheck(60, 200);
    }

    private void killAndCheck(int rounds, int atMost) throws Exception {
        Path file = folder.resolve("directory.db");
        Random random = new Random(42);
        int acknowledged = 0;
        for (int round = 0; round < rounds; round++) {
            acknowledged = runAndKill(file, acknowledged, 1 + random.nextInt(atMost), random.nextInt(20_000));
            try (Directory directory = Directory.open(file, new byte[32], Clock.systemUTC())) {
                int there = directory.domains().size();
                for (int i = 0; i < acknowledged; i++) {
                    assertThat(directory.isLocal(domain(i))).isTrue();
                }
                // The change that was under way when the process died may be there.
                assertThat(there).isBetween(acknowledged, acknowledged + 1);
                acknowledged = there;
            }
        }
    }

    private static int runAndKill(Path file, int from, int lines, int micros) throws IOException, InterruptedException {
        Process process = ChildJvm.of(Changer.class, file, from)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int acknowledged = from;
        try (BufferedReader reader = process.inputReader()) {
            for (int i = 0; i < lines; i++) {
                acknowledged = Integer.parseInt(reader.readLine().replace(";", "")) + 1;
            }
            // A random moment of the next change.
            assertThat(process.waitFor(micros, TimeUnit.MICROSECONDS)).isFalse();
            // Not Process.destroyForcibly: it throws away what the process wrote.
            process.toHandle().destroyForcibly();
            process.waitFor();
            for (String line = reader.readLine(); line != null && line.endsWith(";"); line = reader.readLine()) {
                acknowledged = Integer.parseInt(line.replace(";", "")) + 1;
            }
        }
        return acknowledged;
    }

    static DomainName domain(int number) {
        return new DomainName("d" + number + ".example.test");
    }

    /** Adds domains for ever and says so. */
    static final class Changer {

        private Changer() {}

        public static void main(String[] arguments) {
            Directory directory = Directory.open(Path.of(arguments[0]), new byte[32], Clock.systemUTC());
            for (int i = Integer.parseInt(arguments[1]); true; i++) {
                directory.addDomain(domain(i));
                System.out.println(i + ";");
            }
        }
    }
}
