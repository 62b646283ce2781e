package org.letterlock.engine.queue;

/** The notice that is due to the sender about a recipient. */
public enum Notice {
    NONE,
    /** The letter was not delivered and will not be. */
    FAILURE,
    /** The letter waits; attempts go on. */
    DELAY,
    /** The letter went to a server that sends no notices of success itself (RFC 3461 §5.2.2). */
    RELAYED
}
