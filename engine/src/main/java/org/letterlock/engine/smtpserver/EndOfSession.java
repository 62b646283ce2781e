package org.letterlock.engine.smtpserver;

import org.letterlock.engine.smtp.SmtpReply;

/** Ends a session from wherever it is, with a last reply. */
final class EndOfSession extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient SmtpReply reply;

    EndOfSession(SmtpReply reply) {
        super(reply.text(), null, false, false);
        this.reply = reply;
    }

    SmtpReply reply() {
        return reply;
    }
}
