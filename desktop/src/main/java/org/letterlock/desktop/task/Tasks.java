package org.letterlock.desktop.task;

import java.time.Duration;
import java.util.function.Consumer;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;

/** Runs work beside the screen and brings what comes of it back. */
public interface Tasks {

    /**
     * Begins work.
     *
     * @param done is told the result, on the screen's thread
     * @param failed is told what went wrong, on the screen's thread
     */
    <T> Running run(Work<T> work, Consumer<T> done, Consumer<Problem> failed);

    /** Has the screen's thread do something soon. */
    void onScreen(Runnable change);

    /**
     * Has the screen's thread do something after a pause.
     *
     * @param pause positive
     * @return cancelled, it does not happen
     */
    Running later(Duration pause, Runnable change);

    /** What may take a while. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws ProblemException;
    }

    /** Work that was begun. */
    @FunctionalInterface
    interface Running {
        /** Interrupts it; nobody is told any more what comes of it. */
        void cancel();
    }
}
