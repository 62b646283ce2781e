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
import org.letterlock.protocol.HostConnection;
import org.letterlock.protocol.HostHello;
import org.letterlock.protocol.InspectOrder;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.Progress;
import org.letterlock.protocol.RpcSession;
import org.letterlock.protocol.SshInfo;

/**
 * Speaks the contract as an agent does, from a process of its own, and tells of the order that it was given. Its methods are those of the contract that it answers; whoever asks
 * for another hears of a fault.
 */
final class FakeAgent {

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
                ServiceEndpoints.toEndpoint(List.of(agent.as(HostApi.class), agent.as(EngineApi.class))),
                List.of(HostApi.class, EngineApi.class, HostCallerApi.class),
                fault -> new ResponseError(ResponseErrorCode.InternalError, "fault", null),
                Executors.newVirtualThreadPerTaskExecutor());
        agent.caller.complete(session.remote(HostCallerApi.class));
        session.start();
        session.ended().get();
        System.exit(0);
    }

    private <T> T as(Class<T> part) {
        return part.cast(Proxy.newProxyInstance(
                FakeAgent.class.getClassLoader(),
                new Class<?>[] {part},
                (proxy, method, arguments) -> FakeAgent.class
                        .getDeclaredMethod(method.getName(), method.getParameterTypes())
                        .invoke(this, arguments)));
    }

    /** Of an engine whose process is this one. */
    CompletableFuture<EngineStatus> status() {
        return CompletableFuture.completedFuture(new EngineStatus(
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
                null));
    }

    CompletableFuture<HostHello> hello(Caller given) {
        return CompletableFuture.completedFuture(new HostHello(HostApi.VERSION, "test", List.of(), false));
    }

    CompletableFuture<Inspection> inspect(InspectOrder order) {
        caller.join().progress(new Progress(order.work(), "system", 0, 1));
        return CompletableFuture.completedFuture(new Inspection(
                Instant.EPOCH.toString(),
                "mail",
                List.of(String.valueOf(order.knownAs())),
                List.of(Finding.of(FindingKind.OUTBOUND_FINE, Map.of(), String.valueOf(order.blocklists())))));
    }

    /** What it changes is a file of the home; with one named {@code locks-out} it opens to no key any more. */
    CompletableFuture<SshInfo> ssh() {
        boolean hardened = Files.exists(home.resolve("hardened"));
        return CompletableFuture.completedFuture(new SshInfo(
                !hardened, "yes", hardened, Files.exists(home.resolve("kept")) ? null : Instant.EPOCH.toString()));
    }

    CompletableFuture<SshInfo> hardenSsh() {
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

    CompletableFuture<SshInfo> keepSsh() {
        try {
            Files.writeString(home.resolve("kept"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ssh();
    }
}
