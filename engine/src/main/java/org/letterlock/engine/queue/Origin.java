package org.letterlock.engine.queue;

import java.time.Instant;
import java.util.Optional;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.SendingLimits;

/** Why a letter is in the queue. */
public sealed interface Origin {

    /**
     * One of our people sends it.
     *
     * @param account whose it is
     * @param limits beyond which it is held
     * @param notBefore when it is to leave, if not at once
     */
    record Submitted(AccountId account, SendingLimits limits, Optional<Instant> notBefore) implements Origin {}

    /**
     * An address of ours sends it on.
     *
     * @param by the address
     */
    record Forwarded(EmailAddress by) implements Origin {}

    /**
     * An address of ours tells a web server of it.
     *
     * @param by the address
     * @param host the server
     * @param hook what it is told
     */
    record Hooked(EmailAddress by, DomainName host, Hook hook) implements Origin {}

    /** It is a notice of our own. */
    record Notice() implements Origin {}
}
