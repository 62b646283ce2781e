package org.letterlock.agent.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs of the computer. */
@FunctionalInterface
public interface Commands {

    /** Runs a program to its end. One that does not end in time is ended. */
    Ended run(List<String> words, Duration patience);

    /** Runs a program to its end, two minutes at most. */
    default Ended run(List<String> words) {
        return run(words, Duration.ofMinutes(2));
    }

    /** What a program wrote that ended well; empty where there is none, or it failed. */
    default Optional<String> output(List<String> words) {
        Ended ended = run(words);
        return ended.isWell() ? Optional.of(ended.output()) : Optional.empty();
    }

    /**
     * How a program ended.
     *
     * @param exitCode its exit code; negative where it could not be started, or did not end
     * @param output what it wrote, to both streams
     */
    record Ended(int exitCode, String output) {
        /** Whether it did what it was to. */
        public boolean isWell() {
            return exitCode == 0;
        }
    }

    /** Those that are there. */
    static Commands ofThisComputer() {
        return Commands::start;
    }

    private static Ended start(List<String> words, Duration patience) {
        int longest = 4 * 1024 * 1024;
        ProcessBuilder program = new ProcessBuilder(words).redirectErrorStream(true);
        program.environment().put("LC_ALL", "C");
        try {
            Process process = program.start();
            process.getOutputStream().close();
            // One that writes nothing and does not end is ended, and with it what is read.
            var _ = process.onExit()
                    .orTimeout(patience.toSeconds(), TimeUnit.SECONDS)
                    .exceptionally(late -> {
                        process.destroyForcibly();
                        return process;
                    });
            byte[] said;
            try (InputStream in = process.getInputStream()) {
                said = in.readNBytes(longest + 1);
            }
            if (said.length > longest) {
                process.destroyForcibly();
                return new Ended(-1, "it says too much");
            }
            return new Ended(process.waitFor(), new String(said, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new Ended(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ended(-1, "interrupted");
        }
    }
}
