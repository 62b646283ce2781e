package org.letterlock.engine.queue;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;

/**
 * A letter to be sent.
 *
 * @param from the reverse-path
 * @param to outside recipients, at least one
 * @param content the letter, in CRLF lines
 * @param eightBit whether it has octets above 127 (RFC 6152)
 * @param smtpUtf8 whether it needs SMTPUTF8 (RFC 6531)
 * @param origin why it is here
 * @param dsn what the sender asked of notices (RFC 3461)
 * @param tls what the sender wants of TLS
 * @param deadline until when it is to be delivered; empty for the queue's own time alone
 */
public record NewMail(
        ReversePath from,
        List<EmailAddress> to,
        Octets content,
        boolean eightBit,
        boolean smtpUtf8,
        Origin origin,
        Dsn dsn,
        TlsWish tls,
        Optional<Deadline> deadline) {

    /** One without a deadline. */
    public NewMail(
            ReversePath from,
            List<EmailAddress> to,
            Octets content,
            boolean eightBit,
            boolean smtpUtf8,
            Origin origin,
            Dsn dsn,
            TlsWish tls) {
        this(from, to, content, eightBit, smtpUtf8, origin, dsn, tls, Optional.empty());
    }

    /** @throws IllegalArgumentException when there is no recipient */
    public NewMail {
        to = List.copyOf(to);
        if (to.isEmpty()) {
            throw new IllegalArgumentException("a letter needs a recipient");
        }
    }
}
