package org.letterlock.engine.directory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.directory.DirectoryException.Reason;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file: rows in and out. An edit is one transaction. */
final class DirectoryFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryFile.class);

    private static final String SPACE = " ";

    /** Its own, because it is opened before the engine has any other file and closed after all of them. */
    private final SqliteThreads threads;

    private final Database database;

    private DirectoryFile(SqliteThreads threads, Database database) {
        this.threads = threads;
        this.database = database;
    }

    static DirectoryFile open(Path file, byte[] key) {
        SqliteThreads threads = new SqliteThreads(1, 1);
        boolean opened = false;
        try {
            Database database = Database.open(file, key, DirectorySchema.SCHEMA, threads);
            opened = true;
            return new DirectoryFile(threads, database);
        } catch (DatabaseException e) {
            throw switch (e.reason()) {
                case NEWER_SCHEMA -> new DirectoryException(Reason.NEWER_SCHEMA, e);
                case FULL -> new DirectoryException(Reason.WRITE_FAILED, e);
                case WRONG_KEY, DAMAGED -> new DirectoryException(Reason.UNREADABLE, e);
                case LOG_DAMAGED, LOCKED, CLOSED, CONSTRAINT, INTERRUPTED, OTHER -> e;
            };
        } finally {
            if (!opened) {
                threads.close();
            }
        }
    }

    /** Everything there is. */
    List<Row> readAll() {
        try {
            return database.<List<Row>>read(sql -> {
                List<Row> rows = new ArrayList<>();
                readDomainsAndAddresses(sql, rows);
                readAccounts(sql, rows);
                readCredentials(sql, rows);
                sql.each(
                        "SELECT key, octets, messages FROM usage",
                        row -> rows.add(new Row.UsageRow(row.text(0), row.integer(1), row.integer(2))));
                for (String key : sql.query("SELECT DISTINCT key FROM setting", row -> row.text(0))) {
                    rows.add(new Row.SettingRow(
                            key,
                            sql.query(
                                    "SELECT value FROM setting WHERE key = ? ORDER BY position",
                                    row -> row.text(0),
                                    key)));
                }
                return rows;
            });
        } catch (DatabaseException e) {
            throw new DirectoryException(Reason.UNREADABLE, e);
        }
    }

    private static void readDomainsAndAddresses(Sql sql, List<Row> rows) {
        sql.each("SELECT key, created FROM domain", row -> rows.add(new Row.Domain(row.text(0), row.integer(1))));
        record Head(
                String key,
                String written,
                boolean enabled,
                @Nullable String answer,
                long created) {}
        for (Head head : sql.query(
                "SELECT key, written, enabled, answer, created FROM address",
                row -> new Head(row.text(0), row.text(1), row.flag(2), textOrNull(row, 3), row.integer(4)))) {
            List<Row.Target> targets = sql.query(
                    "SELECT kind, value FROM target WHERE address = ? ORDER BY position",
                    row -> new Row.Target(row.text(0), row.text(1)),
                    head.key());
            rows.add(new Row.Address(
                    head.key(), head.written(), targets, head.enabled(), head.answer(), head.created()));
        }
    }

    private static void readAccounts(Sql sql, List<Row> rows) {
        sql.each(
                "SELECT key, name, address, salt, iterations, seal_key, recovery_box, created, recoverable FROM account",
                row -> rows.add(new Row.AccountRow(
                        row.text(0),
                        row.text(1),
                        row.text(2),
                        row.text(3),
                        (int) row.integer(4),
                        row.text(5),
                        textOrNull(row, 6),
                        row.integer(7),
                        row.flag(8))));
    }

    private static void readCredentials(Sql sql, List<Row> rows) {
        sql.each(
                "SELECT key, account, name, stored_key, server_key, wrapped_key, scopes, created, last_used, last_protocol,"
                        + " last_remote FROM credential",
                row -> rows.add(new Row.CredentialRow(
                        row.text(0),
                        row.text(1),
                        row.text(2),
                        row.text(3),
                        row.text(4),
                        row.text(5),
                        row.text(6).isEmpty()
                                ? List.of()
                                : Arrays.asList(row.text(6).split(SPACE, -1)),
                        row.integer(7),
                        row.integer(8),
                        textOrNull(row, 9),
                        textOrNull(row, 10))));
    }

    private static @Nullable String textOrNull(Sql.Row row, int column) {
        return row.isNull(column) ? null : row.text(column);
    }

    List<String> verify() {
        List<String> faults = new ArrayList<>(database.fullCheck());
        faults.addAll(database.read(DirectoryFile::contradictions));
        return faults;
    }

    private static List<String> contradictions(Sql sql) {
        List<String> faults = new ArrayList<>();
        sql.each(
                "SELECT name FROM credential WHERE account NOT IN (SELECT key FROM account)",
                row -> faults.add("the credential " + row.text(0) + " belongs to no account"));
        sql.each(
                "SELECT DISTINCT address FROM target WHERE kind = '" + Row.Target.ACCOUNT
                        + "' AND value NOT IN (SELECT key FROM account)",
                row -> faults.add("the address " + row.text(0) + " leads to an account that is not there"));
        sql.each(
                "SELECT key FROM usage WHERE key NOT IN (SELECT key FROM account)",
                row -> faults.add("the usage of " + row.text(0) + " belongs to no account"));
        return faults;
    }

    void repair() {
        database.reindex();
    }

    /** Durable when it returns; nothing of it is there when it fails. */
    void write(Edit edit) {
        try {
            database.write(sql -> {
                edit.puts().forEach(row -> {
                    remove(sql, row);
                    put(sql, row);
                });
                edit.removes().forEach(row -> remove(sql, row));
                return true;
            });
        } catch (DatabaseException e) {
            throw new DirectoryException(
                    e.reason() == DatabaseException.Reason.CLOSED ? Reason.CLOSED : Reason.WRITE_FAILED, e);
        }
    }

    /** Overwrites what was replaced or removed: a wrapped key that was taken away must not come back out of the log. Where the disk does not let it, it is done when the file is closed. */
    void forgetReplaced() {
        try {
            database.emptyWal();
        } catch (DatabaseException e) {
            LOG.info("the directory's log could not be emptied yet: {}", e.getMessage());
        }
    }

    private static void put(Sql sql, Row row) {
        switch (row) {
            case Row.Domain(String key, long created) -> sql.update("INSERT INTO domain VALUES (?, ?)", key, created);
            case Row.Address address -> {
                sql.update(
                        "INSERT INTO address VALUES (?, ?, ?, ?, ?)",
                        address.key(),
                        address.written(),
                        address.enabled(),
                        orNull(address.answer()),
                        address.created());
                for (int i = 0; i < address.targets().size(); i++) {
                    Row.Target target = address.targets().get(i);
                    sql.update(
                            "INSERT INTO target VALUES (?, ?, ?, ?)", address.key(), i, target.kind(), target.value());
                }
            }
            case Row.AccountRow account ->
                sql.update(
                        "INSERT INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        account.key(),
                        account.name(),
                        account.address(),
                        account.salt(),
                        account.iterations(),
                        account.sealKey(),
                        orNull(account.recoveryBox()),
                        account.created(),
                        account.recoverable());
            case Row.CredentialRow credential ->
                sql.update(
                        "INSERT INTO credential VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        credential.key(),
                        credential.account(),
                        credential.name(),
                        credential.storedKey(),
                        credential.serverKey(),
                        credential.wrappedKey(),
                        String.join(SPACE, credential.scopes()),
                        credential.created(),
                        credential.lastUsed(),
                        orNull(credential.lastProtocol()),
                        orNull(credential.lastRemote()));
            case Row.UsageRow(String key, long octets, long messages) ->
                sql.update("INSERT INTO usage VALUES (?, ?, ?)", key, octets, messages);
            case Row.SettingRow setting -> {
                for (int i = 0; i < setting.value().size(); i++) {
                    sql.update(
                            "INSERT INTO setting VALUES (?, ?, ?)",
                            setting.key(),
                            i,
                            setting.value().get(i));
                }
            }
        }
    }

    private static Object orNull(@Nullable String text) {
        return text == null ? Sql.NULL : text;
    }

    private static void remove(Sql sql, Row row) {
        String table = switch (row) {
            case Row.Domain _ -> "domain";
            case Row.Address _ -> "address";
            case Row.AccountRow _ -> "account";
            case Row.CredentialRow _ -> "credential";
            case Row.UsageRow _ -> "usage";
            case Row.SettingRow _ -> "setting";
        };
        sql.update("DELETE FROM " + table + " WHERE key = ?", row.key());
    }

    @Override
    public void close() {
        try {
            database.close();
        } catch (DatabaseException e) {
            throw new DirectoryException(Reason.WRITE_FAILED, e);
        } finally {
            threads.close();
        }
    }
}
