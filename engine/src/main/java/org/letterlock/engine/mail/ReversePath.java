package org.letterlock.engine.mail;

import java.util.Optional;

/** The reverse-path of an envelope (RFC 5321 §3.6.1): an address, or null for notices that must not be answered. */
public sealed interface ReversePath {

    /** The null reverse-path {@code <>} (RFC 5321 §4.5.5). */
    static ReversePath none() {
        return new Null();
    }

    /** @return the path to {@code address} */
    static ReversePath of(EmailAddress address) {
        return new Mailbox(address);
    }

    /** The address; empty for the null reverse-path. */
    default Optional<EmailAddress> address() {
        return switch (this) {
            case Null() -> Optional.empty();
            case Mailbox(EmailAddress address) -> Optional.of(address);
        };
    }

    /** The path of a notice. */
    record Null() implements ReversePath {
        @Override
        public String toString() {
            return "<>";
        }
    }

    /**
     * The path of an ordinary letter.
     *
     * @param mailbox where notices about it go
     */
    record Mailbox(EmailAddress mailbox) implements ReversePath {
        @Override
        public String toString() {
            return "<" + mailbox + ">";
        }
    }
}
