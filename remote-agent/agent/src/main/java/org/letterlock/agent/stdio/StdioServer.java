package org.letterlock.agent.stdio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.lsp4j.jsonrpc.Endpoint;
import org.eclipse.lsp4j.jsonrpc.JsonRpcException;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.jsonrpc.services.ServiceEndpoints;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.HostCallerApi;
import org.letterlock.protocol.HostConnection;
import org.letterlock.protocol.Progress;
import org.letterlock.protocol.RpcSession;

/** One session of the contract over two streams, until the caller ends its stream. */
public final class StdioServer {

    private static final Logger LOG = System.getLogger(StdioServer.class.getName());
    private static final String ENGINE = "engine/";

    private final Path socket;
    private final Function<Consumer<Progress>, HostService> host;

    /**
     * A server.
     *
     * @param socket the engine's control socket
     * @param host makes what answers for this computer, of where it may tell how far it is
     */
    public StdioServer(Path socket, Function<Consumer<Progress>, HostService> host) {
        this.socket = socket;
        this.host = host;
    }

    /**
     * Serves until {@code in} ends. What is being changed on this computer then goes on to its end, told to nobody.
     *
     * @throws IOException when {@code out} cannot be written
     */
    public void serve(InputStream in, OutputStream out) throws IOException {
        // A shell may have left half a line.
        out.write(("\n" + HostConnection.FIRST_LINE + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        CompletableFuture<HostCallerApi> caller = new CompletableFuture<>();
        try (EngineBridge engine = new EngineBridge(socket, threads);
                HostService answers = host.apply(progress -> tell(caller.join(), progress))) {
            RpcSession session = new RpcSession(
                    in,
                    out,
                    new Desk(ServiceEndpoints.toEndpoint(answers), engine),
                    List.of(HostApi.class, HostCallerApi.class),
                    StdioServer::told,
                    threads);
            caller.complete(session.remote(HostCallerApi.class));
            session.start();
            session.ended().get();
        } catch (ExecutionException e) {
            LOG.log(Level.DEBUG, "The session broke", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void tell(HostCallerApi caller, Progress progress) {
        try {
            caller.progress(progress);
        } catch (JsonRpcException e) {
            // Nobody listens any more, which is no reason to stop.
            LOG.log(Level.DEBUG, "The caller is gone", e);
        }
    }

    /** Who answers what. */
    private record Desk(Endpoint host, Endpoint engine) implements Endpoint {

        @Override
        public CompletableFuture<?> request(String method, @Nullable Object parameter) {
            return (method.startsWith(ENGINE) ? engine : host).request(method, parameter);
        }

        @Override
        public void notify(String method, @Nullable Object parameter) {
            (method.startsWith(ENGINE) ? engine : host).notify(method, parameter);
        }
    }

    /** What a caller is told of an exception: a failure in full, what the engine said as it said it, a bug not at all. */
    private static ResponseError told(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof java.lang.reflect.InvocationTargetException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof FailureException failure) {
            return failure.toResponse().getResponseError();
        }
        if (cause instanceof ResponseErrorException response) {
            return response.getResponseError();
        }
        if (cause instanceof UnsupportedOperationException) {
            return new ResponseError(ResponseErrorCode.MethodNotFound, "This agent does not know the question.", null);
        }
        LOG.log(Level.ERROR, "A call failed", cause);
        return new ResponseError(ResponseErrorCode.InternalError, "The agent met a fault; it said which.", null);
    }
}
