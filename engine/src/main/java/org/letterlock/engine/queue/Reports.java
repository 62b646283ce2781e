package org.letterlock.engine.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.report.DmarcReport;
import org.letterlock.engine.report.TlsFailure;
import org.letterlock.engine.report.TlsReport;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Sql;

/**
 * What other servers report of our domains, as counts: nothing of any letter. Bounded by age and by rows, however much comes: what is beyond the bound is not
 * counted, or the oldest goes. Safe for any thread; what is noted is durable when its method returns.
 */
public final class Reports {

    /** How long a report counts. */
    public static final Duration AGE = Duration.ofDays(90);

    /** How many reports of one kind one sender may bring in a day; the day is told by when they came. */
    static final int MOST_OF_SENDER = 20;

    /** How many reports of one kind a domain takes in a day. */
    static final int MOST_OF_DOMAIN = 200;

    /** How many rows all reports have together. */
    static final int MOST_ROWS = 200_000;

    /** How many kinds of bounces and complaints are told apart in a day; what is beyond them is summed without the other side's name. */
    static final int MOST_RETURNED = 1_000;

    /** How many of them others may fill: anybody can write a bounce. */
    static final int MOST_SAID = 500;

    /** How many of them others may fill of one domain. */
    static final int MOST_SAID_OF_DOMAIN = 200;

    private static final String DMARC = "DMARC";
    private static final String TLS = "TLS";

    private final Database database;

    Reports(Database database) {
        this.database = database;
    }

    /** What came of the wish to note a report. */
    public enum Noted {
        COUNTED,
        /** It was counted before. */
        KNOWN,
        /** Its sender, or the domain, had too many of them today. */
        TOO_MANY
    }

    /** What came back, or is complained of. */
    public enum Returned {
        /** A letter of ours came back. */
        BOUNCE,
        /** A letter of ours waits elsewhere. */
        DELAY,
        /** A letter came back that is not from here. */
        FORGED,
        /** Somebody complains of a letter of ours. */
        COMPLAINT
    }

    /**
     * How many reports somebody sent.
     *
     * @param kind {@code DMARC} or {@code TLS}
     * @param latest when the last one came
     */
    public record Reporter(String kind, String organization, long reports, Instant latest) {}

    /** What came of a policy on TLS, by all who report. */
    public record TlsSum(TlsReport.PolicyType type, String policyDomain, long successful, long failed) {}

    /** Sessions that failed alike, by who reports. */
    public record TlsFailed(TlsFailure type, Optional<String> mxHost, String organization, long sessions) {}

    /**
     * Letters that came back alike, or are complained of, before they are summed; see {@link Sum}.
     *
     * @param domain ours
     */
    public record Back(DomainName domain, Returned kind, String other, String reason, String status, long letters) {}

    /**
     * Letters that came back alike.
     *
     * @param other the domain of their recipients; of a complaint who complains; may be empty
     * @param reason a name of {@link org.letterlock.engine.report.BounceReason}; of a complaint its type
     * @param status the enhanced status code; empty where none was told
     */
    public record Sum(Returned kind, String other, String reason, String status, long letters, Instant latest) {}

    /**
     * Notes an aggregate report.
     *
     * @param domain ours, that it is about
     * @param sender the domain that is known to have sent it
     */
    public Noted note(DomainName domain, DomainName sender, DmarcReport report, Instant now) {
        return note(DMARC, domain, sender, report.organization(), report.id(), now, (sql, id) -> {
            int position = 0;
            for (DmarcReport.Row row : report.rows()) {
                sql.update(
                        "INSERT INTO report_row (report, position, source, disposition, dkim, spf, signer, sender, reason, letters)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        id,
                        position++,
                        Sql.orNull(row.source()),
                        row.disposition().name(),
                        row.dkim(),
                        row.spf(),
                        Sql.orNull(row.signer().map(DomainName::ascii)),
                        Sql.orNull(row.sender().map(DomainName::ascii)),
                        Sql.orNull(row.override()),
                        row.letters());
            }
        });
    }

    /** Notes a report on TLS; see the other. */
    public Noted note(DomainName domain, DomainName sender, TlsReport report, Instant now) {
        return note(TLS, domain, sender, report.organization(), report.id(), now, (sql, id) -> {
            int policy = 0;
            int failed = 0;
            for (TlsReport.PolicyResult result : report.policies()) {
                sql.update(
                        "INSERT INTO report_policy (report, position, type, domain, successful, failed) VALUES (?, ?, ?, ?, ?, ?)",
                        id,
                        policy++,
                        result.policy().type().name(),
                        result.policy().domain(),
                        result.successful(),
                        result.failed());
                for (TlsReport.Failure failure : result.failures()) {
                    sql.update(
                            "INSERT INTO report_failure (report, position, type, mx_host, sessions) VALUES (?, ?, ?, ?, ?)",
                            id,
                            failed++,
                            failure.type().name(),
                            Sql.orNull(failure.mxHost()),
                            failure.sessions());
                }
            }
        });
    }

