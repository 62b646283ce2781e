package org.letterlock.agent.stdio;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.lsp4j.jsonrpc.CancelChecker;
import org.eclipse.lsp4j.jsonrpc.CompletableFutures;
import org.letterlock.agent.host.Computer;
import org.letterlock.agent.host.Inspector;
import org.letterlock.agent.install.Installation;
import org.letterlock.protocol.Caller;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.HostHello;
import org.letterlock.protocol.InspectOrder;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.InstallOrder;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.Progress;
import org.letterlock.protocol.SshInfo;
import org.letterlock.protocol.UninstallOrder;
import org.letterlock.protocol.UpdatesChoice;
import org.letterlock.protocol.UpdatesInfo;

/** Answers for this computer. */
public final class HostService implements HostApi, AutoCloseable {

    private final String version;
    private final Consumer<Progress> progress;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * A service.
     *
     * @param version the agent's release
     * @param progress is told how far calls are
     */
    public HostService(String version, Consumer<Progress> progress) {
        this.version = version;
        this.progress = progress;
    }

    @Override
    public CompletableFuture<HostHello> hello(Caller caller) {
        return CompletableFuture.completedFuture(new HostHello(VERSION, version, List.of(), Computer.isRootHere()));
    }

    private <T> CompletableFuture<T> work(Function<CancelChecker, T> work) {
        return CompletableFutures.computeAsync(threads, work);
    }

    @Override
    public CompletableFuture<Inspection> inspect(InspectOrder order) {
        return work(cancel -> Inspector.here().inspect(order, progress, cancel));
    }

    @Override
    public CompletableFuture<InstallReport> install(InstallOrder order) {
        return work(cancel -> Installation.here().install(order, progress, cancel));
    }

    @Override
    public CompletableFuture<List<HostChange>> changes() {
        return work(cancel -> Installation.here().changes());
    }

    @Override
    public CompletableFuture<List<HostChange>> uninstall(UninstallOrder order) {
        return work(cancel -> Installation.here().uninstall(order, progress, cancel));
    }

    @Override
    public CompletableFuture<SshInfo> ssh() {
        return work(cancel -> Installation.here().ssh());
    }

    @Override
    public CompletableFuture<SshInfo> hardenSsh() {
        return work(cancel -> Installation.here().hardenSsh());
    }

    @Override
    public CompletableFuture<SshInfo> keepSsh() {
        return work(cancel -> Installation.here().keepSsh());
    }

    @Override
    public CompletableFuture<SshInfo> relaxSsh() {
        return work(cancel -> Installation.here().relaxSsh());
    }

    @Override
    public CompletableFuture<UpdatesInfo> updates() {
        return work(cancel -> Installation.here().updates());
    }

    @Override
    public CompletableFuture<UpdatesInfo> chooseUpdates(UpdatesChoice choice) {
        return work(cancel -> Installation.here().chooseUpdates(choice));
    }

    /** Waits for what runs. */
    @Override
    public void close() {
        threads.close();
    }
}
