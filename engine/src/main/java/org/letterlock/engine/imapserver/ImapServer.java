package org.letterlock.engine.imapserver;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Function;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.net.Session;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.sasl.Authenticator;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.spool.Spooler;

/**
 * Makes IMAP sessions. A session offers login only over TLS; over a clear wire it offers STARTTLS.
 *
 * @param settings how sessions behave
 * @param authenticator who may log in
 * @param opened the account that a login holds
 * @param spooler where messages of APPEND wait for their end
 * @param log gets who logged in and who did not
 * @param clock for internal dates
 * @param random for SASL
 */
public record ImapServer(
        ImapServerSettings settings,
        Authenticator authenticator,
        Function<Login, ImapAccount> opened,
        Spooler spooler,
        EventLog log,
        Clock clock,
        SecureRandom random)
        implements Session.Factory {

    @Override
    public Session create(Wire wire) {
        return new ImapServerSession(this, wire);
    }
}
