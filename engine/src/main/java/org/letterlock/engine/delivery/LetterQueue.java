package org.letterlock.engine.delivery;

import java.util.List;
import org.letterlock.engine.queue.MailQueue;

/** The way out: {@link MailQueue#enqueueAll}. */
@FunctionalInterface
public interface LetterQueue {

    /** Takes letters for outside recipients; durable, all of them, when it returns. */
    void enqueue(List<MailQueue.NewMail> mails);
}
