package org.letterlock.engine.directory;

import java.util.Arrays;
import java.util.Optional;

/** What happens to mail for an address that is switched off. */
public enum OffAnswer {
    /** It is refused for good: 550. */
    REFUSE("refuse"),
    /** It is refused for now, so that its sender tries again for some days: 450. */
    LATER("later"),
    /** It is taken and dropped: its sender is told that it arrived. */
    DROP("drop");

    private final String word;

    OffAnswer(String word) {
        this.word = word;
    }

    /** Its name in the contract and in files. */
    public String word() {
        return word;
    }

    /** The one with this {@link #word}. */
    public static Optional<OffAnswer> of(String word) {
        return Arrays.stream(values())
                .filter(answer -> answer.word.equals(word))
                .findFirst();
    }
}
