package org.letterlock.engine.smtpclient;

import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.queue.Answer;
import org.letterlock.engine.queue.QueueId;

/**
 * What happened to a recipient in the queue, for the log.
 *
 * @param kind what
 * @param id the letter
 * @param recipient the forward-path
 * @param answer the answer it follows from
 */
public record QueueEvent(Kind kind, QueueId id, EmailAddress recipient, Answer answer) {

    /** What can happen. */
    public enum Kind {
        SENT,
        DEFERRED,
        BOUNCED
    }
}
