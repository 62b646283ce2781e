package org.letterlock.desktop.agentclient;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.protocol.HostApi;

/** A line to the agent of a computer that is ours, beside that to its engine. Whoever asks waits, so nobody does on the screen's thread. */
public interface HostLine extends AutoCloseable {

    /**
     * Asks, and waits ten minutes at most for the answer.
     *
     * @throws ProblemException as {@link EngineLine#ask}
     */
    <T> T host(Function<HostApi, CompletableFuture<T>> question) throws ProblemException;

    /** Hangs up. The next question comes over a new connection. */
    @Override
    void close();
}
