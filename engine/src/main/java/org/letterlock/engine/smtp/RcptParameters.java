package org.letterlock.engine.smtp;

import java.util.Optional;
import java.util.Set;

/**
 * The parameters of RCPT (RFC 3461 §4.1, §4.2).
 *
 * @param notifyOn NOTIFY; empty when nothing was asked
 * @param originalRecipient ORCPT, decoded, with its address type: {@code rfc822;anna@example.test}
 */
public record RcptParameters(Set<NotifyOn> notifyOn, Optional<String> originalRecipient) {

    /** No parameter. */
    public static final RcptParameters NONE = new RcptParameters(Set.of(), Optional.empty());

    public RcptParameters {
        notifyOn = Set.copyOf(notifyOn);
    }

    /** Values of NOTIFY; NEVER stands alone. */
    public enum NotifyOn {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }
}
