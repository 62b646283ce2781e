package org.letterlock.agent.install;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.letterlock.protocol.Caller;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineConnection;
import org.letterlock.protocol.FailureException;

/** Whether an engine answers, and as what. */
@FunctionalInterface
public interface EngineProbe {

    /** The version of the engine that answers at a control socket within {@code patience}; empty where none does. */
    Optional<String> version(Path socket, Duration patience);

    /** Asks over the control socket. */
    static EngineProbe overTheSocket() {
        return EngineProbe::ask;
    }

    private static Optional<String> ask(Path socket, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Duration pause = Duration.ofMillis(200);
        do {
            try (EngineConnection engine = EngineConnection.open(socket)) {
                return Optional.of(engine.call(
                                engine.engine().hello(new Caller(EngineApi.VERSION, "letterlock-agent")),
                                Duration.ofSeconds(10))
                        .engineVersion());
            } catch (FailureException e) {
                // Not yet, or never: the deadline says which.
                LockSupport.parkNanos(pause.toNanos());
            }
        } while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted());
        return Optional.empty();
    }
}
