package org.letterlock.engine.sasl;

import org.letterlock.engine.mail.AccountId;

/**
 * A session's hold on an account that it may use: the account stays unlocked until every login to it that needs what it holds is closed and its grace time is
 * over ({@link Authenticator.Protocol#opensAccount}).
 */
public interface Login extends AutoCloseable {

    /** The account. */
    AccountId account();

    /** The name of the credential that was used, as its owner gave it; for the log. */
    String credentialName();

    /** Calls {@code action} once when the login is taken away (credential revoked, account locked, engine stopping), from any thread; at once if it already was. */
    void onRevoked(Runnable action);

    /** Ends the hold. Idempotent. */
    @Override
    void close();
}
