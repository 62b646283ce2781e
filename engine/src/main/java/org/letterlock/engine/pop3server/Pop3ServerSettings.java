package org.letterlock.engine.pop3server;

import java.time.Duration;

/**
 * How POP3 sessions behave.
 *
 * @param version of the program, told after login only
 * @param loginTimeout how long a client may take to log in, whatever it says meanwhile
 * @param autologout how long a client may be silent after login; RFC 1939 §3 wants 10 minutes at least
 * @param line octets of one line, a response to a challenge among them
 * @param badBeforeLogin how many commands in a row may be no commands before the session ends, before login
 * @param badAfterLogin the same after login
 */
public record Pop3ServerSettings(
        String version, Duration loginTimeout, Duration autologout, int line, int badBeforeLogin, int badAfterLogin) {

    /** The defaults. */
    public static Pop3ServerSettings of(String version) {
        return new Pop3ServerSettings(version, Duration.ofSeconds(60), Duration.ofMinutes(11), 8 * 1024, 3, 10);
    }
}
