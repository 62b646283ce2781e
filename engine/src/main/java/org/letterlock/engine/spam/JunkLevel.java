package org.letterlock.engine.spam;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How strictly an account judges. */
public enum JunkLevel {
    /** Nothing is judged. */
    OFF(Integer.MAX_VALUE),
    /** Each letter says what is thought of it, and goes to INBOX. */
    WATCH(50),
    /** The default. */
    NORMAL(50),
    STRICT(35);

    private final int threshold;

    JunkLevel(int threshold) {
        this.threshold = threshold;
    }

    /** From how much on a letter is junk, in tenths of a point. */
    int threshold() {
        return threshold;
    }

    /** Its name in the contract and in files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one with this {@link #word}. */
    public static Optional<JunkLevel> of(String word) {
        return Arrays.stream(values())
                .filter(level -> level.word().equals(word))
                .findFirst();
    }
}
