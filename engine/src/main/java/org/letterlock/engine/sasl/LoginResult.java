package org.letterlock.engine.sasl;

/** How an attempt to log in ended. */
public sealed interface LoginResult {

    /**
     * It succeeded. Whoever gets it must close the login when the session ends.
     *
     * @param login the account that is now unlocked for the session
     */
    record Accepted(Login login) implements LoginResult {}

    /** Unknown user, wrong password, wrong scope, or blocked: the client cannot tell which (SMTP 535 5.7.8, IMAP AUTHENTICATIONFAILED). */
    record Rejected() implements LoginResult {}

    /** Nothing was decided, the client may try again (SMTP 454 4.7.0, IMAP UNAVAILABLE). */
    record Unavailable() implements LoginResult {}
}
