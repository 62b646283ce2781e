package org.letterlock.engine.journal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.letterlock.engine.log.Printable;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Schema;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.sqlite.Verifiable;

/** The log of what happened to connections, logins and letters; the app shows it. Recording never blocks and never fails a session. */
public final class MailLog implements AutoCloseable, Verifiable {

    /** How long a detail may be, in UTF-16 units; the rest is cut. */
    public static final int MOST_DETAIL = 1000;

    private static final int MOST_CONNECTION = 100;
    private static final int ROOM = 8192;

    /** After so many events the old ones are forgotten. */
    private static final int SWEEP = 1000;

    private static final String COLUMNS = "SELECT at, kind, connection, detail FROM event ";

    private static final Schema SCHEMA = new Schema(
            0x4c4c4a01,
            List.of(List.of(
                    """
                    CREATE TABLE event(
                      id INTEGER PRIMARY KEY AUTOINCREMENT,
                      at INTEGER NOT NULL,
                      kind TEXT NOT NULL,
                      connection TEXT NOT NULL,
                      detail TEXT NOT NULL)""",
                    "CREATE INDEX event_by_kind ON event(kind, id)",
                    "CREATE INDEX event_by_connection ON event(connection, id)",
                    "CREATE INDEX event_by_time ON event(at)")));

    private final Database database;
    private final Clock clock;
    private final Retention retention;
    private final JournalWriter writer;
    private final AtomicLong sinceSweep = new AtomicLong();

    /**
     * As {@link #MailLog(Path, byte[], SqliteThreads, Clock, Retention)} with 30 days and 200,000 events.
     *
     * @param key 32 octets; copied
     */
    public MailLog(Path file, byte[] key, SqliteThreads threads, Clock clock) {
        this(file, key, threads, clock, new Retention(Duration.ofDays(30), 200_000));
    }

    /**
     * Opens the file and forgets what is too old.
     *
     * @param key 32 octets; copied
     * @throws DatabaseException when the file does not open
     */
    public MailLog(Path file, byte[] key, SqliteThreads threads, Clock clock, Retention retention) {
        this.database = Database.open(file, key, SCHEMA, threads);
        this.clock = clock;
        this.retention = retention;
        database.write(this::forgetOld);
        this.writer = new JournalWriter(ROOM, this::store);
    }

    /** Records that {@code kind} happened. Where too much happens at once, it is {@linkplain #dropped counted} and not kept. */
    public void record(Kind kind, String connection, String detail) {
        writer.offer(new Event(
                clock.instant(), kind, Printable.of(connection, MOST_CONNECTION), Printable.of(detail, MOST_DETAIL)));
    }

    private void store(List<Event> events) {
        boolean sweep = sinceSweep.addAndGet(events.size()) >= SWEEP;
        database.write(sql -> {
            for (Event event : events) {
                sql.update(
                        "INSERT INTO event(at, kind, connection, detail) VALUES (?, ?, ?, ?)",
                        event.at().toEpochMilli(),
                        event.kind().name(),
                        event.connection(),
                        event.detail());
            }
            return sweep ? forgetOld(sql) : 0;
        });
        if (sweep) {
            sinceSweep.set(0);
        }
    }

    private int forgetOld(Sql sql) {
        long oldest = clock.instant().minus(retention.age()).toEpochMilli();
        int forgotten = sql.update("DELETE FROM event WHERE at < ?", oldest);
        return forgotten
                + sql.update("DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ?", retention.events());
    }

    /** The newest events, newest first; also those that were recorded just before. */
    public List<Event> latest(int limit) {
        writer.flush();
        return database.read(sql -> sql.query(COLUMNS + "ORDER BY id DESC LIMIT ?", MailLog::event, limit));
    }

    /**
     * The newest events of some kinds that happened at {@code since} or later, newest first.
     *
     * @param kinds at least one
     */
    public List<Event> latest(Set<Kind> kinds, Instant since, int limit) {
        List<Object> parameters = new ArrayList<>(kinds.stream().map(Kind::name).toList());
        String marks = "?,".repeat(parameters.size() - 1) + "?";
        parameters.add(since.toEpochMilli());
        parameters.add(limit);
        writer.flush();
        return database.read(sql -> sql.query(
                COLUMNS + "WHERE kind IN (" + marks + ") AND at >= ? ORDER BY id DESC LIMIT ?",
                MailLog::event,
                parameters.toArray()));
    }

    /** The newest events of one connection or queue entry, newest first. */
    public List<Event> about(String connection, int limit) {
        writer.flush();
        return database.read(sql -> sql.query(
                COLUMNS + "WHERE connection = ? ORDER BY id DESC LIMIT ?",
                MailLog::event,
                Printable.of(connection, MOST_CONNECTION),
                limit));
    }

    private static Event event(Sql.Row row) {
        return new Event(Instant.ofEpochMilli(row.integer(0)), Kind.valueOf(row.text(1)), row.text(2), row.text(3));
    }

    /** How many events were not kept since the start, because too much happened or the file failed. */
    public long dropped() {
        return writer.dropped();
    }

    @Override
    public List<String> verify() {
        return database.fullCheck();
    }

    @Override
    public void repair() {
        database.reindex();
    }

    /** Writes what was recorded and closes the file. */
    @Override
    public void close() {
        writer.close();
        database.close();
    }

    /**
     * What is kept.
     *
     * @param age events older than this are forgotten
     * @param events only so many of the newest are kept
     */
    public record Retention(Duration age, long events) {}

    /** What can happen. */
    public enum Kind {
        STARTED,
        STOPPED,
        AUTHENTICATED,
        LOGIN_REFUSED,
        REFUSED,
        JUDGED,
        ACCEPTED,
        HELD,
        DELIVERED,
        ANSWERED,
        SENT,
        DEFERRED,
        BOUNCED,
        LOCKED,
        UNLOCKED,
        RECOVERY,
        SEAL_KEY,
        DKIM_KEYS,
        RENUMBERED,
        EXPORTED,
        SENDING_ADDRESS,
        REPORTED
    }

    /**
     * One event.
     *
     * @param at when
     * @param kind what
     * @param connection the connection's or queue entry's id; may be empty
     * @param detail in English, without secrets and without content of letters
     */
    public record Event(Instant at, Kind kind, String connection, String detail) {}
}
