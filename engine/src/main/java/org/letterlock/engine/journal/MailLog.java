package org.letterlock.engine.journal;

import java.time.Instant;
import java.util.List;

/** The log of what happened to connections, logins and letters; the app shows it. Recording never blocks and never fails a session. */
public final class MailLog implements AutoCloseable {

    MailLog() {}

    /** Records that {@code kind} happened. */
    public void record(Kind kind, String connection, String detail) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The newest events, newest first. */
    public List<Event> latest(int limit) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** What can happen. */
    public enum Kind {
        STARTED,
        STOPPED,
        AUTHENTICATED,
        LOGIN_REFUSED,
        REFUSED,
        ACCEPTED,
        DELIVERED,
        SENT,
        DEFERRED,
        BOUNCED,
        LOCKED,
        UNLOCKED
    }

    /**
     * One event.
     *
     * @param at when
     * @param kind what
     * @param connection the connection's or queue entry's id; may be empty
     * @param detail in English, without secrets and without content of letters
     */
    public record Event(Instant at, Kind kind, String connection, String detail) {}
}
