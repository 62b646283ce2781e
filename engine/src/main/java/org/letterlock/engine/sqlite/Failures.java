package org.letterlock.engine.sqlite;

import java.sql.SQLException;
import org.letterlock.engine.sqlite.DatabaseException.Reason;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns what the driver throws into {@link DatabaseException}. */
final class Failures {

    private Failures() {}

    /** @param role which file it was, for people */
    static DatabaseException of(String role, SQLException cause) {
        Reason reason = reason(cause);
        return new DatabaseException(reason, role + ": " + sentence(reason), cause);
    }

    private static Reason reason(SQLException cause) {
        if (!(cause instanceof SQLiteException failure)) {
            return Reason.OTHER;
        }
        int code = failure.getResultCode().code;
        if (code == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE.code) {
            // Growing the -shm file fails with this code, and not with SQLITE_FULL, where the disk is full.
            return Reason.FULL;
        }
        return switch (code & 0xff) {
            case 5, 6 -> Reason.LOCKED;
            case 9 -> Reason.INTERRUPTED;
            case 11 -> Reason.DAMAGED;
            case 13 -> Reason.FULL;
            case 19 -> Reason.CONSTRAINT;
            case 26 -> Reason.WRONG_KEY;
            default -> Reason.OTHER;
        };
    }

    static String sentence(Reason reason) {
        return switch (reason) {
            case WRONG_KEY -> "the key does not open it, or its first page is damaged";
            case DAMAGED -> "it is damaged";
            case LOG_DAMAGED -> "its log (-wal) is damaged";
            case NEWER_SCHEMA -> "it was written by a newer program";
            case FULL -> "the disk is full";
            case LOCKED -> "another process holds it";
            case CLOSED -> "it is closed";
            case CONSTRAINT -> "a constraint refused a row";
            case INTERRUPTED -> "it took too long";
            case OTHER -> "it failed";
        };
    }
}
