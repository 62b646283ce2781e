package org.letterlock.engine.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;

/**
 * A notice that the sender of a letter is to have.
 *
 * @param id the letter
 * @param to its reverse-path
 * @param kind what the notice tells; never {@link Notice#NONE}
 * @param recipients whom it tells of
 * @param content the letter
 * @param smtpUtf8 whether the letter needs SMTPUTF8
 * @param envelopeId ENVID, decoded
 * @param headersOnly RET=HDRS
 * @param tls what the sender of the letter wants of TLS
 * @param enqueued when the letter came into the queue
 * @param begun from when on it could be sent
 * @param forwarder the address of ours that sent it on; the sender knows no other
 */
public record DueNotice(
        QueueId id,
        EmailAddress to,
        Notice kind,
        List<Told> recipients,
        Octets content,
        boolean smtpUtf8,
        Optional<String> envelopeId,
        boolean headersOnly,
        TlsWish tls,
        Instant enqueued,
        Instant begun,
        Optional<EmailAddress> forwarder) {

    /**
     * A recipient that a notice tells of.
     *
     * @param key names it in the queue
     * @param address the forward-path
     * @param originalRecipient ORCPT, decoded
     * @param answer the last answer
     * @param lastAttempt when the last attempt was made; empty if none was
     */
    public record Told(
            long key,
            EmailAddress address,
            Optional<String> originalRecipient,
            Answer answer,
            Optional<Instant> lastAttempt) {}
}
