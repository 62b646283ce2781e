package org.letterlock.engine.directory;

import java.util.Arrays;
import java.util.Optional;

/** What becomes of what is deleted by POP3, which knows no mailbox for trash. */
public enum Pop3Deletion {
    /** It goes to the trash, and from there after a time. */
    TRASH("trash"),

    /** It is gone at once. */
    GONE("gone");

    private final String word;

    Pop3Deletion(String word) {
        this.word = word;
    }

    /** Its name in the contract and in files. */
    public String word() {
        return word;
    }

    /** The one with this {@link #word}. */
    public static Optional<Pop3Deletion> of(String word) {
        return Arrays.stream(values())
                .filter(deletion -> deletion.word.equals(word))
                .findFirst();
    }
}
