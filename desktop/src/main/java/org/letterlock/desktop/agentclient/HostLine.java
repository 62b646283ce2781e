package org.letterlock.desktop.agentclient;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.SshInfo;

/** A line to the agent of a computer that is ours, beside that to its engine. Whoever asks waits, so nobody does on the screen's thread. */
public interface HostLine extends AutoCloseable {

    /**
     * Asks, and waits ten minutes at most for the answer.
     *
     * @throws ProblemException as {@link EngineLine#ask}
     */
    <T> T host(Function<HostApi, CompletableFuture<T>> question) throws ProblemException;

    /**
     * Lets nobody sign in over SSH by a password any more, once it is proven by another connection that the app's key opens.
     *
     * @throws ProblemException {@code not-proven} where it does not: then the computer undoes it by itself
     */
    default SshInfo harden() throws ProblemException {
        host(HostApi::hardenSsh);
        close();
        try {
            return host(HostApi::keepSsh);
        } catch (ProblemException e) {
            throw new ProblemException(
                    Problem.of("ssh", "not-proven", Map.of(), e.problem().toString()));
        }
    }

    /** Hangs up. The next question comes over a new connection. */
    @Override
    void close();
}
