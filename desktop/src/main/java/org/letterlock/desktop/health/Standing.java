package org.letterlock.desktop.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a server stands, for the rail and the first sentence. One that was not asked is never told to be fine.
 *
 * @param asked when it answered last; null where it never did
 * @param now when this is
 */
public record Standing(State state, @Nullable Instant asked, Instant now) {

    /** The states. */
    public enum State {
        /** It was not asked yet. */
        UNASKED("unasked"),
        /** It was not asked yet since the app was started; what it said before is known. */
        REMEMBERED("remembered"),
        /** Nothing deserves attention. */
        FINE("fine"),
        /** Something should be looked at. */
        LOOK("look"),
        /** Something needs its owner now. */
        STOP("stop"),
        /** It does not answer. */
        UNREACHED("unreached");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** Under which its sentences are. */
        public String word() {
            return word;
        }
    }
}
