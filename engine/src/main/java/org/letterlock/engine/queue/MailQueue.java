package org.letterlock.engine.queue;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;

/** Outbound mail. What {@link #enqueue} took is on the disk when it returns. */
public final class MailQueue implements AutoCloseable {

    MailQueue() {}

    /** Takes a letter for outside recipients; durable when it returns. */
    public QueueId enqueue(NewMail mail) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Names a letter in the queue, such as {@code q-5f3c…}.
     *
     * @param value the name
     */
    public record QueueId(String value) {}

    /**
     * A letter to be sent.
     *
     * @param from the reverse-path
     * @param to outside recipients, at least one
     * @param content the letter, in CRLF lines
     * @param eightBit whether it has octets above 127 (RFC 6152)
     * @param smtpUtf8 whether it needs SMTPUTF8 (RFC 6531)
     * @param submitter who submitted it; empty for notices and forwards
     * @param dsn what the sender asked of notices (RFC 3461)
     */
    public record NewMail(
            ReversePath from,
            List<EmailAddress> to,
            Octets content,
            boolean eightBit,
            boolean smtpUtf8,
            Optional<AccountId> submitter,
            Dsn dsn) {}

    /**
     * RFC 3461 parameters of MAIL.
     *
     * @param envelopeId ENVID, decoded
     * @param headersOnly RET=HDRS
     */
    public record Dsn(Optional<String> envelopeId, boolean headersOnly) {
        /** Nothing was asked. */
        public static final Dsn NONE = new Dsn(Optional.empty(), false);
    }
}
