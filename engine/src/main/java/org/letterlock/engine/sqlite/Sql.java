package org.letterlock.engine.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Statements inside one {@link Database#read} or {@link Database#write}. Parameters are {@code Long}, {@code Integer}, {@code String}, {@code byte[]},
 * {@code Boolean}, {@code Double} or {@link #NULL}. Statements are prepared once a connection and kept.
 *
 * <p>Every method throws {@link DatabaseException}. After one whose reason is not {@link DatabaseException.Reason#CONSTRAINT} the work cannot go on: further
 * statements fail and nothing of it is kept, even where the work swallowed the exception.
 */
public final class Sql {

    /** Binds SQL NULL. */
    public static final Object NULL = Nothing.NULL;

    private static final int KEPT_STATEMENTS = 128;

    /** Parameters of this size are not left behind in a kept statement. */
    private static final int LARGE = 4096;

    private final String role;
    private final Connection connection;
    private final LinkedHashMap<String, PreparedStatement> idle = new LinkedHashMap<>(64, 0.75f, true);
    private @Nullable DatabaseException broken;
    private volatile boolean expired;
    private long boundOctets;

    Sql(String role, Connection connection) {
        this.role = role;
        this.connection = connection;
    }

    /** Executes an INSERT, UPDATE or DELETE and says how many rows it touched. */
    public int update(String sql, Object... parameters) {
        try {
            PreparedStatement statement = borrow(sql);
            boolean done = false;
            try {
                boolean large = bind(statement, parameters);
                int rows = statement.executeUpdate();
                giveBack(sql, statement, large);
                done = true;
                return rows;
            } finally {
                if (!done) {
                    statement.close();
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** What binds {@code value}: NULL where it is empty. */
    public static Object orNull(Optional<?> value) {
        return value.isPresent() ? value.get() : NULL;
    }

    /** Executes an INSERT and gives the rowid of the new row; {@link #update} is for where nobody wants it, or the table has none. */
    public long insert(String sql, Object... parameters) {
        update(sql, parameters);
        return first("SELECT last_insert_rowid()", row -> row.integer(0)).orElseThrow();
    }

    /** All rows of a query; also of a statement with RETURNING. */
    public <T> List<T> query(String sql, Function<Row, T> row, Object... parameters) {
        List<T> rows = new ArrayList<>();
        walk(
                sql,
                current -> {
                    rows.add(row.apply(current));
                    return true;
                },
                parameters);
        return rows;
    }

    /** The first row of a query; the others are not computed. */
    public <T> Optional<T> first(String sql, Function<Row, T> row, Object... parameters) {
        List<T> rows = new ArrayList<>(1);
        walk(
                sql,
                current -> {
                    rows.add(row.apply(current));
                    return false;
                },
                parameters);
        return rows.stream().findFirst();
    }

    /** The number in the only row of a query that counts. */
    public long count(String sql, Object... parameters) {
        return first(sql, row -> row.integer(0), parameters).orElseThrow();
    }

    /** Hands over the rows of a query one after the other. The consumer may run other statements. */
    public void each(String sql, Consumer<Row> row, Object... parameters) {
        walk(
                sql,
                current -> {
                    row.accept(current);
                    return true;
                },
                parameters);
    }

    /** Hands over the rows of a query one after the other while {@code more} wants another; the others are not computed. It may run other statements. */
    public void walk(String sql, Predicate<Row> more, Object... parameters) {
        try {
            PreparedStatement statement = borrow(sql);
            boolean done = false;
            try {
                boolean large = bind(statement, parameters);
                try (ResultSet result = statement.executeQuery()) {
                    CurrentRow current = new CurrentRow(result);
                    while (result.next() && more.test(current)) {
                        check();
                    }
                }
                giveBack(sql, statement, large);
                done = true;
            } finally {
                if (!done) {
                    statement.close();
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Executes one statement without parameters that is not kept: a migration's, a PRAGMA. */
    public void execute(String sql) {
        try {
            check();
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(sql);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private PreparedStatement borrow(String sql) throws SQLException {
        check();
        // Taken out while in use, so that the same text may run again inside its own rows.
        PreparedStatement kept = idle.remove(sql);
        return kept == null ? connection.prepareStatement(sql) : kept;
    }

    private void giveBack(String sql, PreparedStatement statement, boolean large) throws SQLException {
        if (large) {
            statement.clearParameters();
        }
        PreparedStatement other = idle.put(sql, statement);
        if (other != null) {
            other.close();
        }
        if (idle.size() > KEPT_STATEMENTS) {
            idle.pollFirstEntry().getValue().close();
        }
    }

    private boolean bind(PreparedStatement statement, Object... parameters) throws SQLException {
        boolean large = false;
        for (int i = 0; i < parameters.length; i++) {
            int index = i + 1;
            switch (parameters[i]) {
                case Long value -> statement.setLong(index, value);
                case Integer value -> statement.setInt(index, value);
                case Boolean value -> statement.setInt(index, value ? 1 : 0);
                case Double value -> statement.setDouble(index, value);
                case String value -> {
                    statement.setString(index, value);
                    boundOctets += value.length();
                    large |= value.length() > LARGE;
                }
                case byte[] value -> {
                    statement.setBytes(index, value);
                    boundOctets += value.length;
                    large |= value.length > LARGE;
                }
                case Nothing ignored -> statement.setNull(index, Types.NULL);
                default -> throw new IllegalArgumentException("parameter " + index + " has a type that is not bound");
            }
        }
        return large;
    }

    private void check() {
        if (broken != null) {
            throw broken;
        }
        if (expired) {
            throw failed(new DatabaseException(
                    DatabaseException.Reason.INTERRUPTED,
                    role + ": " + Failures.sentence(DatabaseException.Reason.INTERRUPTED)));
        }
    }

    private DatabaseException failed(SQLException e) {
        return failed(Failures.of(role, e));
    }

    private DatabaseException failed(DatabaseException failure) {
        if (failure.reason() != DatabaseException.Reason.CONSTRAINT) {
            // SQLite may have rolled back the whole transaction; another statement would run outside of it.
            broken = failure;
        }
        return failure;
    }

    /** What ended the work under way, for whoever commits. */
    Optional<DatabaseException> failure() {
        return Optional.ofNullable(broken);
    }

    /** Makes ready for other work. */
    void reset() {
        broken = null;
        expired = false;
        boundOctets = 0;
    }

    /** Ends the work at its next statement or row. From any thread. */
    void expire() {
        expired = true;
    }

    /** How many octets of text and blobs were bound since {@link #reset}. */
    long boundOctets() {
        return boundOctets;
    }

    void close() throws SQLException {
        for (PreparedStatement statement : idle.values()) {
            statement.close();
        }
        idle.clear();
    }

    private enum Nothing {
        NULL
    }

    /** Columns of the current row, counted from 0; valid only inside the function that it is handed to. */
    public interface Row {
        /** An integer; 0 where it is NULL. */
        long integer(int column);

        /** A floating-point number; 0 where it is NULL. */
        double real(int column);

        /** @throws IllegalStateException when it is NULL */
        String text(int column);

        /** @throws IllegalStateException when it is NULL; an empty blob gives an empty array */
        byte[] bytes(int column);

        boolean isNull(int column);

        default boolean flag(int column) {
            return integer(column) != 0;
        }

        /** A text; empty where it is NULL. */
        default Optional<String> optionalText(int column) {
            return isNull(column) ? Optional.empty() : Optional.of(text(column));
        }
    }

    private final class CurrentRow implements Row {

        private final ResultSet result;

        CurrentRow(ResultSet result) {
            this.result = result;
        }

        @Override
        public long integer(int column) {
            try {
                return result.getLong(column + 1);
            } catch (SQLException e) {
                throw failed(e);
            }
        }

        @Override
        public double real(int column) {
            try {
                return result.getDouble(column + 1);
            } catch (SQLException e) {
                throw failed(e);
            }
        }

        @Override
        public String text(int column) {
            try {
                String text = result.getString(column + 1);
                if (text == null) {
                    throw new IllegalStateException("column " + column + " is NULL");
                }
                return text;
            } catch (SQLException e) {
                throw failed(e);
            }
        }

        @Override
        public byte[] bytes(int column) {
            try {
                byte[] bytes = result.getBytes(column + 1);
                if (bytes != null) {
                    return bytes;
                }
                // The driver gives null for an empty blob, too.
                if (isNull(column)) {
                    throw new IllegalStateException("column " + column + " is NULL");
                }
                return new byte[0];
            } catch (SQLException e) {
                throw failed(e);
            }
        }

        @Override
        public boolean isNull(int column) {
            try {
                // Not getObject, which gives null for an empty blob, too.
                result.getLong(column + 1);
                return result.wasNull();
            } catch (SQLException e) {
                throw failed(e);
            }
        }
    }
}
