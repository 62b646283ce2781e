package org.letterlock.protocol;

import java.io.BufferedInputStream;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;

/** The caller's end of a control socket. Safe for any number of threads; each call is answered on its own. */
public final class EngineConnection implements AutoCloseable {

    private final SocketChannel channel;
    private final ExecutorService threads;
    private final EngineApi engine;
    private final CompletableFuture<?> ended;

    private EngineConnection(
            SocketChannel channel, ExecutorService threads, EngineApi engine, CompletableFuture<?> ended) {
        this.channel = channel;
        this.threads = threads;
        this.engine = engine;
        this.ended = ended;
    }

    /**
     * Connects to the engine that listens at {@code socket}.
     *
     * @throws FailureException with a sentence for a person when there is none, or it may not be used
     */
    public static EngineConnection open(Path socket) {
        SocketChannel channel = connect(socket);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Launcher<EngineApi> launcher = new Launcher.Builder<EngineApi>()
                .setLocalService(new CallerApi() {})
                .setRemoteInterface(EngineApi.class)
                .setInput(new BufferedInputStream(new ChannelInput(channel)))
                .setOutput(Channels.newOutputStream(channel))
                .setExecutorService(threads)
                .create();
        Future<Void> listening = launcher.startListening();
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> await(listening), threads);
        return new EngineConnection(channel, threads, launcher.getRemoteProxy(), ended);
    }

    private static void await(Future<Void> listening) {
        try {
            listening.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the connection broke", e);
        }
    }

    private static SocketChannel connect(Path socket) {
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

    /**
     * Waits for an answer.
     *
     * @throws FailureException when the engine says no, does not answer within {@code patience}, or the connection ends
     */
    public <T> T call(CompletableFuture<T> answer, Duration patience) {
        try {
            CompletableFuture.anyOf(answer, ended).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.isDone()) {
                return answer.get();
            }
            throw new FailureException(noAnswer("the connection ended"));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ResponseErrorException response) {
                throw FailureException.of(response);
            }
            throw new FailureException(noAnswer(String.valueOf(e.getCause())));
        } catch (TimeoutException e) {
            throw new FailureException(noAnswer("after " + patience.toSeconds() + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(noAnswer("interrupted"));
        }
    }

    /** Waits a minute at most for an answer. */
    public <T> T call(CompletableFuture<T> answer) {
        return call(answer, Duration.ofMinutes(1));
    }

    private static Failure noAnswer(String detail) {
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
