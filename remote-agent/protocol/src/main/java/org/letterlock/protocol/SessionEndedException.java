package org.letterlock.protocol;

/** A session ended before an answer came. */
public final class SessionEndedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SessionEndedException() {
        super("the connection ended");
    }
}
