package org.letterlock.engine.store;

import java.time.Duration;

/**
 * What one search may take.
 *
 * @param time how long it may run
 * @param progress looks on, and may end it
 */
public record SearchLimits(Duration time, SearchProgress progress) {

    /** So much time, with nobody looking on. */
    public static SearchLimits of(Duration time) {
        return new SearchLimits(time, SearchProgress.UNWATCHED);
    }
}
