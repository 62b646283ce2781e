package org.letterlock.engine.queue;

import java.util.Map;
import java.util.Optional;
import org.letterlock.engine.mail.EmailAddress;

/**
 * RFC 3461 parameters of MAIL and RCPT.
 *
 * @param envelopeId ENVID, decoded
 * @param headersOnly RET=HDRS
 * @param wishes NOTIFY and ORCPT of the recipients that have any
 */
public record Dsn(Optional<String> envelopeId, boolean headersOnly, Map<EmailAddress, Wish> wishes) {
    /** Nothing was asked. */
    public static final Dsn NONE = new Dsn(Optional.empty(), false);

    public Dsn {
        wishes = Map.copyOf(wishes);
    }

    /** Nothing was asked for single recipients. */
    public Dsn(Optional<String> envelopeId, boolean headersOnly) {
        this(envelopeId, headersOnly, Map.of());
    }

    Wish wish(EmailAddress recipient) {
        return wishes.getOrDefault(recipient, Wish.NONE);
    }
}