    private interface Details {
        void insert(Sql sql, long report);
    }

    private Noted note(
            String kind,
            DomainName domain,
            DomainName sender,
            String organization,
            String name,
            Instant now,
            Details details) {
        long dayBefore = now.minus(Duration.ofDays(1)).toEpochMilli();
        return database.write(sql -> {
            if (sql.count(
                            "SELECT COUNT(*) FROM report WHERE kind = ? AND domain = ? AND sender = ? AND name = ?",
                            kind,
                            domain.ascii(),
                            sender.ascii(),
                            name)
                    > 0) {
                return Noted.KNOWN;
            }
            long ofSender = sql.count(
                    "SELECT COUNT(*) FROM report WHERE kind = ? AND domain = ? AND sender = ? AND received > ?",
                    kind,
                    domain.ascii(),
                    sender.ascii(),
                    dayBefore);
            long ofDomain = sql.count(
                    "SELECT COUNT(*) FROM report WHERE kind = ? AND domain = ? AND received > ?",
                    kind,
                    domain.ascii(),
                    dayBefore);
            if (ofSender >= MOST_OF_SENDER || ofDomain >= MOST_OF_DOMAIN) {
                return Noted.TOO_MANY;
            }
            long id = sql.insert(
                    "INSERT INTO report (kind, domain, sender, organization, name, received) VALUES (?, ?, ?, ?, ?, ?)",
                    kind,
                    domain.ascii(),
                    sender.ascii(),
                    organization,
                    name,
                    now.toEpochMilli());
            details.insert(sql, id);
            makeRoom(sql, id);
            return Noted.COUNTED;
        });
    }

    /** The oldest go, whole, until the rest has few rows enough. */
    private static void makeRoom(Sql sql, long newest) {
        while (sql.count(
                        "SELECT (SELECT COUNT(*) FROM report_row) + (SELECT COUNT(*) FROM report_policy) + (SELECT COUNT(*) FROM report_failure)")
                > MOST_ROWS) {
            int gone = sql.update(
                    "DELETE FROM report WHERE id IN (SELECT id FROM report WHERE id <> ? ORDER BY received, id LIMIT 10)",
                    newest);
            if (gone == 0) {
                return;
            }
        }
    }

    /** Counts what the queue itself gave up, in the transaction that does. */
    static void gaveUp(Sql sql, Back back, Instant now) {
        add(sql, back, now, MOST_RETURNED, MOST_RETURNED);
    }

    /** Counts what others say of letters, all of it or nothing. Whatever they say, what our own queue gives up has room. */
    public void note(List<Back> backs, Instant now) {
        if (backs.isEmpty()) {
            return;
        }
        database.write(sql -> {
            backs.forEach(back -> add(sql, back, now, MOST_SAID, MOST_SAID_OF_DOMAIN));
            return 0;
        });
    }

    /**
     * Counts what came back.
     *
     * @param mostOfAll as many as are told apart in a day are not told apart further
     * @param mostOfDomain the same of one domain
     */
    private static void add(Sql sql, Back back, Instant now, int mostOfAll, int mostOfDomain) {
        long day = LocalDate.ofInstant(now, ZoneOffset.UTC).toEpochDay();
        if (update(sql, day, back, now) > 0) {
            return;
        }
        boolean fits = sql.count("SELECT COUNT(*) FROM returned WHERE day = ?", day) < mostOfAll
                && sql.count(
                                "SELECT COUNT(*) FROM returned WHERE day = ? AND domain = ?",
                                day,
                                back.domain().ascii())
                        < mostOfDomain;
        Back counted = fits ? back : new Back(back.domain(), back.kind(), "", back.reason(), "", back.letters());
        if (fits || update(sql, day, counted, now) == 0) {
            sql.update(
                    "INSERT INTO returned (day, kind, domain, other, reason, status, letters, latest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    day,
                    counted.kind().name(),
                    counted.domain().ascii(),
                    counted.other(),
                    counted.reason(),
                    counted.status(),
                    counted.letters(),
                    now.toEpochMilli());
        }
    }

