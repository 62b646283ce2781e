package org.letterlock.engine.delivery;

import org.letterlock.engine.queue.MailQueue;

/** The way out: {@link MailQueue#enqueue}. */
@FunctionalInterface
public interface LetterQueue {

    /** Takes a letter for outside recipients; durable when it returns. */
    MailQueue.QueueId enqueue(MailQueue.NewMail mail);
}
