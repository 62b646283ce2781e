package org.letterlock.desktop.agentclient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.jsonrpc.services.ServiceEndpoints;
import org.letterlock.protocol.Caller;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.HostCallerApi;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.HostConnection;
import org.letterlock.protocol.HostHello;
import org.letterlock.protocol.InspectOrder;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.InstallOrder;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.Progress;
import org.letterlock.protocol.RpcSession;
import org.letterlock.protocol.SshInfo;
import org.letterlock.protocol.UninstallOrder;
import org.letterlock.protocol.UpdatesChoice;
import org.letterlock.protocol.UpdatesInfo;

/** Speaks the contract as an agent does, from a process of its own, and tells of the order that it was given. */
final class FakeAgent implements HostApi {

    private final CompletableFuture<HostCallerApi> caller = new CompletableFuture<>();
    private final Path home = Path.of(System.getenv("HOME"));

    private FakeAgent() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        System.out.write(("\n" + HostConnection.FIRST_LINE + "\n").getBytes(StandardCharsets.US_ASCII));
        System.out.flush();
        FakeAgent agent = new FakeAgent();
        RpcSession session = new RpcSession(
                System.in,
                System.out,
                ServiceEndpoints.toEndpoint(List.of(agent, agent.engine())),
                List.of(HostApi.class, EngineApi.class, HostCallerApi.class),
                fault -> new ResponseError(ResponseErrorCode.InternalError, "fault", null),
                Executors.newVirtualThreadPerTaskExecutor());
        agent.caller.complete(session.remote(HostCallerApi.class));
        session.start();
        session.ended().get();
        System.exit(0);
    }

    /** An engine that only says how it is: its process is this one. */
    private EngineApi engine() {
        EngineStatus status = new EngineStatus(
                "test",
                "mail.example.org",
                ProcessHandle.current().pid(),
                Instant.EPOCH.toString(),
                0,
                List.of(),
                0,
                0,
                List.of(),
                0,
                0,
                0,
                null);
        return (EngineApi) Proxy.newProxyInstance(
                FakeAgent.class.getClassLoader(), new Class<?>[] {EngineApi.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("status")) {
                        return CompletableFuture.completedFuture(status);
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Override
    public CompletableFuture<HostHello> hello(Caller given) {
        return CompletableFuture.completedFuture(new HostHello(VERSION, "test", List.of(), false));
    }

    @Override
    public CompletableFuture<Inspection> inspect(InspectOrder order) {
        caller.join().progress(new Progress(order.work(), "system", 0, 1));
        return CompletableFuture.completedFuture(new Inspection(
                Instant.EPOCH.toString(),
                "mail",
                List.of(String.valueOf(order.knownAs())),
                List.of(Finding.of(FindingKind.OUTBOUND_FINE, Map.of(), String.valueOf(order.blocklists())))));
    }

    @Override
    public CompletableFuture<InstallReport> install(InstallOrder order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<List<HostChange>> changes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<List<HostChange>> uninstall(UninstallOrder order) {
        throw new UnsupportedOperationException();
    }

    /** What it changes is a file of the home; with one named {@code locks-out} it opens to no key any more. */
    @Override
    public CompletableFuture<SshInfo> ssh() {
        boolean hardened = Files.exists(home.resolve("hardened"));
        return CompletableFuture.completedFuture(new SshInfo(
                !hardened, "yes", hardened, Files.exists(home.resolve("kept")) ? null : Instant.EPOCH.toString()));
    }

    @Override
    public CompletableFuture<SshInfo> hardenSsh() {
        try {
            Files.writeString(home.resolve("hardened"), "");
            if (Files.exists(home.resolve("locks-out"))) {
                Files.delete(home.resolve(".ssh/authorized_keys"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ssh();
    }

    @Override
    public CompletableFuture<SshInfo> keepSsh() {
        try {
            Files.writeString(home.resolve("kept"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ssh();
    }

    @Override
    public CompletableFuture<SshInfo> relaxSsh() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<UpdatesInfo> updates() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<UpdatesInfo> chooseUpdates(UpdatesChoice choice) {
        throw new UnsupportedOperationException();
    }
}
