package org.letterlock.engine.queue;

/** What the sender of a letter wants of TLS on its way (RFC 8689). */
public enum TlsWish {
    /** Nothing: the recipient's domain says what holds. */
    NONE,
    /** TLS with a proved server all the way, or the letter comes back (REQUIRETLS). */
    REQUIRED,
    /** The letter is to arrive even where TLS, or a policy on it, stands in the way ({@code TLS-Required: No}). */
    OPTIONAL
}
