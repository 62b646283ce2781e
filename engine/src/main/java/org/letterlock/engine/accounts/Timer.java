package org.letterlock.engine.accounts;

import java.time.Duration;

/** Calls back later. */
public interface Timer {

    /** Runs {@code action} once after {@code delay}, on a thread of its own that may block. */
    Timeout after(Duration delay, Runnable action);

    /** Something that is to run. */
    interface Timeout {
        /** Drops it, unless it runs already. */
        void cancel();
    }
}
