package org.letterlock.engine.smtpclient;

import java.time.Duration;

/**
 * How long a reply may take as a whole (RFC 5321 §4.5.3.2), so that a server that drips octets gains nothing.
 *
 * @param connect until the connection stands
 * @param command from a command to the end of its reply; also for the greeting
 * @param dataStart from DATA to 354
 * @param dataEnd from the end of the data to its reply
 * @param quit from QUIT to its reply
 * @param kept how long a connection stands idle for another letter; zero for not at all
 */
public record SmtpTimeouts(
        Duration connect, Duration command, Duration dataStart, Duration dataEnd, Duration quit, Duration kept) {

    /** 30 seconds to connect, 5, 2 and 10 minutes as the RFC says, 5 seconds for QUIT and for another letter. */
    public static final SmtpTimeouts DEFAULT = new SmtpTimeouts(
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));
}
