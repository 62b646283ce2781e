package org.letterlock.engine.sasl;

/** How an attempt to log in ended. */
public sealed interface LoginResult {

    /**
     * It succeeded. Whoever gets it must close the login when the session ends.
     *
     * @param login the account that is now unlocked for the session
     */
    record Accepted(Login login) implements LoginResult {}

    /** Unknown user, wrong password, or blocked: the client cannot tell which (SMTP 535 5.7.8, IMAP AUTHENTICATIONFAILED). */
    record Rejected() implements LoginResult {}

    /** The password is right, and not for this protocol (SMTP 535 5.7.8 with a text of its own, RFC 4954 §6; IMAP NOPERM, RFC 5530 §3). */
    record OutOfScope() implements LoginResult {}

    /** Nothing was decided, the client may try again (SMTP 454 4.7.0, IMAP UNAVAILABLE). */
    record Unavailable() implements LoginResult {}
}
