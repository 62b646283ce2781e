package org.letterlock.agent;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import org.letterlock.protocol.Failure;
import org.letterlock.protocol.FailureException;

/** The terminal that somebody types at while the output goes elsewhere; {@link java.io.Console} then knows of none. */
final class Terminal {

    private static final File TERMINAL = new File("/dev/tty");

    private Terminal() {}

    /** Reads a line. */
    @FunctionalInterface
    interface Line {
        String read() throws IOException;
    }

    /** Whether the standard input is one; never where there is no shell to ask. */
    static boolean isInput() {
        return succeeds("test -t 0");
    }

    /**
     * Prompts, and keeps the terminal from showing what is typed until the line is read or the program interrupted.
     *
     * @throws FailureException when the terminal would show it
     */
    static String ask(String prompt, Line line) throws IOException {
        Thread showing = new Thread(Terminal::show, "terminal");
        Runtime.getRuntime().addShutdownHook(showing);
        try (OutputStream out = new FileOutputStream(TERMINAL)) {
            if (!succeeds("stty -echo")) {
                throw new FailureException(shown());
            }
            try {
                out.write(prompt.getBytes(StandardCharsets.UTF_8));
                return line.read();
            } finally {
                show();
                out.write('\n');
            }
        } finally {
            forget(showing);
        }
    }

    private static void show() {
        succeeds("stty echo");
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ignored) {
            // The program ends already, and the hook runs.
        }
    }

    private static boolean succeeds(String command) {
        try {
            return new ProcessBuilder("sh", "-c", command)
                            .redirectInput(Redirect.INHERIT)
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Failure shown() {
        return new Failure(
                "input",
                "shown",
                "The terminal would show what is typed.",
                "Its echo cannot be turned off, so nothing was asked.",
                "Give the secret as the first line of the input.",
                null);
    }
}
