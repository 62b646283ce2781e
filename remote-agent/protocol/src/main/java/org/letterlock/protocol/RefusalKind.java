package org.letterlock.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why another server did not take a letter, as far as its words tell. An app has sentences for these, and shows those that came for a code that it does not know. */
public enum RefusalKind {
    /** It does not know us yet, and takes the letter when it comes again. */
    GREYLISTED,
    NO_SUCH_ADDRESS,
    /** The domain is not there, or takes no mail. */
    NO_SUCH_DOMAIN,
    MAILBOX_FULL,
    /** The mailbox is there, and shut. */
    MAILBOX_OFF,
    TOO_LARGE,
    /** SPF, DKIM or DMARC did not convince. */
    NOT_AUTHENTICATED,
    /** Our address has no name that leads back. */
    NO_REVERSE_NAME,
    /** Our address stands on a list, or in bad repute. */
    BLOCKLISTED,
    /** The letter looked like junk, or worse. */
    CONTENT,
    /** Too much at once. */
    TOO_MUCH,
    /** A relay does not take our login, or wants one. */
    LOGIN,
    /** Nobody was reached, or not in time. */
    UNREACHABLE,
    /** A rule of the server. */
    REFUSED,
    OTHER;

    /** A word for programs, stable. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of this {@link #code}; empty where none has it. */
    public static Optional<RefusalKind> of(String code) {
        return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
    }
}
