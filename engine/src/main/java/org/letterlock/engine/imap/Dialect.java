package org.letterlock.engine.imap;

/** How commands are read, by what the client enabled. */
public enum Dialect {
    /** Mailbox names are in modified UTF-7 (RFC 3501 §5.1.3). */
    REV1,

    /** After ENABLE IMAP4rev2 names are in UTF-8 (RFC 9051 §5.1). */
    REV2,

    /** After ENABLE UTF8=ACCEPT names are in UTF-8, and a search has no charset (RFC 6855 §3). */
    UTF8_ACCEPT
}
