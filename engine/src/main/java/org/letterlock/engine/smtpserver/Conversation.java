package org.letterlock.engine.smtpserver;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.letterlock.engine.net.Grammar;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.net.WireException;
import org.letterlock.engine.smtp.RestOfLine;
import org.letterlock.engine.smtp.SmtpReply;

/** Reading and replying with a session's clocks: silence, the time to get going, and the stop of the server. */
final class Conversation {

    private static final int MAX_SKIPPED = 256 * 1024;

    /** The replies that end a connection; programs look there for the name of the server (RFC 5321 §4.2.2). */
    private static final Set<Integer> LAST_WORDS = Set.of(221, 421);

    private final Wire wire;
    private final SmtpServerSettings settings;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final long setupDeadline;
    private boolean setUp;
    private int errors;

    Conversation(Wire wire, SmtpServerSettings settings) {
        this.wire = wire;
        this.settings = settings;
        this.setupDeadline = System.nanoTime() + settings.setupTime().toNanos();
        wire.idleTimeout(settings.idleTime());
    }

    /** From any thread: the next read ends the session. */
    void stop() {
        stopping.countDown();
        wire.wake();
    }

    /** The client has got going: only silence counts from now on. */
    void setUp() {
        setUp = true;
    }

    /**
     * Reads what a client says in its turn.
     *
     * @throws EndOfSession when the server stops or a clock has run out
     */
    <T> T read(Grammar<T> grammar) {
        while (true) {
            if (stopping.getCount() == 0) {
                throw new EndOfSession(Replies.STOPPING);
            }
            long left = setUp ? settings.idleTime().toNanos() : setupDeadline - System.nanoTime();
            if (left <= 0) {
                throw new EndOfSession(Replies.TOO_SLOW);
            }
            Optional<T> said;
            try {
                said = wire.read(grammar, Duration.ofNanos(left));
            } catch (WireException e) {
                if (e.reason() == WireException.Reason.IDLE) {
                    throw new EndOfSession(Replies.TOO_SLOW);
                }
                throw e;
            }
            if (said.isPresent()) {
                return said.get();
            }
        }
    }

    /** Skips what is left of a line that was too long. */
    void skipLine() {
        RestOfLine grammar = new RestOfLine();
        int skipped = 0;
        for (RestOfLine.Skipped piece = read(grammar); !piece.ended(); piece = read(grammar)) {
            skipped += piece.octets();
            if (skipped > MAX_SKIPPED) {
                throw new EndOfSession(Replies.TOO_MANY_ERRORS);
            }
        }
    }

    /** Says it when the client's turn comes, or the buffer is full. */
    void reply(SmtpReply reply) {
        SmtpReply named = LAST_WORDS.contains(reply.code()) ? reply.by(settings.hostName()) : reply;
        SmtpReply shown = named.isTransient() || named.isPermanent() ? named.with("(" + wire.id() + ")") : named;
        wire.write(shown.encode());
    }

    /** Replies to something that a well-behaved client would not do. */
    void error(SmtpReply reply) {
        reply(reply);
        errors++;
        if (errors >= settings.maxErrors()) {
            throw new EndOfSession(Replies.TOO_MANY_ERRORS);
        }
    }

    /** Lets the client wait {@code steps} steps of slowness; ends early when the server stops. */
    void slowDown(int steps) {
        wire.flush();
        try {
            boolean stopped = stopping.await(settings.slowness().toNanos() * steps, TimeUnit.NANOSECONDS);
            if (stopped) {
                throw new EndOfSession(Replies.STOPPING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndOfSession(Replies.STOPPING);
        }
    }
}
