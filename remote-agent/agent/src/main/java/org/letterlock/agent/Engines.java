package org.letterlock.agent;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineConnection;
import org.letterlock.protocol.Failure;
import org.letterlock.protocol.FailureException;

/** Asks the engine one thing and tells the answer, to a person or to a program. */
final class Engines {

    private static final String DEFAULT_SOCKET = "/var/lib/letterlock/control.sock";

    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Gson gson =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    Engines(Map<String, String> environment, PrintWriter out, PrintWriter err) {
        this.environment = environment;
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
        try (EngineConnection connection = EngineConnection.open(socket(options))) {
            T answer = connection.call(question.apply(connection.engine()));
            if (options.json) {
                out.println(gson.toJson(answer));
            } else {
                tell.accept(answer, out);
            }
            return 0;
        } catch (FailureException e) {
            return fail(options, e.failure());
        }
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

    private Path socket(Options options) {
        if (options.socket != null) {
            return options.socket;
        }
        return Path.of(environment.getOrDefault("LETTERLOCK_SOCKET", DEFAULT_SOCKET));
    }
}
