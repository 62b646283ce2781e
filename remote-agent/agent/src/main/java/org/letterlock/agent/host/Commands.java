package org.letterlock.agent.host;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs of the computer. */
@FunctionalInterface
public interface Commands {

    /** What a program wrote that ended well; empty where there is none, or it failed. */
    Optional<String> output(List<String> words);

    /** Those that are there. */
    static Commands ofThisComputer() {
        return Commands::run;
    }

    private static Optional<String> run(List<String> words) {
        int longest = 4 * 1024 * 1024;
        Duration patience = Duration.ofSeconds(20);
        ProcessBuilder program = new ProcessBuilder(words).redirectError(Redirect.DISCARD);
        program.environment().put("LC_ALL", "C");
        try {
            Process process = program.start();
            process.getOutputStream().close();
            // One that writes nothing and does not end is ended, and with it what is read.
            process.onExit().orTimeout(patience.toSeconds(), TimeUnit.SECONDS).exceptionally(late -> {
                process.destroyForcibly();
                return process;
            });
            byte[] said;
            try (InputStream in = process.getInputStream()) {
                said = in.readNBytes(longest + 1);
            }
            if (said.length > longest) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return process.waitFor() == 0 ? Optional.of(new String(said, StandardCharsets.UTF_8)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
