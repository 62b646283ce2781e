package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of the system, run to its end. */
public final class Program {

    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String input = "";
    private Duration patience = Duration.ofMinutes(2);

    private Program(List<String> command) {
        this.command.addAll(command);
    }

    /** The program {@code command[0]} with its arguments. */
    public static Program of(String... command) {
        return new Program(List.of(command));
    }

    /** Whether a program of this name can be found. */
    public static boolean isInstalled(String name) {
        for (String folder : List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin")) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return true;
            }
        }
        return false;
    }

    /** Whether this process may start servers that need root. */
    public static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** Sets a variable of its environment. */
    public Program with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** What it reads from its standard input. */
    public Program reading(String text) {
        input = text;
        return this;
    }

    /** How long it may run; two minutes unless told. */
    public Program within(Duration time) {
        patience = time;
        return this;
    }

    /**
     * Runs it to its end.
     *
     * @throws IllegalStateException when it does not end in time; it is killed then
     */
    public Result run() throws IOException {
        Path output = Files.createTempFile("program", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
            Process process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading; its exit code and output tell why.
                process.waitFor(1, TimeUnit.SECONDS);
            }
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IllegalStateException(command.getFirst() + " did not end in " + patience + ": "
                        + Files.readString(output, StandardCharsets.ISO_8859_1));
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.getFirst() + " ran", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /**
     * How it ended.
     *
     * @param exitCode its exit code
     * @param output what it wrote to both of its outputs
     */
    public record Result(int exitCode, String output) {

        /**
         * The same, when it succeeded.
         *
         * @throws IllegalStateException when it did not; the message holds its output
         */
        public Result expectSuccess() {
            if (exitCode != 0) {
                throw new IllegalStateException("exit code " + exitCode + ": " + output);
            }
            return this;
        }
    }
}
