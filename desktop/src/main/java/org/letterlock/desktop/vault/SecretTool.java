package org.letterlock.desktop.vault;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The key store of a Linux desktop (the Secret Service of freedesktop.org: GNOME Keyring, KWallet and others), by the program {@code secret-tool}. A secret goes to it on its
 * standard input and comes from its standard output, never as an argument; between it and the store it is encrypted.
 */
public final class SecretTool implements OsKeyStore {

    private static final String PROGRAM = "secret-tool";
    /** The system may ask the person to unlock the store. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int LONGEST = 1_000;

    private final Map<String, String> environment;
    private final Duration patience;

    /** @param environment of this process, or what takes its place: where the program and the store are */
    public SecretTool(Map<String, String> environment) {
        this(environment, PATIENCE);
    }

    SecretTool(Map<String, String> environment, Duration patience) {
        this.environment = Map.copyOf(environment);
        this.patience = patience;
    }

    /** A program, and a bus of the session on which a store may be. */
    @Override
    public boolean isThere() {
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        boolean bus = !environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "").isEmpty()
                || (!runtime.isEmpty() && Files.exists(Path.of(runtime, "bus")));
        return bus && program().isPresent();
    }

    private Optional<Path> program() {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public Optional<String> find(String name) throws IOException {
        Outcome outcome = run("", words("lookup", name));
        // It says nothing, and ends so, where there is no such secret.
        boolean absent = outcome.code() == 1
                && outcome.said().isEmpty()
                && outcome.complaint().isEmpty();
        if (!absent && outcome.code() != 0) {
            throw new IOException(PROGRAM + ": " + outcome.complaint());
        }
        return absent ? Optional.empty() : Optional.of(outcome.said().strip());
    }

    @Override
    public void keep(String name, String secret) throws IOException {
        List<String> words = new ArrayList<>(words("store", name));
        words.add(1, "--label=Letterlock");
        expectDone(run(secret, words));
    }

    @Override
    public void forget(String name) throws IOException {
        expectDone(run("", words("clear", name)));
    }

    private static void expectDone(Outcome outcome) throws IOException {
        if (outcome.code() != 0) {
            throw new IOException(PROGRAM + ": " + outcome.complaint());
        }
    }

    private static List<String> words(String order, String name) {
        return List.of(order, "application", "letterlock", "vault", name);
    }

    private record Outcome(int code, String said, String complaint) {
        /** Without what was said, which may be a secret. */
        @Override
        public String toString() {
            return "Outcome[" + code + "]";
        }
    }

    private Outcome run(String input, List<String> words) throws IOException {
        List<String> command = new ArrayList<>(words);
        command.addFirst(
                program().orElseThrow(() -> new IOException("no " + PROGRAM)).toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading; how it ended says why.
            }
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(PROGRAM + " did not end");
            }
            return new Outcome(process.exitValue(), text(process.inputReader()), text(process.errorReader()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("cancelled", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** What a pipe holds after its program ended, as far as anybody reads. */
    private static String text(Reader reader) throws IOException {
        char[] some = new char[LONGEST];
        int length = 0;
        int more;
        while (length < some.length && (more = reader.read(some, length, some.length - length)) > 0) {
            length += more;
        }
        return new String(some, 0, length);
    }
}
