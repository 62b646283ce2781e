package org.letterlock.desktop.agentclient;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
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

    /** Another line to the same computer, not open yet; whoever has it hangs up. */
    HostLine another();

    /**
     * Lets nobody sign in over SSH by a password any more, once it is proven by another connection that the app's key opens.
     *
     * @throws ProblemException {@code not-proven} where it does not: then the computer undoes it by itself
     */
    default SshInfo harden() throws ProblemException {
        host(HostApi::hardenSsh);
        // Its SSH server reads its settings anew meanwhile, and is not there for a moment.
        Problem why = Problem.of("ssh", "not-proven", Map.of(), null);
        for (int i = 0; i < 20 && !Thread.currentThread().isInterrupted(); i++) {
            // Over a line of its own, so that it is a new sign-in, and whoever asks over this one meanwhile gets an
            // answer.
            try (HostLine proof = another()) {
                return proof.host(HostApi::keepSsh);
            } catch (ProblemException e) {
                why = Problem.of("ssh", "not-proven", Map.of(), e.problem().toString());
                if (!Set.of("refused", "cut-off", "unreachable")
                        .contains(e.problem().code())) {
                    break;
                }
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
        }
        throw new ProblemException(why);
    }

    /** Hangs up. The next question comes over a new connection. */
    @Override
    void close();
}
