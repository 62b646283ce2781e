package org.letterlock.engine.pop3server;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.net.Grammar;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.pop3.LineGrammar;
import org.letterlock.engine.pop3.LineGrammar.Line;
import org.letterlock.engine.pop3.MultiLineWriter;
import org.letterlock.engine.pop3.Pop3Reply;
import org.letterlock.engine.pop3.RestOfLine;

/** What is read and said in one session, within its times and until somebody stops it. One thread, but for {@link #stop}. */
final class Conversation {

    private static final int MAX_DRAINED = 1024 * 1024;

    private final Wire wire;
    private final Pop3ServerSettings settings;
    private final long begun = System.nanoTime();
    private boolean loggedIn;
    private boolean utf8;
    private boolean inMultiLine;
    private volatile @Nullable Pop3Reply stopped;

    Conversation(Wire wire, Pop3ServerSettings settings) {
        this.wire = wire;
        this.settings = settings;
    }

    Wire wire() {
        return wire;
    }

    boolean loggedIn() {
        return loggedIn;
    }

    /** Somebody is there: the time for logging in is over, the one for being silent begins. */
    void logIn() {
        loggedIn = true;
        wire.signedIn();
        wire.idleTimeout(settings.autologout());
    }

    /** Whether the client takes letters whose header is in UTF-8 (RFC 6856 §2.1). */
    boolean utf8() {
        return utf8;
    }

    void enableUtf8() {
        utf8 = true;
    }

    /** Ends the session, from any thread and without waiting: its next read or write ends it. */
    void stop(Pop3Reply word) {
        stopped = word;
        wire.wake();
    }

    /** @throws EndOfSession when the session was stopped */
    void checkStopped() {
        Pop3Reply word = stopped;
        if (word != null) {
            throw new EndOfSession(word);
        }
    }

    void reply(Pop3Reply reply) {
        wire.write(reply.octets());
    }

    /** Begins a response of several lines; {@link #ended} when it has its end. */
    MultiLineWriter begin(Pop3Reply first) {
        return MultiLineWriter.of(sink(first));
    }

    /** The same for TOP. */
    MultiLineWriter beginTop(Pop3Reply first, int bodyLines) {
        return MultiLineWriter.top(sink(first), bodyLines);
    }

    private MultiLineWriter.Sink sink(Pop3Reply first) {
        reply(first);
        inMultiLine = true;
        return (octets, offset, length) -> {
            checkStopped();
            wire.write(octets, offset, length);
        };
    }

    /** The response of several lines is whole. */
    void ended() {
        inMultiLine = false;
    }

    /** Whether a response of several lines was broken off: what is said now would be taken for a part of it. */
    boolean isBrokenOff() {
        return inMultiLine;
    }

    /**
     * Reads a line. One that is too long is skipped to its end.
     *
     * @throws EndOfSession when the session was stopped, the time to log in is over, or a line has no end
     */
    Line read() {
        Line line = read(new LineGrammar(settings.line()));
        if (line instanceof Line.TooLong) {
            skip();
        }
        return line;
    }

    private void skip() {
        int skipped = 0;
        while (skipped < MAX_DRAINED) {
            RestOfLine.Skipped piece = read(new RestOfLine());
            if (piece.ended()) {
                return;
            }
            skipped += piece.octets();
        }
        throw new EndOfSession(Replies.LONG_LINE);
    }

    private <T> T read(Grammar<T> grammar) {
        while (true) {
            checkStopped();
            Optional<T> said = wire.read(grammar, patience());
            if (said.isPresent()) {
                return said.get();
            }
        }
    }

    private Duration patience() {
        if (loggedIn) {
            return Duration.ofDays(1);
        }
        long left = settings.loginTimeout().toNanos() - (System.nanoTime() - begun);
        if (left <= 0) {
            throw new EndOfSession(Replies.SLOW_LOGIN);
        }
        return Duration.ofNanos(left);
    }
}
