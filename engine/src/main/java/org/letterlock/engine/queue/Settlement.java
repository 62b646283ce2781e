package org.letterlock.engine.queue;

import java.time.Instant;

/** What an attempt made of one recipient. */
public sealed interface Settlement {

    /** The answer. */
    Answer answer();

    /**
     * The other server took the letter and answers for it now.
     *
     * @param answer its positive reply
     * @param tellsSuccess whether it took over to send the notice of success, if one was asked for
     */
    record Sent(Answer answer, boolean tellsSuccess) implements Settlement {}

    /**
     * There will be another attempt.
     *
     * @param answer why
     * @param next when
     * @param late whether it is time to tell the sender of the delay; told once
     */
    record Deferred(Answer answer, Instant next, boolean late) implements Settlement {}

    /**
     * The letter will not be delivered.
     *
     * @param answer why
     */
    record Failed(Answer answer) implements Settlement {}
}
