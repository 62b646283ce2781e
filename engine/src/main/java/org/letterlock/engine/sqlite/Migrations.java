package org.letterlock.engine.sqlite;

import org.letterlock.engine.sqlite.DatabaseException.Reason;

/** Brings the schema of a file up to date. */
final class Migrations {

    private Migrations() {}

    /**
     * Looks whether the file can be brought up to date; writes nothing.
     *
     * @return whether it is new, and empty
     * @throws DatabaseException when it is of another kind or was written by a newer program
     */
    static boolean check(SqliteConnection connection, Schema schema, String role) {
        Sql sql = connection.sql();
        long version = version(sql);
        long kind = number(sql, "PRAGMA application_id");
        boolean fresh = version == 0 && kind == 0 && number(sql, "SELECT count(*) FROM sqlite_schema") == 0;
        if (!fresh && kind != schema.applicationId()) {
            throw new DatabaseException(Reason.OTHER, role + ": it is a file of another kind");
        }
        if (version > schema.version()) {
            throw new DatabaseException(Reason.NEWER_SCHEMA, role + ": " + Failures.sentence(Reason.NEWER_SCHEMA));
        }
        return fresh;
    }

    /** Brings a file that was {@linkplain #check looked at} up to date, each step in a transaction. */
    static void apply(SqliteConnection connection, Schema schema) {
        Sql sql = connection.sql();
        for (int next = (int) version(sql) + 1; next <= schema.version(); next++) {
            sql.update("BEGIN IMMEDIATE");
            for (String statement : schema.migrations().get(next - 1)) {
                sql.execute(statement);
            }
            sql.execute("PRAGMA application_id=" + schema.applicationId());
            sql.execute("PRAGMA user_version=" + next);
            sql.update("COMMIT");
        }
    }

    private static long version(Sql sql) {
        return number(sql, "PRAGMA user_version");
    }

    private static long number(Sql sql, String query) {
        return sql.first(query, row -> row.integer(0)).orElse(0L);
    }
}
