package org.letterlock.protocol;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.jsonrpc.services.ServiceEndpoints;

/** The caller's end of a control socket. Safe for any number of threads; each call is answered on its own. */
public final class EngineConnection implements AutoCloseable {

    private final SocketChannel channel;
    private final ExecutorService threads;
    private final RpcSession session;
    private final EngineApi engine;

    private EngineConnection(SocketChannel channel, ExecutorService threads, RpcSession session) {
        this.channel = channel;
        this.threads = threads;
        this.session = session;
        this.engine = session.remote(EngineApi.class);
    }

    /**
     * Connects to the engine that listens at {@code socket}.
     *
     * @throws FailureException with a sentence for a person when there is none, or it may not be used
     */
    public static EngineConnection open(Path socket) {
        SocketChannel channel = connect(socket);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        RpcSession session = new RpcSession(
                new ChannelInput(channel),
                Channels.newOutputStream(channel),
                ServiceEndpoints.toEndpoint(new CallerApi() {}),
                List.of(EngineApi.class, CallerApi.class),
                fault -> new ResponseError(ResponseErrorCode.InternalError, "The caller met a fault.", null),
                threads);
        session.start();
        return new EngineConnection(channel, threads, session);
    }

    /**
     * A socket to the engine that listens at {@code path}, for whoever passes messages on.
     *
     * @throws FailureException with a sentence for a person when there is none, or it may not be used
     */
    public static SocketChannel connect(Path socket) {
        if (Files.notExists(socket)) {
            throw new FailureException(notRunning(socket, "there is no such socket"));
        }
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (ConnectException e) {
            throw new FailureException(notRunning(socket, String.valueOf(e.getMessage())));
        } catch (IOException e) {
            boolean denied = e instanceof AccessDeniedException
                    || String.valueOf(e.getMessage()).contains("Permission denied");
            throw new FailureException(denied ? denied(socket) : notRunning(socket, String.valueOf(e.getMessage())));
        }
    }

    private static Failure notRunning(Path socket, String detail) {
        return new Failure(
                "engine",
                "not-running",
                "No engine answers at " + socket + ".",
                "The engine is not running, or it keeps its data in another folder.",
                "Start the engine, or name its socket with --socket.",
                detail);
    }

    private static Failure denied(Path socket) {
        return new Failure(
                "engine",
                "denied",
                "The socket " + socket + " may not be used by this user.",
                "Only root and the engine's own user may control the engine.",
                "Run the command as root.",
                null);
    }

    /** The engine. */
    public EngineApi engine() {
        return engine;
    }

    /** Completes when the other side is gone. */
    public CompletableFuture<Void> ended() {
        return session.ended();
    }

    /**
     * Waits for an answer.
     *
     * @throws FailureException when the engine says no, does not answer within {@code patience}, or the connection ends
     */
    public <T> T call(CompletableFuture<T> answer, Duration patience) {
        return Answers.await(answer, patience, EngineConnection::noAnswer);
    }

    /** Waits a minute at most for an answer. */
    public <T> T call(CompletableFuture<T> answer) {
        return call(answer, Duration.ofMinutes(1));
    }

    /** What to tell where an engine was asked and did not answer. */
    public static Failure noAnswer(String detail) {
        return new Failure(
                "engine",
                "no-answer",
                "The engine did not answer.",
                "It may be stopping, or too busy; what was asked may have been done all the same.",
                "Look at its status and try again.",
                detail);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
