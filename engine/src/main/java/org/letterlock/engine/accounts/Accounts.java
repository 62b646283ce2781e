package org.letterlock.engine.accounts;

import org.letterlock.engine.sasl.Authenticator;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.engine.store.AccountStore;

/** The accounts that are unlocked, and who unlocked them. Checks logins, opens files, keeps them open for the grace time, locks them again. */
public final class Accounts implements Authenticator, AutoCloseable {

    Accounts() {}

    @Override
    public LoginResult withPassword(String user, byte[] password, Attempt attempt) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public ScramParameters scramParameters(String user) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public ScramResult withScramProof(String user, byte[] authMessage, byte[] proof, Attempt attempt) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The open file of the account that {@code login} holds. Valid until the login is closed. */
    public AccountStore store(Login login) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Locks every account. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }
}
