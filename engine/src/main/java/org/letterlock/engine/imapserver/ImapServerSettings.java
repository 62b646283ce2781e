package org.letterlock.engine.imapserver;

import java.time.Duration;

/**
 * How IMAP sessions behave.
 *
 * @param name what the greeting calls us: the server's host name
 * @param version of the program, told after login only
 * @param loginTimeout how long a client may take to log in, whatever it says meanwhile
 * @param autologout how long a client may be silent after login; RFC 9051 §5.4 wants 30 minutes at least
 * @param stillHere how often IDLE tells the client, and every box on the way, that the connection lives
 * @param lineBeforeLogin octets of one line before login
 * @param lineAfterLogin octets of one line after login
 * @param literalAfterLogin octets of one literal that is no message
 * @param commandLimit octets of one command with its literals, messages not counted
 * @param appendLimit octets of one message of APPEND
 * @param badBeforeLogin how many commands in a row may be no commands before the session ends, before login
 * @param badAfterLogin the same after login
 * @param searchTime how long one SEARCH may take
 * @param progress how often a command that takes long says so; RFC 9585 §4 recommends 10 to 15 seconds
 */
public record ImapServerSettings(
        String name,
        String version,
        Duration loginTimeout,
        Duration autologout,
        Duration stillHere,
        int lineBeforeLogin,
        int lineAfterLogin,
        int literalAfterLogin,
        int commandLimit,
        long appendLimit,
        int badBeforeLogin,
        int badAfterLogin,
        Duration searchTime,
        Duration progress) {

    /** The defaults for a server called {@code name}. */
    public static ImapServerSettings of(String name, String version) {
        return new ImapServerSettings(
                name,
                version,
                Duration.ofSeconds(60),
                Duration.ofMinutes(35),
                Duration.ofMinutes(4),
                8 * 1024,
                64 * 1024,
                64 * 1024,
                256 * 1024,
                50L * 1024 * 1024,
                3,
                10,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));
    }

    /** The same with another time for logging in. */
    public ImapServerSettings withLoginTimeout(Duration timeout) {
        return new ImapServerSettings(
                name,
                version,
                timeout,
                autologout,
                stillHere,
                lineBeforeLogin,
                lineAfterLogin,
                literalAfterLogin,
                commandLimit,
                appendLimit,
                badBeforeLogin,
                badAfterLogin,
                searchTime,
                progress);
    }
}
