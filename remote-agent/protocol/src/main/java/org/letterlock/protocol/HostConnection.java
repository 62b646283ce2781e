package org.letterlock.protocol;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.jsonrpc.services.ServiceEndpoints;

/**
 * The caller's end of an agent that was started somewhere, over its standard input and output. Safe for any number of threads; each call is answered on its own.
 */
public final class HostConnection implements AutoCloseable {

    /** The line with which an agent begins; what comes before it was said by somebody else, such as a shell's greeting. */
    public static final String FIRST_LINE = "letterlock-agent stdio 1";

    private static final int LONGEST_GREETING = 64 * 1024;
    private static final int MOST_SAID = 500;
    private static final Duration FIRST_CONTACT = Duration.ofSeconds(60);

    private final Closeable agent;
    private final ExecutorService threads;
    private final RpcSession session;
    private final HostHello hello;

    private HostConnection(Closeable agent, ExecutorService threads, RpcSession session, HostHello hello) {
        this.agent = agent;
        this.threads = threads;
        this.session = session;
        this.hello = hello;
    }

    /**
     * Greets an agent that was just started.
     *
     * @param in what it writes
     * @param out what it reads
     * @param agent is closed with the connection, and should none come about
     * @param caller what to say that we are
     * @param progress is told how far calls are, on a thread of the connection
     * @throws FailureException where there is no agent at the other end, or it says nothing within a minute
     */
    public static HostConnection open(
            InputStream in, OutputStream out, Closeable agent, Caller caller, Consumer<Progress> progress) {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HostConnection made = null;
        try {
            awaitFirstLine(in, threads);
            HostCallerApi local = progress::accept;
            RpcSession session = new RpcSession(
                    in,
                    out,
                    ServiceEndpoints.toEndpoint(local),
                    List.of(HostApi.class, EngineApi.class, HostCallerApi.class),
                    fault -> new ResponseError(ResponseErrorCode.InternalError, "The caller met a fault.", null),
                    threads);
            session.start();
            HostHello hello =
                    Answers.await(session.remote(HostApi.class).hello(caller), FIRST_CONTACT, HostConnection::noAnswer);
            made = new HostConnection(agent, threads, session, hello);
            return made;
        } finally {
            if (made == null) {
                end(agent, threads);
            }
        }
    }

    private static void awaitFirstLine(InputStream in, ExecutorService threads) {
        CompletableFuture<Void> found = CompletableFuture.runAsync(() -> skipGreeting(in), threads);
        try {
            found.get(FIRST_CONTACT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FailureException failure) {
                throw failure;
            }
            throw new FailureException(noAgent(String.valueOf(e.getCause())));
        } catch (TimeoutException e) {
            throw new FailureException(noAgent("nothing within " + FIRST_CONTACT.toSeconds() + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(noAgent("interrupted"));
        }
    }

    private static void skipGreeting(InputStream in) {
        ByteArrayOutputStream greeting = new ByteArrayOutputStream();
        int lineBegins = 0;
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n') {
                    String all = greeting.toString(StandardCharsets.ISO_8859_1);
                    if (all.substring(lineBegins).stripTrailing().equals(FIRST_LINE)) {
                        return;
                    }
                    lineBegins = greeting.size() + 1;
                }
                greeting.write(octet);
                if (greeting.size() > LONGEST_GREETING) {
                    throw new FailureException(noAgent("more than " + LONGEST_GREETING + " octets of something else"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new FailureException(noAgent(greeting.toString(StandardCharsets.UTF_8)));
    }

    /** @param said what came instead; made harmless and short */
    private static Failure noAgent(String said) {
        return new Failure(
                "agent",
                "no-agent",
                "The server did not start Letterlock's agent.",
                "Something else answered instead, or nothing.",
                "Look at the details, and try again.",
                Sentence.harmless(said, MOST_SAID));
    }

    private static Failure noAnswer(String detail) {
        return new Failure(
                "agent",
                "no-answer",
                "The server did not answer.",
                "The connection to it was cut, or it is too busy; what was asked may have been done all the same.",
                "Connect again and look.",
                detail);
    }

    /** What the agent said that it is. */
    public HostHello hello() {
        return hello;
    }

    /** The agent. */
    public HostApi host() {
        return session.remote(HostApi.class);
    }

    /** The engine on the agent's computer; each call ends with a failure while none runs. */
    public EngineApi engine() {
        return session.remote(EngineApi.class);
    }

    /** Completes when the other side is gone. */
    public CompletableFuture<Void> ended() {
        return session.ended();
    }

    /**
     * Waits for an answer.
     *
     * @throws FailureException when the other side says no, does not answer within {@code patience}, or the connection ends
     */
    public <T> T call(CompletableFuture<T> answer, Duration patience) {
        return Answers.await(answer, patience, HostConnection::noAnswer);
    }

    /** Waits a minute at most for an answer. */
    public <T> T call(CompletableFuture<T> answer) {
        return call(answer, Duration.ofMinutes(1));
    }

    @Override
    public void close() {
        end(agent, threads);
    }

    private static void end(Closeable agent, ExecutorService threads) {
        try {
            agent.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
