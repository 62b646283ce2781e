package org.letterlock.engine.queue;

/** What a sender wants to be told of a recipient (RFC 3461 §4.1). {@link #NEVER} stands alone. */
public enum Notify {
    NEVER,
    SUCCESS,
    FAILURE,
    DELAY;

    int bit() {
        return 1 << ordinal();
    }
}
