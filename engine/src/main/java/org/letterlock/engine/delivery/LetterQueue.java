package org.letterlock.engine.delivery;

import java.util.List;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.queue.Origin;
import org.letterlock.engine.queue.QueueId;

/** The way out. Its methods throw what the queue throws where it cannot take letters now. */
@FunctionalInterface
public interface LetterQueue {

    /** Takes letters for outside recipients; durable, all of them, when it returns. */
    void enqueue(List<NewMail> mails);

    /**
     * As {@link #enqueue}.
     *
     * @return under what each is found in the queue, in the order of {@code mails}; by default nothing
     */
    default List<QueueId> enqueueNamed(List<NewMail> mails) {
        enqueue(mails);
        return List.of();
    }

    /** Throws, as {@link #enqueue} would, where there is no room for letters. By default there always is. */
    default void requireRoom(List<NewMail> mails) {}

    /**
     * Whether there is room for a letter of this origin. By default there always is.
     *
     * @param octets its length; 0 where that is not known
     */
    default boolean hasRoom(Origin origin, long octets) {
        return true;
    }

    /**
     * Whether there is room for a letter together with others. By default there always is.
     *
     * @param beside what is put into the queue at the same time
     */
    default boolean hasRoom(NewMail mail, List<NewMail> beside) {
        return true;
    }

    /** The way out through {@code queue}. */
    static LetterQueue of(MailQueue queue) {
        return new LetterQueue() {
            @Override
            public void enqueue(List<NewMail> mails) {
                queue.enqueueAll(mails);
            }

            @Override
            public List<QueueId> enqueueNamed(List<NewMail> mails) {
                return queue.enqueueAll(mails);
            }

            @Override
            public void requireRoom(List<NewMail> mails) {
                queue.requireRoom(mails);
            }

            @Override
            public boolean hasRoom(Origin origin, long octets) {
                return queue.hasRoom(origin, octets);
            }

            @Override
            public boolean hasRoom(NewMail mail, List<NewMail> beside) {
                return queue.hasRoom(mail, beside);
            }
        };
    }
}