    private static int update(Sql sql, long day, Back back, Instant now) {
        return sql.update(
                "UPDATE returned SET letters = letters + ?, latest = ?"
                        + " WHERE day = ? AND kind = ? AND domain = ? AND other = ? AND reason = ? AND status = ?",
                back.letters(),
                now.toEpochMilli(),
                day,
                back.kind().name(),
                back.domain().ascii(),
                back.other(),
                back.reason(),
                back.status());
    }

    /** Who sent reports about a domain since a time, the last first. */
    public List<Reporter> reporters(DomainName domain, Instant since, int limit) {
        return database.read(sql -> sql.query(
                "SELECT kind, organization, COUNT(*), MAX(received) FROM report WHERE domain = ? AND received >= ?"
                        + " GROUP BY kind, organization ORDER BY MAX(received) DESC, organization LIMIT ?",
                row -> new Reporter(row.text(0), row.text(1), row.integer(2), Instant.ofEpochMilli(row.integer(3))),
                domain.ascii(),
                since.toEpochMilli(),
                limit));
    }

    /** The letters in the name of a domain that reports since a time tell of, most first. */
    public List<DmarcReport.Row> letters(DomainName domain, Instant since, int limit) {
        return database.read(sql -> sql.query(
                "SELECT w.source, w.disposition, w.dkim, w.spf, w.signer, w.sender, w.reason, SUM(w.letters)"
                        + " FROM report r JOIN report_row w ON w.report = r.id WHERE r.domain = ? AND r.received >= ?"
                        + " GROUP BY w.source, w.disposition, w.dkim, w.spf, w.signer, w.sender, w.reason"
                        + " ORDER BY SUM(w.letters) DESC, w.source LIMIT ?",
                row -> new DmarcReport.Row(
                        row.optionalText(0),
                        DmarcReport.Disposition.valueOf(row.text(1)),
                        row.flag(2),
                        row.flag(3),
                        row.optionalText(4).map(DomainName::new),
                        row.optionalText(5).map(DomainName::new),
                        row.optionalText(6),
                        row.integer(7)),
                domain.ascii(),
                since.toEpochMilli(),
                limit));
    }

    /** How sessions with the mail exchangers of a domain went, by reports since a time. */
    public List<TlsSum> sessions(DomainName domain, Instant since, int limit) {
        return database.read(sql -> sql.query(
                "SELECT p.type, p.domain, SUM(p.successful), SUM(p.failed) FROM report r JOIN report_policy p ON p.report = r.id"
                        + " WHERE r.domain = ? AND r.received >= ? GROUP BY p.type, p.domain ORDER BY SUM(p.failed) DESC, p.type LIMIT ?",
                row -> new TlsSum(
                        TlsReport.PolicyType.valueOf(row.text(0)), row.text(1), row.integer(2), row.integer(3)),
                domain.ascii(),
                since.toEpochMilli(),
                limit));
    }

    /** The sessions that failed, by reports since a time, most first. */
    public List<TlsFailed> failures(DomainName domain, Instant since, int limit) {
        return database.read(sql -> sql.query(
                "SELECT f.type, f.mx_host, r.organization, SUM(f.sessions) FROM report r JOIN report_failure f ON f.report = r.id"
                        + " WHERE r.domain = ? AND r.received >= ? GROUP BY f.type, f.mx_host, r.organization"
                        + " ORDER BY SUM(f.sessions) DESC, f.type LIMIT ?",
                row -> new TlsFailed(TlsFailure.valueOf(row.text(0)), row.optionalText(1), row.text(2), row.integer(3)),
                domain.ascii(),
                since.toEpochMilli(),
                limit));
    }

    /** What came back of a domain's letters since a time, or is complained of, most first. */
    public List<Sum> returned(DomainName domain, Instant since, int limit) {
        long day = LocalDate.ofInstant(since, ZoneOffset.UTC).toEpochDay();
        return database.read(sql -> sql.query(
                "SELECT kind, other, reason, status, SUM(letters), MAX(latest) FROM returned WHERE domain = ? AND day >= ?"
                        + " GROUP BY kind, other, reason, status ORDER BY SUM(letters) DESC, other, reason LIMIT ?",
                row -> new Sum(
                        Returned.valueOf(row.text(0)),
                        row.text(1),
                        row.text(2),
                        row.text(3),
                        row.integer(4),
                        Instant.ofEpochMilli(row.integer(5))),
                domain.ascii(),
                day,
                limit));
    }

    /** Forgets what is too old. */
    public void sweep(Instant now) {
        Instant oldest = now.minus(AGE);
        long day = LocalDate.ofInstant(oldest, ZoneOffset.UTC).toEpochDay();
        database.write(sql -> sql.update("DELETE FROM report WHERE received < ?", oldest.toEpochMilli())
                + sql.update("DELETE FROM returned WHERE day < ?", day));
    }
}
