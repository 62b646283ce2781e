package org.letterlock.engine.directory;

/** The directory's file failed us. The message is fixed and holds neither values nor keys. */
public final class DirectoryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What failed. */
    public enum Reason {
        /** The key is not the one it was written with, or the file is damaged: the two look the same. */
        UNREADABLE,
        /** A later version of the program wrote it. */
        NEWER_SCHEMA,
        /** A change could not be written, for example because the disk is full. Nothing of it is there. */
        WRITE_FAILED,
        /** It was closed. */
        CLOSED
    }

    private final Reason reason;

    DirectoryException(Reason reason, Throwable cause) {
        super(message(reason), cause);
        this.reason = reason;
    }

    DirectoryException(Reason reason) {
        super(message(reason));
        this.reason = reason;
    }

    /** What failed. */
    public Reason reason() {
        return reason;
    }

    private static String message(Reason reason) {
        return switch (reason) {
            case UNREADABLE -> "the directory does not open: its key is another one, or the file is damaged";
            case NEWER_SCHEMA -> "the directory was written by a later version";
            case WRITE_FAILED -> "the directory could not be written";
            case CLOSED -> "the directory is closed";
        };
    }
}
