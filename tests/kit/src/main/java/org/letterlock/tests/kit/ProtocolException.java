package org.letterlock.tests.kit;

/** The other side said something that it may not say, or not what was expected. */
public final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ProtocolException(String message) {
        super(message);
    }
}
