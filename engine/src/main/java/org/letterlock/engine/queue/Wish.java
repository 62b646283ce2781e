package org.letterlock.engine.queue;

import java.util.Optional;
import java.util.Set;

/**
 * RFC 3461 parameters of one RCPT.
 *
 * @param notifyOn NOTIFY; empty when it was not given
 * @param originalRecipient ORCPT, decoded, with its address type: {@code rfc822;anna@example.test}
 */
public record Wish(Set<Notify> notifyOn, Optional<String> originalRecipient) {
    /** Nothing was asked. */
    public static final Wish NONE = new Wish(Set.of(), Optional.empty());

    /** @throws IllegalArgumentException when NEVER does not stand alone */
    public Wish {
        notifyOn = Set.copyOf(notifyOn);
        if (notifyOn.contains(Notify.NEVER) && notifyOn.size() > 1) {
            throw new IllegalArgumentException("NOTIFY=NEVER stands alone");
        }
    }
}
