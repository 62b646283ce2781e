package org.letterlock.engine.sasl;

/** What a server does next in an exchange (RFC 4422 §4). */
public sealed interface SaslStep {

    /**
     * Send a challenge and read a response.
     *
     * @param octets the challenge before any encoding; may be empty
     * @param last whether only an empty response may follow: a protocol that sends additional data with success (RFC 4422 §3.6) sends the challenge so, and
     *     goes on with an empty response of its own
     */
    record Challenge(byte[] octets, boolean last) implements SaslStep {}

    /** The exchange is over. */
    sealed interface End extends SaslStep {}

    /**
     * The mechanism came to its end.
     *
     * @param result how; whoever gets an accepted one closes its login
     */
    record Done(LoginResult result) implements End {}

    /** The client gave no response that a mechanism could take; whoever asked knows why. */
    record GivenUp() implements End {}

    /**
     * A response breaks the mechanism's grammar (SMTP 501 5.5.2, IMAP BAD).
     *
     * @param reason what is wrong, in fixed words that hold nothing of the response
     */
    record Malformed(String reason) implements End {}
}
