package org.letterlock.engine.sqlite;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * One encrypted SQLite file (SQLite3MultipleCiphers, chacha20, raw 32-byte key), with exactly one connection that writes and several that read.
 * Every JDBC call runs on the platform threads of {@link SqliteThreads}; callers are virtual threads and park.
 *
 * <p>Writes that arrive together share one transaction and one fsync (group commit); each runs under its own savepoint, so that one that throws undoes
 * itself alone. {@link #write} returns after the commit is on the disk.
 */
public final class Database implements AutoCloseable {

    private Database() {}

    /**
     * Opens or creates the file and brings its schema up to date.
     *
     * @param key 32 octets; copied, the caller clears it
     * @throws DatabaseException with {@link DatabaseException.Reason#WRONG_KEY}, {@link DatabaseException.Reason#DAMAGED}, {@link
     *     DatabaseException.Reason#NEWER_SCHEMA} or {@link DatabaseException.Reason#FULL}
     */
    public static Database open(Path file, byte[] key, Schema schema, SqliteThreads threads) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Runs {@code work} in a transaction and returns when it is durable. What it throws undoes it and is thrown here. */
    public <T> T write(Function<Sql, T> work) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Runs {@code work} on a reading connection: it sees one consistent state. Must be short; stream in steps. */
    public <T> T read(Function<Sql, T> work) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Writes an encrypted copy under the same key ({@code VACUUM INTO}), consistent, while others go on. */
    public void copyTo(Path target) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Waits for what is under way, checkpoints the WAL and closes every connection. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }
}
