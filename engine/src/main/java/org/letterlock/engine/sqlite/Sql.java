package org.letterlock.engine.sqlite;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Statements inside one {@link Database#read} or {@link Database#write}. Parameters are {@code Long}, {@code Integer}, {@code String}, {@code byte[]},
 * {@code Boolean}, {@code Double} or {@link #NULL}. Statements are prepared once a connection and kept.
 */
public final class Sql {

    /** Binds SQL NULL. */
    public static final Object NULL = new Object();

    Sql() {}

    /** Executes an INSERT, UPDATE or DELETE and says how many rows it touched. */
    public int update(String sql, Object... parameters) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Executes an INSERT and gives the rowid of the new row. */
    public long insert(String sql, Object... parameters) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** All rows of a query. */
    public <T> List<T> query(String sql, Function<Row, T> row, Object... parameters) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The first row of a query. */
    public <T> Optional<T> first(String sql, Function<Row, T> row, Object... parameters) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Hands over the rows of a query one after the other. */
    public void each(String sql, Consumer<Row> row, Object... parameters) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Columns of the current row, counted from 0. */
    public interface Row {
        long integer(int column);

        String text(int column);

        byte[] bytes(int column);

        boolean isNull(int column);

        default boolean flag(int column) {
            return integer(column) != 0;
        }
    }
}
