package org.letterlock.engine.sqlite;

/** The few platform threads that every JDBC call runs on. One for the whole engine. */
public final class SqliteThreads implements AutoCloseable {

    /**
     * @param writers how many files may be written at once
     * @param readers how many reads may run at once
     */
    public SqliteThreads(int writers, int readers) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }
}
