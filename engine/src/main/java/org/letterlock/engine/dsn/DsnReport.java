package org.letterlock.engine.dsn;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;

/**
 * What a notification tells.
 *
 * @param action what became of the letter, for all recipients alike
 * @param reportingMta us
 * @param to the reverse-path of the letter
 * @param recipients whom it tells of, at least one
 * @param letter the letter, of which it returns the header or all
 * @param headersOnly whether the sender asked for the header alone (RET=HDRS)
 * @param smtpUtf8 whether the letter needs SMTPUTF8
 * @param envelopeId ENVID, decoded
 * @param arrival when we took the letter
 * @param willRetryUntil when we shall give up; present when it is delayed
 * @param requireTls whether the letter came with REQUIRETLS, so that the notice has to (RFC 8689 §5)
 */
public record DsnReport(
        DsnAction action,
        DomainName reportingMta,
        EmailAddress to,
        List<DsnRecipient> recipients,
        Octets letter,
        boolean headersOnly,
        boolean smtpUtf8,
        Optional<String> envelopeId,
        Instant arrival,
        Optional<Instant> willRetryUntil,
        boolean requireTls) {

    public DsnReport {
        recipients = List.copyOf(recipients);
    }

    /** Whether it takes the forms of RFC 6533: an address or the letter is not ASCII. */
    boolean isInternationalized() {
        return smtpUtf8
                || to.isInternationalized()
                || recipients.stream().anyMatch(r -> r.address().isInternationalized());
    }
}
