package org.letterlock.engine.imapserver;

/** The session ends while it waits for the client; {@link #word} says why. */
final class EndOfSession extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient LastWord word;

    EndOfSession(LastWord word) {
        super(word.text(), null, false, false);
        this.word = word;
    }

    /** What the client is told. */
    LastWord word() {
        return word;
    }
}
