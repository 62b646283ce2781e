package org.letterlock.engine.spf;

import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.ReversePath;

/**
 * Who a letter claims to come from (RFC 7208 §2.3, §2.4).
 *
 * @param localPart as it stands in the envelope; {@code postmaster} where there is none
 * @param domain whose policy is asked for, whatever the client wrote
 */
public record SpfIdentity(String localPart, String domain) {

    private static final String POSTMASTER = "postmaster";

    public SpfIdentity {
        if (localPart.isEmpty()) {
            localPart = POSTMASTER;
        }
    }

    /** The MAIL FROM identity: the reverse-path, or the postmaster of the client's name where that is null (RFC 7208 §2.4). */
    public static SpfIdentity mailFrom(ReversePath from, String helo) {
        return from.address()
                .map((EmailAddress address) ->
                        new SpfIdentity(address.localPart(), address.domain().ascii()))
                .orElse(new SpfIdentity(POSTMASTER, helo));
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
