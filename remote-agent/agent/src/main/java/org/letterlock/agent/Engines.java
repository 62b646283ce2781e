package org.letterlock.agent;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.letterlock.agent.host.Places;
import org.letterlock.agent.stdio.StdioServer;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineConnection;
import org.letterlock.protocol.Failure;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.Progress;

/** Asks the engine one thing and tells the answer, to a person or to a program. */
final class Engines {

    private static final int LONGEST_SECRET = 1_000;

    private final Map<String, String> environment;
    private final InputStream in;
    private final OutputStream octets;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Gson gson =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /** @param out writes text to {@code octets} */
    Engines(Map<String, String> environment, InputStream in, OutputStream octets, PrintWriter out, PrintWriter err) {
        this.environment = environment;
        this.in = in;
        this.octets = octets;
        this.out = out;
        this.err = err;
    }

    /**
     * Asks and tells.
     *
     * @param tell writes the answer for a person
     * @return the exit code
     */
    <T> int ask(Options options, Function<EngineApi, CompletableFuture<T>> question, BiConsumer<T, PrintWriter> tell) {
        return dialogue(options, connection -> connection.call(question.apply(connection.engine())), tell);
    }

    /**
     * Asks, and should the answer be a failure with {@code code}, asks otherwise.
     *
     * @param otherwise the second question; may ask the person something first
     */
    <T> int ask(
            Options options,
            Function<EngineApi, CompletableFuture<T>> question,
            String code,
            Function<EngineApi, CompletableFuture<T>> otherwise,
            BiConsumer<T, PrintWriter> tell) {
        return dialogue(
                options,
                connection -> {
                    try {
                        return connection.call(question.apply(connection.engine()));
                    } catch (FailureException e) {
                        if (e.failure().code().equals(code)) {
                            return connection.call(otherwise.apply(connection.engine()));
                        }
                        throw e;
                    }
                },
                tell);
    }

    /** Asks several things, one after the other, and tells what came of it. */
    <T> int dialogue(Options options, Function<EngineConnection, T> dialogue, BiConsumer<T, PrintWriter> tell) {
        try (EngineConnection connection = EngineConnection.open(socket(options))) {
            return told(options, dialogue.apply(connection), tell);
        } catch (FailureException e) {
            return fail(options, e.failure());
        }
    }

    /** Pours octets out where other answers go, unless a person would see them. */
    int pour(Options options, String whyNot, Pourer pourer) {
        if (in.equals(System.in) && isTerminal()) {
            return fail(options, notPoured(whyNot));
        }
        try (EngineConnection connection = EngineConnection.open(socket(options))) {
            pourer.pour(connection, octets);
            return 0;
        } catch (IOException e) {
            return fail(options, notPoured(String.valueOf(e.getMessage())));
        } catch (FailureException e) {
            return fail(options, e.failure());
        }
    }

    /** Serves whoever speaks over the standard streams. */
    int serve(Options options, Function<Path, StdioServer> server) {
        try {
            server.apply(socket(options)).serve(in, octets);
            return 0;
        } catch (IOException e) {
            return fail(options, notPoured(String.valueOf(e.getMessage())));
        }
    }

    private static Failure notPoured(String reason) {
        return new Failure(
                "output",
                "not-written",
                "The answer could not be written: " + reason + ".",
                "What was written of it, if anything, is not whole.",
                "Throw it away and begin again.",
                null);
    }

    /** Asks an engine for octets. */
    @FunctionalInterface
    interface Pourer {
        /** @return what nobody is told, because there is no place for it */
        long pour(EngineConnection connection, OutputStream octets) throws IOException;
    }

    /** Does something on this computer and tells what came of it. */
    <T> int work(Options options, Supplier<T> work, BiConsumer<T, PrintWriter> tell) {
        try {
            return told(options, work.get(), tell);
        } catch (FailureException e) {
            return fail(options, e.failure());
        }
    }

    /** Tells a person how far something is, where other answers do not go. */
    void progress(Progress step) {
        err.println((step.done() + 1) + "/" + step.total() + " " + step.step());
    }

    /** Tells an answer. */
    <T> int told(Options options, T answer, BiConsumer<T, PrintWriter> tell) {
        if (options.json) {
            out.println(gson.toJson(answer));
        } else {
            tell.accept(answer, out);
        }
        return 0;
    }

    /** Tells why it could not be done. */
    int fail(Options options, Failure failure) {
        if (options.json) {
            out.println(gson.toJson(Map.of("failure", failure)));
        } else {
            err.println(failure.sentence());
            err.println(failure.meaning());
            err.println(failure.remedy());
        }
        return 1;
    }

    /** Asks for a secret on the terminal, or takes the first line of the input. Never an argument: those are seen by every user of a computer. */
    @SuppressWarnings("SystemConsoleNull") // its contract allows null, and NullAway holds us to it
    String askSecret(String prompt) {
        Console console = System.console();
        if (in.equals(System.in) && console != null && console.isTerminal()) {
            char[] typed = console.readPassword("%s", prompt);
            return typed == null ? "" : new String(typed);
        }
        try {
            return in.equals(System.in) && Terminal.isInput() ? Terminal.ask(prompt, this::firstLine) : firstLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Octet by octet: whoever types ends a line, and not the input. */
    private String firstLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n' && line.size() < LONGEST_SECRET; octet = in.read()) {
            line.write(octet);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    @SuppressWarnings("SystemConsoleNull") // as above
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private Path socket(Options options) {
        if (options.socket != null) {
            return options.socket;
        }
        return Path.of(environment.getOrDefault("LETTERLOCK_SOCKET", Places.SOCKET));
    }
}
