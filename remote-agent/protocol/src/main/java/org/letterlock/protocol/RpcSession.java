package org.letterlock.protocol;

import com.google.gson.JsonElement;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.eclipse.lsp4j.jsonrpc.Endpoint;
import org.eclipse.lsp4j.jsonrpc.JsonRpcException;
import org.eclipse.lsp4j.jsonrpc.RemoteEndpoint;
import org.eclipse.lsp4j.jsonrpc.json.ConcurrentMessageProcessor;
import org.eclipse.lsp4j.jsonrpc.json.JsonRpcMethod;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.json.StreamMessageConsumer;
import org.eclipse.lsp4j.jsonrpc.json.StreamMessageProducer;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.services.ServiceEndpoints;
import org.jspecify.annotations.Nullable;

/**
 * A JSON-RPC session over two streams. Methods of the contracts that it is given have types; any other passes as JSON, so that a session can pass on what it does
 * not know. No message may be longer than {@link #LONGEST_MESSAGE}. Safe for any number of threads.
 */
public final class RpcSession implements Endpoint {

    /** In octets; ten thousand entries of a queue fit. */
    public static final int LONGEST_MESSAGE = 64 * 1024 * 1024;

    private final ExecutorService threads;
    private final RemoteEndpoint remote;
    private final StreamMessageProducer messages;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Map<Object, CompletableFuture<Object>> pending = new ConcurrentHashMap<>();

    /**
     * A session that does not listen yet.
     *
     * @param local answers what the other side asks
     * @param contracts interfaces whose methods have types, of either side
     * @param faults what the other side is told of an exception
     * @param threads the session's own; each call runs on one of them
     */
    public RpcSession(
            InputStream in,
            OutputStream out,
            Endpoint local,
            List<Class<?>> contracts,
            Function<Throwable, ResponseError> faults,
            ExecutorService threads) {
        this.threads = threads;
        Map<String, JsonRpcMethod> methods = new LinkedHashMap<>();
        contracts.forEach(contract -> methods.putAll(ServiceEndpoints.getSupportedMethods(contract)));
        MessageJsonHandler json = new UntypedToo(methods);
        remote = new RemoteEndpoint(new StreamMessageConsumer(out, json), local, faults);
        json.setMethodProvider(remote);
        messages = new StreamMessageProducer(
                new BufferedInputStream(new Frames(new BufferedInputStream(in), LONGEST_MESSAGE)), json, remote);
    }

    /** Takes parameters and results of methods that it does not know as JSON; else the library would drop results. */
    private static final class UntypedToo extends MessageJsonHandler {

        UntypedToo(Map<String, JsonRpcMethod> methods) {
            super(methods);
        }

        @Override
        public JsonRpcMethod getJsonRpcMethod(String name) {
            @Nullable JsonRpcMethod typed = super.getJsonRpcMethod(name);
            return typed == null ? JsonRpcMethod.request(name, JsonElement.class, JsonElement.class) : typed;
        }
    }

    /** Begins to listen. */
    public void start() {
        Future<Void> listening = new ConcurrentMessageProcessor(messages, remote).beginProcessing(threads);
        threads.execute(() -> {
            try {
                listening.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                // Whoever waits for an answer is told that none came.
                ended.completeExceptionally(e);
            } finally {
                end();
            }
        });
    }

    private void end() {
        ended.complete(null);
        pending.values().forEach(RpcSession::breakOff);
    }

    private static void breakOff(CompletableFuture<Object> answer) {
        answer.completeExceptionally(new SessionEndedException());
    }

    /** Completes when the other side has ended the session, or it broke; then exceptionally. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** The other side, as {@code contract} has it. */
    public <T> T remote(Class<T> contract) {
        return ServiceEndpoints.toServiceObject(this, contract);
    }

    /**
     * Asks. The answer ends with a {@link SessionEndedException} should the session end first, also in the middle of the question; to cancel it asks the other side
     * to stop.
     */
    @Override
    public CompletableFuture<Object> request(String method, @Nullable Object parameter) {
        CompletableFuture<Object> answer = remote.request(method, parameter);
        if (wasNotSent(answer)) {
            return CompletableFuture.failedFuture(new SessionEndedException());
        }
        Object question = new Object();
        pending.put(question, answer);
        var _ = answer.whenComplete((value, failure) -> pending.remove(question));
        if (ended.isDone()) {
            breakOff(answer);
        }
        return answer;
    }

    /** The library tells so of a stream that broke while it wrote. */
    private static boolean wasNotSent(CompletableFuture<Object> answer) {
        return answer.state() == Future.State.FAILED
                && answer.exceptionNow() instanceof JsonRpcException broken
                && broken.getCause() instanceof IOException;
    }

    @Override
    public void notify(String method, @Nullable Object parameter) {
        remote.notify(method, parameter);
    }
}
