package org.letterlock.engine.journal;

import java.net.InetAddress;

/**
 * The words for logins, the same in every protocol. A wrong password is never among them.
 *
 * @param log where they go
 * @param protocol such as {@code IMAP}
 * @param connection the connection's id
 * @param remote the address of the client
 */
public record LoginEvents(EventLog log, String protocol, String connection, InetAddress remote) {

    /**
     * Somebody is signed in.
     *
     * @param credential the name of the credential that was used
     */
    public void authenticated(String user, String credential) {
        log.record(MailLog.Kind.AUTHENTICATED, connection, words(user) + " with " + credential);
    }

    /** User name or password were wrong, or the credential is not for this protocol. */
    public void refused(String user) {
        log.record(MailLog.Kind.LOGIN_REFUSED, connection, words(user));
    }

    private String words(String user) {
        return protocol + " " + (user.isEmpty() ? "nobody" : user) + " from " + remote.getHostAddress();
    }
}
