package org.letterlock.engine.pop3server;

import java.security.SecureRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.net.Session;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.sasl.Authenticator;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.store.AccountStore;

/**
 * Makes POP3 sessions. A session offers login only over TLS; over a clear wire it offers STLS.
 *
 * @param settings how sessions behave
 * @param authenticator who may log in
 * @param stores the open file of an account that a login holds, with the letters in it that waited for the login: a session sees no others
 * @param forGood whether what an account deletes is gone at once, and does not go to the trash
 * @param log gets who logged in and who did not
 * @param random for SASL
 */
public record Pop3Server(
        Pop3ServerSettings settings,
        Authenticator authenticator,
        Function<Login, AccountStore> stores,
        Predicate<AccountId> forGood,
        EventLog log,
        SecureRandom random)
        implements Session.Factory {

    @Override
    public Session create(Wire wire) {
        return new Pop3ServerSession(this, wire);
    }
}
