package org.letterlock.engine.queue;

/** What a sender wants to be told of a recipient (RFC 3461 §4.1). {@link #NEVER} stands alone. */
public enum Notify {
    NEVER(1),
    SUCCESS(2),
    FAILURE(4),
    DELAY(8);

    private final int bit;

    Notify(int bit) {
        this.bit = bit;
    }

    /** Its bit in the file. */
    int bit() {
        return bit;
    }
}
