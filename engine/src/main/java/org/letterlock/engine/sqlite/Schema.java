package org.letterlock.engine.sqlite;

import java.util.List;

/**
 * The schema of a kind of file: numbered migrations, each applied once in a transaction, recorded in {@code user_version}. The first makes a fresh
 * file; a migration never changes after a release.
 *
 * @param applicationId SQLite's application_id, which tells the kinds of file apart
 * @param migrations statements of version 1, 2, ...
 */
public record Schema(int applicationId, List<List<String>> migrations) {

    /** @return the version that this program writes */
    public int version() {
        return migrations.size();
    }
}
