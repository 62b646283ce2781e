package org.letterlock.engine.imapserver;

import org.letterlock.engine.imap.ResponseCode;

/**
 * Why the server ends a session, as its untagged {@code BYE} says it (RFC 9051 §7.1.5).
 *
 * @param code for programs
 * @param text for people
 */
record LastWord(ResponseCode code, String text) {

    static final LastWord STOPPING = new LastWord(ResponseCode.UNAVAILABLE, "The server stops, come back soon");
    static final LastWord REVOKED = new LastWord(ResponseCode.EXPIRED, "The login was taken away");
    static final LastWord SILENCE = new LastWord(ResponseCode.LIMIT, "Nothing was heard for too long");
    static final LastWord SLOW_LOGIN = new LastWord(ResponseCode.LIMIT, "Logging in took too long");
    static final LastWord GUESSES = new LastWord(ResponseCode.LIMIT, "Too many logins failed");
    static final LastWord BAD_COMMANDS = new LastWord(ResponseCode.CLIENTBUG, "Too many bad commands");
    static final LastWord OTHER_PROTOCOL = new LastWord(ResponseCode.CLIENTBUG, "This is IMAP");
    static final LastWord LONG_LINE = new LastWord(ResponseCode.TOOBIG, "The line is too long");
    static final LastWord LARGE_LITERAL = new LastWord(ResponseCode.TOOBIG, "The literal is too large");
    static final LastWord NOT_DEFLATE = new LastWord(ResponseCode.CLIENTBUG, "This is not DEFLATE");
    static final LastWord MAILBOX_GONE = new LastWord(ResponseCode.NONEXISTENT, "The selected mailbox was deleted");
    static final LastWord BUG = new LastWord(ResponseCode.SERVERBUG, "The session ends");

    /** The response, with its CRLF. */
    String response() {
        return "* BYE [" + code.text() + "] " + text + "\r\n";
    }
}
