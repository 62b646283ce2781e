package org.letterlock.engine.queue;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Sql;

/** The days of domains that something was counted of, until they were told. Safe for any thread; durable when a method returns. */
public final class ReportDays {

    private final Database database;
    private final String counts;
    private final String told;
    private final String domain;

    /**
     * @param counts the table of what was counted, by {@code day} and domain
     * @param told the table of those who were told, by {@code day}, domain and {@code target}
     * @param domain the column of the domain in both
     */
    ReportDays(Database database, String counts, String told, String domain) {
        this.database = database;
        this.counts = counts;
        this.told = told;
        this.domain = domain;
    }

    /**
     * Those before {@code day}, oldest first.
     *
     * @param behind the last of those that were looked at already; empty to begin
     */
    public List<ReportDay> before(LocalDate day, Optional<ReportDay> behind, int limit) {
        return database.read(sql -> sql.query(
                "SELECT DISTINCT day, " + domain + " FROM " + counts + " WHERE day < ? AND (day, " + domain
                        + ") > (?, ?) ORDER BY day, " + domain + " LIMIT ?",
                row -> new ReportDay(LocalDate.ofEpochDay(row.integer(0)), new DomainName(row.text(1))),
                day.toEpochDay(),
                behind.map(last -> last.day().toEpochDay()).orElse(Long.MIN_VALUE),
                behind.map(last -> last.domain().ascii()).orElse(""),
                limit));
    }

    /** Notes that somebody was told. */
    public void told(ReportDay of, String target) {
        database.write(sql -> sql.update(
                "INSERT OR IGNORE INTO " + told + " (day, " + domain + ", target) VALUES (?, ?, ?)",
                of.day().toEpochDay(),
                of.domain().ascii(),
                target));
    }

    /** Who was told. */
    public Set<String> told(ReportDay of) {
        return Set.copyOf(database.read(sql -> sql.query(
                "SELECT target FROM " + told + " WHERE day = ? AND " + domain + " = ?",
                row -> row.text(0),
                of.day().toEpochDay(),
                of.domain().ascii())));
    }

    /** Drops what there is of one. */
    public void forget(ReportDay of) {
        database.write(sql -> forget(sql, counts, of) + forget(sql, told, of));
    }

    private int forget(Sql sql, String table, ReportDay of) {
        return sql.update(
                "DELETE FROM " + table + " WHERE day = ? AND " + domain + " = ?",
                of.day().toEpochDay(),
                of.domain().ascii());
    }

    /** Drops everything. */
    public void clear() {
        database.write(sql -> sql.update("DELETE FROM " + counts) + sql.update("DELETE FROM " + told));
    }
}
