package org.letterlock.agent.host;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.eclipse.lsp4j.jsonrpc.CompletableFutures;
import org.letterlock.protocol.Caller;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.HostHello;
import org.letterlock.protocol.InspectOrder;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.Progress;

/** Answers for this computer. */
public final class HostService implements HostApi {

    private final String version;
    private final Computer computer;
    private final Consumer<Progress> progress;

    /**
     * A service.
     *
     * @param version the agent's release
     * @param progress is told how far calls are
     */
    public HostService(String version, Consumer<Progress> progress) {
        this.version = version;
        this.computer = Computer.here();
        this.progress = progress;
    }

    /** Looks this computer over without a session. */
    public static Inspection inspectHere(InspectOrder order) {
        return new Inspector(Computer.here()).inspect(order, step -> {}, () -> {});
    }

    @Override
    public CompletableFuture<HostHello> hello(Caller caller) {
        return CompletableFuture.completedFuture(new HostHello(VERSION, version, List.of(), computer.isRoot()));
    }

    @Override
    public CompletableFuture<Inspection> inspect(InspectOrder order) {
        return CompletableFutures.computeAsync(
                Executors.newVirtualThreadPerTaskExecutor(),
                cancel -> new Inspector(computer).inspect(order, progress, cancel));
    }
}
