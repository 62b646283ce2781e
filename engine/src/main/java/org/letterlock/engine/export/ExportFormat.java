package org.letterlock.engine.export;

import java.util.Arrays;
import java.util.Optional;

/** In what form an account leaves. Every one is a zip archive. */
public enum ExportFormat {
    /** A file a mailbox (RFC 4155, mboxrd). */
    MBOX("mbox"),
    /** Maildir++: a file a letter, with flags and keywords. */
    MAILDIR("maildir"),
    /** A file a letter, under names that any system takes. */
    EML("eml"),
    /** The account's encrypted file with its key. */
    SQLITE("sqlite");

    private final String word;

    ExportFormat(String word) {
        this.word = word;
    }

    /** Its name in the contract. */
    public String word() {
        return word;
    }

    /** The format with this {@link #word}. */
    public static Optional<ExportFormat> of(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word.equals(word))
                .findFirst();
    }

    /** Whether each letter is an entry of the archive, which costs memory until the archive is finished. */
    public boolean hasAFileForEachLetter() {
        return this == MAILDIR || this == EML;
    }
}
