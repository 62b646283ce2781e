package org.letterlock.engine.sqlite;

/** A file failed us. The message names the file's role, never SQL, values or keys. */
public final class DatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What failed. */
    public enum Reason {
        WRONG_KEY,
        DAMAGED,
        NEWER_SCHEMA,
        FULL,
        LOCKED,
        CLOSED,
        CONSTRAINT,
        INTERRUPTED,
        OTHER
    }

    private final Reason reason;

    public DatabaseException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public DatabaseException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What failed. */
    public Reason reason() {
        return reason;
    }
}
