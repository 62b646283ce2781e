package org.letterlock.agent.stdio;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import org.eclipse.lsp4j.jsonrpc.Endpoint;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.jsonrpc.services.ServiceEndpoints;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.CallerApi;
import org.letterlock.protocol.ChannelInput;
import org.letterlock.protocol.EngineConnection;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.RpcSession;
import org.letterlock.protocol.SessionEndedException;

/**
 * Passes requests on to the engine's control socket, as JSON that it does not look into. Connects when it has something to pass on, and again when the engine was
 * started anew.
 */
final class EngineBridge implements Endpoint, AutoCloseable {

    private final Path socket;
    private final ExecutorService threads;
    private @Nullable Link link;

    EngineBridge(Path socket, ExecutorService threads) {
        this.socket = socket;
        this.threads = threads;
    }

    private record Link(SocketChannel channel, RpcSession session) {}

    @Override
    public CompletableFuture<?> request(String method, @Nullable Object parameter) {
        CompletableFuture<Object> answer;
        try {
            answer = link().session().request(method, parameter);
        } catch (FailureException e) {
            return CompletableFuture.failedFuture(e);
        }
        Answer told = new Answer(answer);
        var _ = answer.whenComplete((value, failure) -> {
            if (failure == null) {
                told.complete(value);
            } else {
                told.completeExceptionally(meaning(failure));
            }
        });
        return told;
    }

    private static Throwable meaning(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof SessionEndedException
                ? new FailureException(EngineConnection.noAnswer(String.valueOf(cause.getMessage())))
                : cause;
    }

    /** The answer as the caller gets it; to cancel it cancels what was asked of the engine. */
    private static final class Answer extends CompletableFuture<Object> {

        private final CompletableFuture<Object> asked;

        Answer(CompletableFuture<Object> asked) {
            this.asked = asked;
        }

        @Override
        public boolean cancel(boolean interrupt) {
            asked.cancel(interrupt);
            return super.cancel(interrupt);
        }
    }

    private synchronized Link link() {
        Link now = link;
        if (now != null && !now.session().ended().isDone()) {
            return now;
        }
        close();
        SocketChannel channel = EngineConnection.connect(socket);
        RpcSession session = new RpcSession(
                new ChannelInput(channel),
                Channels.newOutputStream(channel),
                ServiceEndpoints.toEndpoint(new CallerApi() {}),
                List.of(),
                fault -> new ResponseError(ResponseErrorCode.InternalError, "The agent met a fault.", null),
                threads);
        session.start();
        Link made = new Link(channel, session);
        link = made;
        return made;
    }

    /** What an engine announces is for callers that ask for it; there is nothing of the kind yet. */
    @Override
    public void notify(String method, @Nullable Object parameter) {}

    @Override
    public synchronized void close() {
        Link now = link;
        link = null;
        if (now != null) {
            try {
                now.channel().close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
