package org.letterlock.engine.sqlite;

import org.jspecify.annotations.Nullable;

/** A file failed us. The message names the file's role, never SQL, values or keys. */
public final class DatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What failed. */
    public enum Reason {
        WRONG_KEY,
        DAMAGED,
        /** The log beside it is damaged, missing or another one, and acknowledged changes would be lost. */
        LOG_DAMAGED,
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

    /** For the log: itself where its stack tells more than its message, null where the message says all. */
    public @Nullable DatabaseException unexpected() {
        return switch (reason) {
            case WRONG_KEY, DAMAGED, LOG_DAMAGED, NEWER_SCHEMA, FULL, LOCKED, CLOSED -> null;
            case CONSTRAINT, INTERRUPTED, OTHER -> this;
        };
    }
}
