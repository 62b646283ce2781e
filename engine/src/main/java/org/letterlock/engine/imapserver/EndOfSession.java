package org.letterlock.engine.imapserver;

/** The session ends while it waits for the client; {@link #text} is its last word. */
final class EndOfSession extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String text;

    EndOfSession(String text) {
        super(text, null, false, false);
        this.text = text;
    }

    /** What the client is told. */
    String text() {
        return text;
    }
}
