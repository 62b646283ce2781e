package org.letterlock.engine.dsn;

/** What a notification tells (RFC 3464 §2.3.3). */
public enum DsnAction {
    /** The letter was not delivered and will not be. */
    FAILED("failed"),
    /** The letter was not delivered yet. */
    DELAYED("delayed"),
    /** The letter was delivered. */
    DELIVERED("delivered"),
    /** The letter went to a server that sends no notifications. */
    RELAYED("relayed");

    private final String word;

    DsnAction(String word) {
        this.word = word;
    }

    /** The word of the Action field. */
    String word() {
        return word;
    }
}
