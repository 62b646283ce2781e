package org.letterlock.desktop.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.agentclient.LocalLine;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.protocol.AccountOrder;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.ProofOrder;

/**
 * An engine of this computer, as a process of its own, with all that it has in one folder. It listens on loopback at ports that are free, and asks a DNS that is not there,
 * so nothing leaves. Ends with the app. Safe for any number of threads.
 */
public final class DemoEngine implements Demo {

    /** The domain of the demo; no such domain can exist (RFC 2606 §2). */
    public static final String DOMAIN = "letterlock.example";

    private static final Duration MAY_TAKE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration TO_END = Duration.ofSeconds(10);
    private static final Duration NEARLY = Duration.ofMinutes(1);
    private static final String NOBODY = "127.0.0.1:9";
    private static final List<String> SERVICES =
            List.of("mx", "submission", "submissions", "imap", "imaps", "pop3", "pop3s");

    /** Finds what an engine is started by. */
    @FunctionalInterface
    public interface Program {
        /**
         * The words of the command before the engine's own.
         *
         * @param folder the demo's, where it may put files
         */
        List<String> command(Path folder) throws ProblemException;
    }

    private final Path folder;
    private final Program program;
    private @Nullable Process process;
    private @Nullable LocalLine line;

    /** @param folder the demo's own; nothing else lies in it */
    public DemoEngine(Path folder, Program program) {
        this.folder = folder;
        this.program = program;
    }

    @Override
    public boolean isThere() {
        return Files.exists(folder);
    }

    private Path socket() {
        return folder.resolve("mail").resolve("control.sock");
    }

    @Override
    public synchronized EngineLine start() throws ProblemException {
        LocalLine open = line;
        Process running = process;
        if (open != null && running != null && running.isAlive()) {
            return open;
        }
        endAnEarlierOne();
        LocalLine fresh = new LocalLine(socket());
        try {
            process = launch();
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
        line = fresh;
        boolean whole = false;
        try {
            furnish(fresh);
            whole = true;
            return fresh;
        } finally {
            if (!whole) {
                close();
            }
        }
    }

    private Process launch() throws IOException, ProblemException {
        Files.createDirectories(folder);
        List<String> words = new ArrayList<>(program.command(folder));
        Path ports = folder.resolve("ports");
        Files.deleteIfExists(ports);
        words.addAll(List.of(
                "serve",
                "--data",
                folder.resolve("mail").toString(),
                "--hostname",
                "mail." + DOMAIN,
                "--resolver",
                NOBODY,
                "--ports-file",
                ports.toString()));
        for (String service : SERVICES) {
            words.addAll(List.of("--" + service, "127.0.0.1:0"));
        }
        Path output = folder.resolve("output");
        Process started = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        started.getOutputStream().close();
        Files.writeString(note(), note(started.toHandle()));
        // Whichever way the app ends, short of being killed.
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroy));
        long until = System.nanoTime() + MAY_TAKE.toNanos();
        while (!Files.exists(ports)) {
            if (!started.isAlive()
                    || System.nanoTime() > until
                    || Thread.currentThread().isInterrupted()) {
                started.destroyForcibly();
                throw failed(Files.readString(output));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return started;
    }

    private static ProblemException failed(String detail) {
        return new ProblemException(Problem.of("demo", "did-not-start", Map.of(), detail));
    }

    /** The app was killed, and its engine was not, or is still about to end. The folder is free only when its process is gone, which is after its socket is. */
    private void endAnEarlierOne() throws ProblemException {
        Optional<ProcessHandle> earlier = earlier();
        earlier.ifPresent(ProcessHandle::destroy);
        if (earlier.isPresent() && !hasEnded(earlier.get())) {
            earlier.get().destroyForcibly();
            hasEnded(earlier.get());
        }
    }

    /** The process of the folder, if it is that still: its number may be another's by now. */
    private Optional<ProcessHandle> earlier() throws ProblemException {
        if (!Files.exists(note())) {
            return Optional.empty();
        }
        try {
            String[] noted = Files.readString(note()).split(" ", -1);
            return noted.length == 2
                    ? ProcessHandle.of(Long.parseLong(noted[0]))
                            .filter(process -> Math.abs(begun(process) - Long.parseLong(noted[1])) < NEARLY.toMillis())
                    : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            throw failed(String.valueOf(e));
        }
    }

    private Path note() {
        return folder.resolve("process");
    }

    private static String note(ProcessHandle process) {
        return process.pid() + " " + begun(process);
    }

    /** When it began, in milliseconds; what a system says of that moves when its clock is set. 0 where it does not say. */
    private static long begun(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static boolean hasEnded(ProcessHandle process) {
        try {
            process.onExit().get(TO_END.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A household to look at, unless it is there. */
    private static void furnish(EngineLine line) throws ProblemException {
        if (!line.ask(EngineApi::domains).isEmpty()) {
            return;
        }
        line.ask(engine -> engine.addDomain(new EngineApi.DomainName(DOMAIN)));
        String you = "you@" + DOMAIN;
        String family = "family@" + DOMAIN;
        line.ask(engine -> engine.addAccount(new AccountOrder(you, null, "computer", true)));
        line.ask(engine -> engine.addAccount(new AccountOrder(family, null, "tablet", true)));
        line.ask(engine -> engine.sendProof(new ProofOrder(you, family, "Hello", "A letter within the house.")));
        line.ask(engine -> engine.sendProof(new ProofOrder(family, you, "Hello back", "And its answer.")));
        line.ask(engine -> engine.sendProof(new ProofOrder(
                you, "somebody@elsewhere.example", "Far away", "This one waits: nothing leaves a demo.")));
    }

    @Override
    public synchronized void close() {
        LocalLine open = line;
        line = null;
        if (open != null) {
            open.close();
        }
        Process running = process;
        process = null;
        if (running != null) {
            running.destroy();
            try {
                if (!running.waitFor(TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
                    running.destroyForcibly();
                }
            } catch (InterruptedException e) {
                running.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized void remove() throws ProblemException {
        close();
        endAnEarlierOne();
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new ProblemException(
                    Problem.of("demo", "not-removed", Map.of("folder", folder.toString()), String.valueOf(e)));
        }
    }
}
