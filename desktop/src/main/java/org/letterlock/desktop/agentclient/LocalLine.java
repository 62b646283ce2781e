package org.letterlock.desktop.agentclient;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineConnection;

/** The line to an engine on this computer: its control socket. */
public final class LocalLine implements EngineLine {

    private final Path socket;
    private @Nullable EngineConnection open;

    /** @param socket where the engine listens */
    public LocalLine(Path socket) {
        this.socket = socket;
    }

    @Override
    public <T> T ask(Function<EngineApi, CompletableFuture<T>> question) throws ProblemException {
        return Understood.answer(() -> {
            EngineConnection engine = engine();
            return engine.call(question.apply(engine.engine()));
        });
    }

    private synchronized EngineConnection engine() {
        if (open != null && open.ended().isDone()) {
            close();
        }
        if (open == null) {
            open = EngineConnection.open(socket);
        }
        return open;
    }

    @Override
    public synchronized void close() {
        EngineConnection was = open;
        open = null;
        if (was != null) {
            was.close();
        }
    }
}
