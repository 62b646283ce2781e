package org.letterlock.engine.crypto;

/** Sealed octets do not open: changed, cut short, or sealed to another key. Carries nothing of what was inside. */
public final class SealBrokenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message what does not open, without any of its content */
    public SealBrokenException(String message) {
        super(message);
    }
}
