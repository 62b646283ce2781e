package org.letterlock.engine.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.letterlock.engine.sqlite.DatabaseException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One encrypted SQLite file (SQLite3MultipleCiphers, chacha20, raw 32-byte key), with exactly one connection that writes and several that read.
 * Every JDBC call runs on the platform threads of {@link SqliteThreads}; callers are virtual threads and park.
 *
 * <p>Writes that arrive together share one transaction and one fsync (group commit); each runs under its own savepoint, so that one that throws undoes
 * itself alone. {@link #write} returns after the commit is on the disk. Constraints must not be deferred to the commit, where they would fail the writes of
 * others.
 *
 * <p>The work of a write may read another database, never write one; the work of a read starts nothing. What breaks this fails with {@link
 * IllegalStateException}. An interrupt of the caller does not end its wait.
 */
public final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private static final int SMALLEST_PAGE = 512;

    private final String role;
    private final FileKey key;
    private final SqliteThreads threads;
    private final SqliteConnection writer;
    private final WriteQueue writes;
    private final Readers readers;

    private Database(Path file, String role, FileKey key, SqliteThreads threads, SqliteConnection writer) {
        this.role = role;
        this.key = key;
        this.threads = threads;
        this.writer = writer;
        this.writes = new WriteQueue(role, writer, threads);
        this.readers = new Readers(file, role, key, threads);
    }

    /**
     * Opens or creates the file and brings its schema up to date.
     *
     * @param key 32 octets; copied, the caller clears it
     * @throws DatabaseException with {@link DatabaseException.Reason#WRONG_KEY}, {@link DatabaseException.Reason#DAMAGED}, {@link
     *     DatabaseException.Reason#LOG_DAMAGED}, {@link DatabaseException.Reason#NEWER_SCHEMA} or {@link DatabaseException.Reason#FULL}
     */
    public static Database open(Path file, byte[] key, Schema schema, SqliteThreads threads) {
        SqliteThreads.mayWait(false);
        String role = role(file);
        FileKey kept = new FileKey(key);
        boolean opened = false;
        try {
            createPrivately(file, role);
            SqliteConnection writer = threads.write(() -> {
                SqliteConnection connection = SqliteConnection.writing(file, role, kept, schema);
                try {
                    Migrations.apply(connection, schema);
                } catch (DatabaseException e) {
                    connection.close();
                    throw e;
                }
                return connection;
            });
            Database database = new Database(file, role, kept, threads, writer);
            threads.opened(database);
            opened = true;
            return database;
        } finally {
            if (!opened) {
                kept.close();
            }
        }
    }

    /**
     * Looks at what a crash left beside a file that nobody has open; needs no key and changes nothing.
     *
     * @return in words, what would be lost if it were opened as it is; empty where nothing would
     */
    public static Optional<String> lostChanges(Path file) {
        return WalEvidence.of(file, role(file)).loss();
    }

    /**
     * Gives up what {@link #lostChanges} tells, so that the file opens with what is left. What is left should be looked over: rows may lack others.
     *
     * @return where the log is laid aside as it was, encrypted, for its owner alone; empty where there was none
     */
    public static Optional<Path> giveUpLostChanges(Path file) {
        return WalEvidence.of(file, role(file)).giveUpLoss(role(file));
    }

    /**
     * What can be seen of a file that nobody has open without its key: whole pages, and the few octets of the first page that stay in clear text because they say how to read
     * the others. Changes nothing.
     *
     * @return in words, what is damaged; empty where nothing is to be seen
     */
    public static Optional<String> visibleDamage(Path file) {
        return PageShape.damage(file);
    }

    /** Clears away what is beside a file from before the system was started anew and may say too much: see {@link WalEvidence}. */
    public static void forgetOtherBoot(Path file) throws IOException {
        WalEvidence.forgetOtherBoot(file);
    }

    private static String role(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Runs {@code work} in a transaction and returns when it is durable. What it throws undoes it and is thrown here. */
    public <T> T write(Function<Sql, T> work) {
        SqliteThreads.mayWait(false);
        return writes.write(work);
    }

    /** Runs {@code work} on a reading connection: it sees one consistent state. Must be short; stream in steps. */
    public <T> T read(Function<Sql, T> work) {
        SqliteThreads.mayWait(true);
        return readers.read(work);
    }

    /** Begins what {@link #read(Function)} does, on a virtual thread of its own, and gives what waits for its answer, or throws what it threw. */
    public <T> Supplier<T> readAhead(Function<Sql, T> work) {
        SqliteThreads.mayWait(true);
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> Answers.give(() -> readers.read(work), answer));
        return () -> Answers.await(answer);
    }

    /**
     * As {@link #read(Function)}, but interrupted when it takes longer than {@code budget}.
     *
     * @throws DatabaseException with {@link DatabaseException.Reason#INTERRUPTED}
     */
    public <T> T read(Function<Sql, T> work, Duration budget) {
        SqliteThreads.mayWait(true);
        return readers.read(work, budget);
    }

    /** Looks for damage in the pages and for rows without the rows that they refer to. Takes time in proportion to the file; empty when all is well. */
    public List<String> quickCheck() {
        return check("PRAGMA quick_check(20)");
    }

    /** As {@link #quickCheck}, and compares every index with its table. */
    public List<String> fullCheck() {
        return check("PRAGMA integrity_check(20)");
    }

    /** Builds every index anew from its table. */
    public void reindex() {
        write(sql -> {
            sql.execute("REINDEX");
            return true;
        });
    }

    private List<String> check(String pragma) {
        SqliteThreads.mayWait(true);
        return readers.read(sql -> check(sql, pragma), null);
    }

    private static List<String> check(Sql sql, String pragma) {
        List<String> complaints = new ArrayList<>();
        try {
            sql.each(pragma, row -> {
                if (!"ok".equals(row.text(0))) {
                    complaints.add(row.text(0));
                }
            });
            sql.each(
                    "PRAGMA foreign_key_check",
                    row -> complaints.add("a row of " + row.text(0) + " refers to a missing row of " + row.text(2)));
        } catch (DatabaseException e) {
            if (e.reason() != Reason.DAMAGED && e.reason() != Reason.OTHER) {
                throw e;
            }
            complaints.add(e.getMessage());
            sql.reset();
        }
        return complaints;
    }

    /**
     * Writes an encrypted copy under the same key ({@code VACUUM INTO}), consistent, while others go on. It is on the disk when this returns. Takes time in proportion to the
     * file, on a thread of its own; {@link #close} breaks it off.
     *
     * @param target does not exist yet; nor does it after a failure
     * @throws DatabaseException with {@link DatabaseException.Reason#CLOSED} when the file was closed meanwhile
     */
    public void copyTo(Path target) {
        SqliteThreads.mayWait(true);
        createNew(target, role);
        boolean copied = false;
        try {
            readers.copy(target);
            force(target, role);
            copied = true;
        } finally {
            if (!copied) {
                delete(target, role);
            }
        }
    }

    /**
     * Gives at most {@code pages} free pages of 4096 octets at the end of the file back to the disk.
     *
     * @return how many are free still
     */
    public long releaseSpace(int pages) {
        return write(sql -> {
            sql.execute("PRAGMA incremental_vacuum(" + pages + ")");
            return pragma(sql, "freelist_count");
        });
    }

    /** How many pages are free. */
    public long freePages() {
        return read(sql -> pragma(sql, "freelist_count"));
    }

    /**
     * Moves what is in the WAL into the file and empties it, so that what was overwritten in the file is nowhere any more. Does not wait for those who read.
     *
     * @return whether it is empty; false while somebody reads
     */
    public boolean emptyWal() {
        SqliteThreads.mayWait(false);
        return writes.outside(() -> {
            writer.sql().reset();
            writer.pragma("PRAGMA busy_timeout=0");
            try {
                return writer.sql()
                        .first("PRAGMA wal_checkpoint(TRUNCATE)", row -> !row.flag(0))
                        .orElse(false);
            } finally {
                writer.pragma("PRAGMA busy_timeout=5000");
            }
        });
    }

    /** How many octets lie in the file's pages, without those that are free. */
    public long usedOctets() {
        return read(sql -> (pragma(sql, "page_count") - pragma(sql, "freelist_count")) * pragma(sql, "page_size"));
    }

    private static long pragma(Sql sql, String name) {
        return sql.first("PRAGMA " + name, row -> row.integer(0)).orElse(0L);
    }

    void closeIdle() {
        readers.closeIdle();
    }

    /** Waits for what is written, interrupts what is read or copied, checkpoints the WAL if the disk allows it, and closes every connection. Further calls fail with {@link DatabaseException.Reason#CLOSED}. */
    @Override
    public void close() {
        SqliteThreads.mayWait(false);
        if (!writes.close()) {
            return;
        }
        threads.closed(this);
        List<SqliteConnection> reading = readers.close();
        try {
            threads.write(() -> {
                reading.forEach(SqliteConnection::close);
                try {
                    writer.pragma("PRAGMA wal_checkpoint(TRUNCATE)");
                } catch (DatabaseException e) {
                    // A full disk. What was acknowledged is durable in the WAL, and the next start finds it there.
                    LOG.warn("the WAL of {} stays beside it", role, e);
                } finally {
                    writer.close();
                }
                return true;
            });
        } finally {
            key.close();
        }
    }

    private static void createPrivately(Path file, String role) {
        if (!Files.exists(file)) {
            createNew(file, role);
            force(file, role);
        } else if (isCutShort(file, role)) {
            throw new DatabaseException(Reason.DAMAGED, role + ": " + Failures.sentence(Reason.DAMAGED));
        }
    }

    /** SQLite takes a file of less than a page for a new one, and would write over what is left of it. */
    private static boolean isCutShort(Path file, String role) {
        try {
            long length = Files.size(file);
            return length > 0 && length < SMALLEST_PAGE;
        } catch (IOException e) {
            throw new DatabaseException(Reason.OTHER, role + ": its file cannot be read", e);
        }
    }

    private static void createNew(Path file, String role) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new DatabaseException(Reason.OTHER, role + ": its file cannot be created", e);
        }
    }

    /** Makes the file and its name in the folder durable. */
    private static void force(Path file, String role) {
        Path folder = file.toAbsolutePath().getParent();
        try (FileChannel octets = FileChannel.open(file, StandardOpenOption.WRITE);
                FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            octets.force(true);
            names.force(true);
        } catch (IOException e) {
            throw new DatabaseException(Reason.OTHER, role + ": it cannot be made durable", e);
        }
    }

    private static void delete(Path file, String role) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new DatabaseException(Reason.OTHER, role + ": its unfinished copy cannot be removed", e);
        }
    }
}
