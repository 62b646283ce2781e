package org.letterlock.engine.smtp;

/** Why content is refused whoever sends it: what one server reads as the end of a letter another must not (RFC 5321 §2.3.8). */
public enum ContentFault {
    BARE_CR,
    BARE_LF,
    NUL
}
