package org.letterlock.engine.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.mc.SQLiteMCChacha20Config;

/** One open connection, used by one thread at a time. */
final class SqliteConnection implements AutoCloseable {

    private static final List<String> COMMON = List.of(
            "PRAGMA busy_timeout=5000",
            "PRAGMA foreign_keys=ON",
            "PRAGMA trusted_schema=OFF",
            "PRAGMA cell_size_check=ON",
            "PRAGMA temp_store=MEMORY",
            "PRAGMA secure_delete=ON",
            "PRAGMA mmap_size=0",
            "PRAGMA cache_size=-2000",
            "PRAGMA synchronous=FULL");

    /** The first two connections of a process, opened at the same moment, were refused as if their key were wrong. Opening is short: one after the other. */
    private static final Object ONE_AT_A_TIME = new Object();

    private final String role;
    private final SQLiteConnection connection;
    private final Sql sql;

    /** When it was last given back, by {@link System#nanoTime}; guarded by the pool that owns it. */
    long idleSince;

    private SqliteConnection(String role, SQLiteConnection connection) {
        this.role = role;
        this.connection = connection;
        this.sql = new Sql(role, connection);
    }

    /**
     * The connection that writes and checkpoints.
     *
     * @throws DatabaseException with {@link DatabaseException.Reason#LOG_DAMAGED} where a log that a crash left was spoilt since; it stays as it is, and so does a
     *     file of another kind or a newer schema
     */
    static SqliteConnection writing(Path file, String role, FileKey key, Schema schema) {
        // Before anything can be written: a connection that can would begin the log anew.
        WalEvidence.of(file, role)
                .hold(() -> open(file, role, key, true), looked -> Migrations.check(looked, schema, role), role);
        SqliteConnection opened = open(file, role, key, false);
        try {
            if (Migrations.check(opened, schema, role)) {
                // They hold for a new file only, and only before its first table. On another the last would write.
                opened.pragma("PRAGMA encoding='UTF-8'");
                opened.pragma("PRAGMA page_size=4096");
                opened.pragma("PRAGMA auto_vacuum=INCREMENTAL");
            }
            opened.pragma("PRAGMA journal_mode=WAL");
            opened.pragma("PRAGMA wal_autocheckpoint=4000");
            opened.pragma("PRAGMA journal_size_limit=16777216");
        } catch (DatabaseException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /** A connection that only reads, and never checkpoints. */
    static SqliteConnection reading(Path file, String role, FileKey key) {
        SqliteConnection opened = open(file, role, key, false);
        try {
            opened.pragma("PRAGMA wal_autocheckpoint=0");
            opened.pragma("PRAGMA query_only=ON");
        } catch (DatabaseException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private static SqliteConnection open(Path file, String role, FileKey key, boolean readOnly) {
        SQLiteConnection driver = key.lend(octets -> connect(file, role, octets, readOnly));
        SqliteConnection opened = new SqliteConnection(role, driver);
        try {
            for (String pragma : COMMON) {
                opened.pragma(pragma);
            }
            // The first statement that reads the file: it tells whether the key is right.
            opened.pragma("SELECT count(*) FROM sqlite_schema");
        } catch (DatabaseException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private static SQLiteConnection connect(Path file, String role, byte[] key, boolean readOnly) {
        synchronized (ONE_AT_A_TIME) {
            SQLiteConfig config =
                    SQLiteMCChacha20Config.getDefault().withRawUnsaltedKey(key).build();
            config.setReadOnly(readOnly);
            try {
                Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
                SQLiteConnection driver = connection.unwrap(SQLiteConnection.class);
                forgetKey(driver);
                return driver;
            } catch (SQLException e) {
                throw Failures.of(role, e);
            }
        }
    }

    /** The driver keeps the configuration for the life of the connection; without its text of the key, that is garbage at the next collection. */
    private static void forgetKey(SQLiteConnection driver) {
        SQLiteConfig kept = driver.getDatabase().getConfig();
        kept.setPragma(SQLiteConfig.Pragma.PASSWORD, "");
        kept.setPragma(SQLiteConfig.Pragma.KEY, "");
    }

    Sql sql() {
        return sql;
    }

    /** What the driver keeps of the configuration, for the test that looks for the key in it. */
    String settings() {
        return connection.getDatabase().getConfig().toProperties().toString();
    }

    /** Executes one statement that is not worth keeping. */
    void pragma(String statement) {
        try (Statement once = connection.createStatement()) {
            once.executeUpdate(statement);
        } catch (SQLException e) {
            throw Failures.of(role, e);
        }
    }

    /** Makes the statement under way fail with {@link DatabaseException.Reason#INTERRUPTED}. From any thread. */
    void interrupt() {
        try {
            connection.getDatabase().interrupt();
        } catch (SQLException e) {
            throw Failures.of(role, e);
        }
    }

    @Override
    public void close() {
        try {
            sql.close();
            connection.close();
        } catch (SQLException e) {
            throw Failures.of(role, e);
        }
    }
}
