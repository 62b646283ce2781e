package org.letterlock.desktop.agentclient;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.protocol.EngineApi;

/**
 * A line to one engine, wherever it runs. It is opened when somebody asks, kept, and opened anew where it was cut meanwhile. Safe for any number of threads; whoever
 * asks waits, so nobody does on the screen's thread.
 */
public interface EngineLine extends AutoCloseable {

    /**
     * Asks, and waits a minute at most for the answer.
     *
     * @throws ProblemException where the server cannot be reached or entered, the engine says no, no answer comes, or one that the contract does not have; in the last two cases what was asked may have been done
     *     all the same
     */
    <T> T ask(Function<EngineApi, CompletableFuture<T>> question) throws ProblemException;

    /** Hangs up. The next question opens the line again. */
    @Override
    void close();
}
