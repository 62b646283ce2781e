package org.letterlock.engine.smtpclient;

import org.letterlock.engine.queue.Answer;

/** What an attempt came to for one recipient. */
public sealed interface Outcome {

    /** The answer. */
    Answer answer();

    /**
     * Another server took the letter.
     *
     * @param answer its reply
     * @param tellsSuccess whether it took over to send the notice of success, if one was asked for
     */
    record Accepted(Answer answer, boolean tellsSuccess) implements Outcome {}

    /**
     * The letter will never be taken.
     *
     * @param answer why
     */
    record Refused(Answer answer) implements Outcome {}

    /**
     * Another attempt may help.
     *
     * @param answer why
     */
    record Later(Answer answer) implements Outcome {}
}
