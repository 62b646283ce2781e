package org.letterlock.engine.store;

/** A text that is no regular expression, or one that takes too much; it says to the client why, in plain ASCII. */
public final class BadPatternException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String why;

    BadPatternException(String why) {
        super(why, null, false, false);
        this.why = why;
    }

    /** What the client is told. */
    public String why() {
        return why;
    }
}
