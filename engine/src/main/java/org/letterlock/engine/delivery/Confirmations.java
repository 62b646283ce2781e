package org.letterlock.engine.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.dsn.DsnAction;
import org.letterlock.engine.dsn.DsnRecipient;
import org.letterlock.engine.dsn.DsnReport;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.smtp.RcptParameters;

/**
 * Notices of success to our own people for recipients here who asked for them (RFC 3461 §4.1). That is final delivery also where the recipient's mailbox is locked: what
 * waits there sealed is acknowledged. For an address that sends on it is what its sender may know (RFC 3461 §5.2.7.4).
 */
final class Confirmations {

    private static final StatusCode DELIVERED = new StatusCode(2, 1, 5);

    private final DsnWriter writer;
    private final DomainName host;
    private final NoticeDelivery notices;

    Confirmations(DsnWriter writer, DomainName host, NoticeDelivery notices) {
        this.writer = writer;
        this.host = host;
        this.notices = notices;
    }

    /**
     * Tells the sender of a letter that it was delivered here, as far as that was asked for; durable when it returns.
     *
     * @param header as the letter was delivered with
     */
    void confirm(Submission.Submitted letter, byte[] header, Instant now) {
        List<DsnRecipient> delivered = letter.recipients().stream()
                .filter(recipient -> !recipient.outside())
                .filter(recipient -> recipient.parameters().notifyOn().contains(RcptParameters.NotifyOn.SUCCESS))
                .map(recipient -> new DsnRecipient(
                        recipient.address(),
                        recipient.parameters().originalRecipient(),
                        DELIVERED,
                        "the letter was delivered here",
                        Optional.empty(),
                        Optional.of(now)))
                .toList();
        Optional<EmailAddress> sender = letter.from().address();
        if (delivered.isEmpty() || sender.isEmpty()) {
            return;
        }
        try {
            notices.accept(writer.write(new DsnReport(
                    DsnAction.DELIVERED,
                    host,
                    sender.get(),
                    delivered,
                    new Letter(header, letter.content(), letter.header().length()),
                    // What was delivered is not returned (RFC 3461 §6.2).
                    true,
                    letter.parameters().smtpUtf8(),
                    letter.parameters().envelopeId(),
                    now,
                    Optional.empty(),
                    letter.parameters().requireTls())));
        } catch (IOException e) {
            throw new UncheckedIOException("spool", e);
        }
    }
}
