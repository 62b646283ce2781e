package org.letterlock.engine.report;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.StatusCode;

/**
 * A letter came back, or waits (RFC 3464).
 *
 * @param recipients of whom it tells; at least one, at most 100
 * @param author the domain of the author of the letter that is said to have come back; empty where it is not shown
 */
public record Bounces(List<Bounce> recipients, Optional<DomainName> author) implements Report {

    public Bounces {
        recipients = List.copyOf(recipients);
    }

    /**
     * What became of it for one recipient.
     *
     * @param domain of the recipient; empty where it is not told
     * @param delayed whether it is still tried
     * @param status the enhanced status code; empty where it is not told
     * @param reason why, as far as that can be seen
     */
    public record Bounce(
            Optional<DomainName> domain, boolean delayed, Optional<StatusCode> status, BounceReason reason) {}
}
