package org.letterlock.engine.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.smtp.DeliverBy;

/**
 * A letter and those of its recipients that travel together to one destination.
 *
 * @param id the letter
 * @param from the reverse-path
 * @param destination the domain of all recipients
 * @param recipients at least one
 * @param content the letter; readable while a recipient is neither settled nor told of
 * @param eightBit whether it has octets above 127
 * @param smtpUtf8 whether it needs SMTPUTF8
 * @param envelopeId ENVID, decoded
 * @param headersOnly RET=HDRS
 * @param tls what the sender wants of TLS
 * @param hook what a web server is told of it, which then is the destination; empty where it goes to a mail server
 * @param by how much of its time was left when this attempt began; empty where it has no other than the queue's
 * @param begun from when on it could be sent: when it came into the queue, or was let go from it
 */
public record Consignment(
        QueueId id,
        ReversePath from,
        DomainName destination,
        List<Recipient> recipients,
        Octets content,
        boolean eightBit,
        boolean smtpUtf8,
        Optional<String> envelopeId,
        boolean headersOnly,
        TlsWish tls,
        Optional<Hook> hook,
        Optional<DeliverBy> by,
        Instant begun) {

    /** The same with other octets that say the same. */
    public Consignment with(Octets other) {
        return new Consignment(
                id,
                from,
                destination,
                recipients,
                other,
                eightBit,
                smtpUtf8,
                envelopeId,
                headersOnly,
                tls,
                hook,
                by,
                begun);
    }

    /**
     * One recipient.
     *
     * @param key names it in the queue
     * @param address the forward-path
     * @param attempts how many attempts were made before
     * @param notifyOn what the sender asked for; empty when nothing
     * @param originalRecipient ORCPT, decoded, with its address type: {@code rfc822;anna@example.test}
     */
    public record Recipient(
            long key, EmailAddress address, int attempts, Set<Notify> notifyOn, Optional<String> originalRecipient) {}
}
