package org.letterlock.engine.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every schema of the engine, every step of it. What a version of a file looks like is kept in {@code schema/NAME-VERSION.sql}; a step that was released never
 * changes, and a file of each version becomes what a new one is, with its rows.
 */
final class SchemaHistoryTest {

    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final String END = ";\n";

    /** What a step rewrites on purpose; a test of its own says how. */
    private static final Map<String, Set<String>> REWRITTEN = Map.of("DirectorySchema", Set.of("credential.scopes"));

    @TempDir
    Path folder;

    private final SqliteThreads threads = new SqliteThreads(1, 1);

    @AfterEach
    void stop() {
        threads.close();
    }

    /**
     * A schema and the class that it stands in.
     *
     * @param name of the class
     */
    record Named(String name, Schema schema) {
        @Override
        public String toString() {
            return name;
        }

        /** As it was at an earlier version. */
        Schema at(int version) {
            return new Schema(schema.applicationId(), schema.migrations().subList(0, version));
        }

        /** The statements that made a file of that version. */
        Optional<String> kept(int version) {
            try (InputStream in =
                    SchemaHistoryTest.class.getResourceAsStream("/schema/" + name + "-" + version + ".sql")) {
                return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static Stream<Named> schemas() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.letterlock.engine")
                        .stream()
                        .flatMap(each -> each.getFields().stream())
                        .filter(field -> field.getRawType().isEquivalentTo(Schema.class)
                                && field.getModifiers().contains(JavaModifier.STATIC))
                        .map(SchemaHistoryTest::named);
    }

    private static Named named(JavaField field) {
        try {
            Field schema = field.reflect();
            schema.setAccessible(true);
            return new Named(field.getOwner().getSimpleName(), (Schema) schema.get(null));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void areAllFound() {
        assertThat(schemas().map(Named::name))
                .contains("DirectorySchema", "IntakeTables", "MailLog", "QueueSchema", "StoreSchema")
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void everyVersionIsKeptAndStaysWhatItWas(Named each) {
        for (int version = 1; version <= each.schema().version(); version++) {
            String now;
            try (Database made = open("fresh-" + version, each.at(version))) {
                now = statements(made);
            }
            assertThat(each.kept(version))
                    .as("schema/%s-%d.sql, which is, when it is new:%n%s", each.name(), version, now)
                    .contains(now);
        }
        assertThat(each.kept(each.schema().version() + 1))
                .as("a version that no step makes")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void aFileOfEachVersionBecomesAsANewOneIsAndKeepsItsRows(Named each) {
        List<String> wanted;
        try (Database fresh = open("fresh", each.schema())) {
            wanted = sorted(statements(fresh));
        }
        for (int version = 1; version < each.schema().version(); version++) {
            Map<String, List<String>> before;
            List<List<String>> steps = new ArrayList<>(Collections.nCopies(version, List.of()));
            steps.set(0, parted(each.kept(version).orElseThrow()));
            try (Database old = open("old-" + version, new Schema(each.schema().applicationId(), steps))) {
                old.write(SchemaHistoryTest::fill);
                before = columns(old);
                assertThat(before)
                        .isNotEmpty()
                        .allSatisfy((column, values) ->
                                assertThat(values).as(column).isNotEmpty());
            }
            try (Database upgraded = open("old-" + version, each.schema())) {
                assertThat(sorted(statements(upgraded))).as("from %d", version).isEqualTo(wanted);
                assertThat(upgraded.fullCheck()).as("from %d", version).isEmpty();
                Map<String, List<String>> after = columns(upgraded);
                before.keySet().removeAll(REWRITTEN.getOrDefault(each.name(), Set.of()));
                assertThat(after).as("from %d", version).containsAllEntriesOf(before);
            }
        }
    }

    private Database open(String name, Schema schema) {
        return Database.open(folder.resolve(name), KEY, schema, threads);
    }

    /** Without those that belong to a virtual table, which makes them. */
    private static String statements(Database database) {
        List<String> statements = database.read(sql -> sql.query("""
                SELECT sql FROM sqlite_schema AS own WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND NOT EXISTS (
                  SELECT 1 FROM sqlite_schema AS other WHERE other.sql LIKE 'CREATE VIRTUAL %'
                  AND own.tbl_name LIKE other.name || '_%') ORDER BY own.rowid""", row -> row.text(0)));
        return String.join(END, statements) + END;
    }

    private static List<String> sorted(String statements) {
        return parted(statements).stream().sorted().toList();
    }

    private static List<String> parted(String statements) {
        return Stream.of(statements.split(END, -1))
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static List<String> tables(Sql sql) {
        return sql.query("""
                SELECT name FROM sqlite_schema AS own WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND NOT EXISTS (
                  SELECT 1 FROM sqlite_schema AS other WHERE other.sql LIKE 'CREATE VIRTUAL %'
                  AND own.name LIKE other.name || '%') ORDER BY name""", row -> row.text(0));
    }

    /** Two rows in every table, or one where it takes no more; they refer to one another by their numbers. */
    private static boolean fill(Sql sql) {
        sql.execute("PRAGMA defer_foreign_keys = ON");
        for (String table : tables(sql)) {
            List<String> types = sql.query("SELECT type FROM pragma_table_info('" + table + "')", row -> row.text(0));
            for (int i = 1; i <= 2; i++) {
                int number = i;
                List<String> values = types.stream()
                        .map(type -> switch (type) {
                            case "INTEGER" -> String.valueOf(number);
                            case "BLOB" -> "x'0" + number + "'";
                            default -> "'" + number + "'";
                        })
                        .toList();
                sql.update("INSERT OR IGNORE INTO " + table + " VALUES (" + String.join(", ", values) + ")");
            }
        }
        return true;
    }

    /** What stands in each column of each table. */
    private static Map<String, List<String>> columns(Database database) {
        return database.read(sql -> {
            Map<String, List<String>> columns = new TreeMap<>();
            for (String table : tables(sql)) {
                for (String column :
                        sql.query("SELECT name FROM pragma_table_info('" + table + "')", row -> row.text(0))) {
                    List<String> values =
                            sql.query("SELECT quote(" + column + ") FROM " + table + " ORDER BY 1", row -> row.text(0));
                    columns.put(table + "." + column, values);
                }
            }
            return columns;
        });
    }
}
