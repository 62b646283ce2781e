package org.letterlock.engine.smtp;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The parameters of MAIL.
 *
 * @param size SIZE, octets (RFC 1870 §6)
 * @param eightBit BODY=8BITMIME (RFC 6152)
 * @param smtpUtf8 SMTPUTF8 (RFC 6531 §3.4)
 * @param headersOnly RET=HDRS (RFC 3461 §4.3)
 * @param envelopeId ENVID, decoded (RFC 3461 §4.4)
 * @param release HOLDFOR or HOLDUNTIL (RFC 4865 §4.1)
 * @param requireTls REQUIRETLS (RFC 8689 §2)
 * @param deliverBy BY (RFC 2852 §4)
 */
public record MailParameters(
        OptionalLong size,
        boolean eightBit,
        boolean smtpUtf8,
        boolean headersOnly,
        Optional<String> envelopeId,
        Optional<FutureRelease> release,
        boolean requireTls,
        Optional<DeliverBy> deliverBy) {

    /** No parameter. */
    public static final MailParameters NONE = new MailParameters(
            OptionalLong.empty(), false, false, false, Optional.empty(), Optional.empty(), false, Optional.empty());
}
