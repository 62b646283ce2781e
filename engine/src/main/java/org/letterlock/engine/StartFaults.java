package org.letterlock.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import org.letterlock.engine.directory.DirectoryException;
import org.letterlock.engine.keys.EngineKeyException;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.sqlite.DatabaseException;

/** Puts what went wrong with a file into one sentence for the console. */
final class StartFaults {

    private StartFaults() {}

    /**
     * The sentence for a failure with {@code file}. A bug is no fault of a file: it is thrown again.
     *
     * @param failure what was thrown
     */
    static String sentence(Path file, RuntimeException failure) {
        return switch (failure) {
            case StartException e -> String.valueOf(e.getMessage());
            case EngineKeyException e -> capital(String.valueOf(e.getMessage())) + " (" + file + ").";
            case DatabaseException e -> database(file, e);
            case DirectoryException e -> directory(file, e);
            case UncheckedIOException e -> "The file " + file + " cannot be used: " + reason(e) + ".";
            default -> throw failure;
        };
    }

    private static String reason(UncheckedIOException failure) {
        IOException cause = failure.getCause();
        return cause == null ? String.valueOf(failure.getMessage()) : DataFolder.reason(cause);
    }

    private static String database(Path file, DatabaseException failure) {
        return switch (failure.reason()) {
            case WRONG_KEY ->
                "The file " + file
                        + " does not open: engine.key is not the key it was written with, or its beginning is damaged.";
            case DAMAGED -> "The file " + file + " is damaged; restore it from a backup.";
            case LOG_DAMAGED -> lostChanges(file);
            case NEWER_SCHEMA -> newer(file);
            case FULL -> "The disk is full: the file " + file + " cannot be written.";
            case LOCKED -> "The file " + file + " is in use by another process.";
            case CLOSED, CONSTRAINT, INTERRUPTED, OTHER ->
                "The file " + file + " cannot be used: " + failure.getMessage() + ".";
        };
    }

    /** The log beside {@code file} lost what was acknowledged. */
    static String lostChanges(Path file) {
        return "The log beside the file " + file
                + " (-wal) is damaged, missing or another one, and changes that were acknowledged are lost with it; bring the file and its log back from a backup, without the file that ends in -shm, or go on without these changes: letterlock-engine verify --repair.";
    }

    /**
     * What can be seen of an account's file without its key is wrong.
     *
     * @param damage in words
     */
    static String visibleDamage(Path file, EmailAddress account, String damage) {
        return "The file " + file + " of " + account + " is damaged: " + damage + "; restore it from a backup.";
    }

    private static String directory(Path file, DirectoryException failure) {
        return switch (failure.reason()) {
            case UNREADABLE ->
                "The file " + file
                        + " does not open: engine.key is not the key it was written with, or the file is damaged.";
            case NEWER_SCHEMA -> newer(file);
            case WRITE_FAILED -> "The file " + file + " cannot be written; is the disk full?";
            case CLOSED -> "The file " + file + " cannot be used.";
        };
    }

    private static String newer(Path file) {
        return "The file " + file + " was written by a newer version of Letterlock than this one (" + Version.text()
                + "); install that version again.";
    }

    private static String capital(String sentence) {
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }
}
