package org.letterlock.engine.control;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.lsp4j.jsonrpc.JsonRpcException;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.letterlock.protocol.CallerApi;
import org.letterlock.protocol.ChannelInput;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.FailureException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on the control socket. Each connection is a JSON-RPC session on virtual threads; each call runs on a thread of its own. */
public final class ControlServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    /** What {@code sun_path} holds on every system that we run on (macOS: 104 with the final zero). */
    private static final int PATH_LIMIT = 103;

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Path path;
    private final ServerSocketChannel server;
    private final EngineApi service;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<SocketChannel, Thread> sessions = new ConcurrentHashMap<>();

    private ControlServer(Path path, ServerSocketChannel server, EngineApi service) {
        this.path = path;
        this.server = server;
        this.service = service;
    }

    /**
     * Binds and begins to answer.
     *
     * @param path in a folder that no other user may enter; what an ended engine left there is replaced
     * @throws IOException with a sentence for a person when the socket cannot be made
     */
    public static ControlServer start(Path path, EngineApi service) throws IOException {
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > PATH_LIMIT) {
            throw new IOException("The path of the control socket, " + path + ", has " + length
                    + " octets; the system allows " + PATH_LIMIT + ". Choose a data folder with a shorter path.");
        }
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            server.close();
            throw new IOException("The control socket " + path + " cannot be made: " + e.getMessage(), e);
        }
        ControlServer control = new ControlServer(path, server, service);
        Thread.ofVirtual().name("control").start(control::accept);
        return control;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                Thread session = Thread.ofVirtual().name("control-session").unstarted(() -> serve(channel));
                sessions.put(channel, session);
                session.start();
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.error("The control socket failed", e);
                return;
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            Launcher<CallerApi> launcher = new Launcher.Builder<CallerApi>()
                    .setLocalService(service)
                    .setRemoteInterface(CallerApi.class)
                    .setInput(new BufferedInputStream(new ChannelInput(channel)))
                    .setOutput(Channels.newOutputStream(channel))
                    .setExecutorService(threads)
                    .setExceptionHandler(ControlServer::response)
                    .create();
            Future<Void> session = launcher.startListening();
            session.get();
        } catch (IOException | ExecutionException e) {
            LOG.debug("A control session broke", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sessions.remove(channel);
        }
    }

    /** What a caller is told of an exception: a failure in full, a bug not at all. */
    private static ResponseError response(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof java.lang.reflect.InvocationTargetException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof FailureException failure) {
            return failure.toResponse().getResponseError();
        }
        if (cause instanceof JsonRpcException) {
            LOG.debug("A caller went away", cause);
        } else {
            LOG.error("A control call failed", cause);
        }
        return new ResponseError(ResponseErrorCode.InternalError, "The engine met a fault; its log says which.", null);
    }

    /** Accepts no more, gives callers half a second to read their last answer, ends the sessions and removes the socket. */
    @Override
    public void close() {
        try {
            server.close();
            awaitCallers();
            for (SocketChannel channel : sessions.keySet()) {
                channel.close();
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("The control socket could not be closed", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void awaitCallers() {
        try {
            for (Thread session : sessions.values()) {
                session.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
