package org.letterlock.engine.smtpserver;

import java.time.Duration;
import org.letterlock.engine.mail.DomainName;

/**
 * How sessions behave.
 *
 * @param hostName our name in the greeting and in trace fields
 * @param startTls whether STARTTLS is offered
 * @param maxSize how many octets a letter may have
 * @param maxRecipients how many recipients a letter may have, at least 100 (RFC 5321 §4.5.3.1.8)
 * @param greetingDelay how long a client of another machine must wait for the greeting; one that talks earlier is refused
 * @param setupTime how long a client may take until its first letter begins, or until it has logged in
 * @param idleTime how long a client may say nothing (RFC 5321 §4.5.3.2.7)
 * @param maxErrors how many bad commands end a session
 * @param slowness the step by which wrong passwords and unknown recipients slow a session down
 */
public record SmtpServerSettings(
        DomainName hostName,
        boolean startTls,
        long maxSize,
        int maxRecipients,
        Duration greetingDelay,
        Duration setupTime,
        Duration idleTime,
        int maxErrors,
        Duration slowness) {

    private static final long DEFAULT_SIZE = 50L * 1024 * 1024;

    /** The largest size that may be set. */
    public static final long SIZE_CEILING = 150L * 1024 * 1024;

    /** @throws IllegalArgumentException when a number is out of range */
    public SmtpServerSettings {
        if (maxSize < 64 * 1024 || maxSize > SIZE_CEILING || maxRecipients < 100 || maxErrors < 1) {
            throw new IllegalArgumentException("out of range");
        }
    }

    /** For the MX: 50 MiB, 100 recipients, half a second before the greeting, 5 minutes to begin and between commands. */
    public static SmtpServerSettings mx(DomainName hostName) {
        return new SmtpServerSettings(
                hostName,
                true,
                DEFAULT_SIZE,
                100,
                Duration.ofMillis(500),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                10,
                Duration.ofSeconds(1));
    }

    /** For submission: 50 MiB, 500 recipients, a minute to log in, 5 minutes between commands. */
    public static SmtpServerSettings submission(DomainName hostName, boolean startTls) {
        return new SmtpServerSettings(
                hostName,
                startTls,
                DEFAULT_SIZE,
                500,
                Duration.ZERO,
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                10,
                Duration.ofSeconds(1));
    }

    /** The same with another size. */
    public SmtpServerSettings withMaxSize(long size) {
        return new SmtpServerSettings(
                hostName, startTls, size, maxRecipients, greetingDelay, setupTime, idleTime, maxErrors, slowness);
    }

    /** The same with other times. */
    public SmtpServerSettings withTimes(Duration greeting, Duration setup, Duration idle, Duration step) {
        return new SmtpServerSettings(
                hostName, startTls, maxSize, maxRecipients, greeting, setup, idle, maxErrors, step);
    }
}
