package org.letterlock.engine.smtp;

import org.letterlock.engine.mail.EmailAddress;

/** The forward-path of RCPT (RFC 5321 §4.1.1.3), a source route left out (RFC 5321 §3.3). */
public sealed interface ForwardPath {

    /** An address. */
    record Mailbox(EmailAddress address) implements ForwardPath {}

    /** {@code <Postmaster>} without a domain (RFC 5321 §4.5.1). */
    record Postmaster() implements ForwardPath {}

    /** An address whose domain is an address literal (RFC 5321 §4.1.3): never one of ours. */
    record Literal() implements ForwardPath {}
}
