package org.letterlock.engine.net;

/** The connection is of no more use. Ends a session quietly; never a bug. */
public final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why a connection ended. */
    public enum Reason {
        CLOSED,
        IDLE,
        BROKEN,
        INJECTION,
        TLS_FAILED,
        NOT_DEFLATE,
        SLOW_READER
    }

    private final Reason reason;

    public WireException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
