package org.letterlock.engine.sqlite;

import org.letterlock.engine.sqlite.DatabaseException.Reason;

/** Brings the schema of a file up to date. */
final class Migrations {

    private Migrations() {}

    /** @throws DatabaseException when the file is of another kind or was written by a newer program */
    static void apply(SqliteConnection connection, Schema schema, String role) {
        Sql sql = connection.sql();
        long version = number(sql, "PRAGMA user_version");
        long kind = number(sql, "PRAGMA application_id");
        boolean fresh = version == 0 && kind == 0 && number(sql, "SELECT count(*) FROM sqlite_schema") == 0;
        if (!fresh && kind != schema.applicationId()) {
            throw new DatabaseException(Reason.OTHER, role + ": it is a file of another kind");
        }
        if (version > schema.version()) {
            throw new DatabaseException(Reason.NEWER_SCHEMA, role + ": " + Failures.sentence(Reason.NEWER_SCHEMA));
        }
        for (int next = (int) version + 1; next <= schema.version(); next++) {
            sql.update("BEGIN IMMEDIATE");
            for (String statement : schema.migrations().get(next - 1)) {
                sql.execute(statement);
            }
            sql.execute("PRAGMA application_id=" + schema.applicationId());
            sql.execute("PRAGMA user_version=" + next);
            sql.update("COMMIT");
        }
    }

    private static long number(Sql sql, String query) {
        return sql.first(query, row -> row.integer(0)).orElse(0L);
    }
}
