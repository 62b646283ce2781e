package org.letterlock.engine.pop3server;

import org.letterlock.engine.pop3.Pop3Reply;

/** Ends a session from wherever it is, with a last reply. */
final class EndOfSession extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Pop3Reply reply;

    EndOfSession(Pop3Reply reply) {
        super(reply.text(), null, false, false);
        this.reply = reply;
    }

    Pop3Reply reply() {
        return reply;
    }
}
