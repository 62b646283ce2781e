package org.letterlock.engine.dsn;

import java.time.Instant;
import java.util.Optional;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.StatusCode;

/**
 * What a notification tells of one recipient (RFC 3464 §2.3).
 *
 * @param address Final-Recipient
 * @param original Original-Recipient with its address type, decoded: {@code rfc822;anna@example.test}
 * @param status Status
 * @param diagnostic the reply of the other server, or our own words; one line
 * @param remote the server that said it: Remote-MTA; empty where the words are ours
 * @param lastAttempt Last-Attempt-Date
 */
public record DsnRecipient(
        EmailAddress address,
        Optional<String> original,
        StatusCode status,
        String diagnostic,
        Optional<String> remote,
        Optional<Instant> lastAttempt) {}
