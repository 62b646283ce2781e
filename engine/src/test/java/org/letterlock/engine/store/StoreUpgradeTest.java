package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Schema;
import org.letterlock.engine.sqlite.SqliteThreads;

/** Files that earlier versions made. */
final class StoreUpgradeTest {

    @TempDir
    private Path folder;

    static IntStream versions() {
        return IntStream.range(1, StoreSchema.SCHEMA.version());
    }

    /** The whole of it: tables, columns, defaults, indexes, in any spelling. */
    private static List<String> shape(Database database) {
        return database.read(sql -> sql.query(
                "SELECT m.name || ' ' || c.cid || ' ' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || ifnull(c.dflt_value, '-') || ' ' || c.pk"
                        + " FROM sqlite_schema m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'"
                        + " UNION ALL SELECT name || ' ' || ifnull(sql, '-') FROM sqlite_schema WHERE type <> 'table' ORDER BY 1",
                row -> row.text(0)));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void becomesWhatAFreshOneIs(int version) {
        Schema schema = StoreSchema.SCHEMA;
        Schema old = new Schema(schema.applicationId(), schema.migrations().subList(0, version));
        Path fresh = folder.resolve("fresh.sqlite");
        Path upgraded = folder.resolve("old.sqlite");
        try (SqliteThreads threads = new SqliteThreads(1, 1)) {
            Database.open(upgraded, TestStore.KEY, old, threads).close();
            try (Database one = Database.open(upgraded, TestStore.KEY, schema, threads);
                    Database other = Database.open(fresh, TestStore.KEY, schema, threads)) {
                assertThat(shape(one)).hasSizeGreaterThan(100).isEqualTo(shape(other));
            }
        }
    }

    /** Nobody of whom it is not known looks elsewhere than into INBOX. */
    @Test
    void nobodyHasLookedAtItsMailboxes() {
        try (TestStore test = new TestStore(folder)) {
            assertThat(test.store().mailboxesSeen()).isFalse();
            test.store().noteMailboxesSeen();
            test.store().noteMailboxesSeen();
            test.reopen();
            assertThat(test.store().mailboxesSeen()).isTrue();
        }
    }
}
