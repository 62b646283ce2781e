package org.letterlock.engine.directory;

/** How a change ended. */
public enum ChangeResult {
    DONE,
    ALREADY_THERE,
    NO_SUCH_DOMAIN,
    NO_SUCH_ACCOUNT,
    NOT_THERE,
    /** An account signs in with the address. */
    FIRST_ADDRESS,
    /** An address sends mail on to the domain, as to one elsewhere. */
    SENT_ON_TO,
    /** There would be more than is allowed. */
    TOO_MANY
}
