package org.letterlock.engine.queue;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.report.TlsFailure;
import org.letterlock.engine.report.TlsReport;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Sql;

/**
 * How TLS with other domains went, by the day in UTC, until they are told of it (RFC 8460 §4). Bounded: what is beyond the bounds is not told. Safe for any thread; durable
 * when a method returns.
 */
public final class TlsTally {

    /** How many policies are counted of a day, of all destinations together. */
    static final int MOST_OF_DAY = 10_000;

    /** How many policies are counted of a destination in a day: those that change, or name many hosts. */
    static final int MOST_OF_DESTINATION = 20;

    /** How many kinds of failures are told apart of a policy. */
    static final int MOST_FAILURES = 100;

    private final Database database;

    TlsTally(Database database) {
        this.database = database;
    }

    /**
     * What sessions have in common.
     *
     * @param day when they were
     * @param failure why they failed; empty where they did not
     */
    public record Sessions(LocalDate day, DomainName destination, TlsReport.Policy policy, Optional<Failure> failure) {}

    /** Why, and with which server; its address and ours may be empty. */
    public record Failure(TlsFailure type, String mxHost, String mxAddress, String ourAddress) {}

    /** Counts sessions. */
    public void add(Map<Sessions, Long> counts) {
        database.write(sql -> {
            counts.forEach((sessions, count) -> policy(sql, sessions).ifPresent(id -> add(sql, id, sessions, count)));
            return 0;
        });
    }

    private static Optional<Long> policy(Sql sql, Sessions sessions) {
        TlsReport.Policy policy = sessions.policy();
        Object[] key = {
            sessions.day().toEpochDay(),
            sessions.destination().ascii(),
            policy.type().name(),
            policy.domain(),
            String.join("\n", policy.strings()),
            String.join("\n", policy.mxHosts())
        };
        Optional<Long> known = sql.first(
                "SELECT id FROM tls_policy WHERE day = ? AND destination = ? AND type = ? AND domain = ? AND strings = ? AND mx_hosts = ?",
                row -> row.integer(0),
                key);
        if (known.isPresent()) {
            return known;
        }
        boolean fits = sql.count("SELECT COUNT(*) FROM tls_policy WHERE day = ?", key[0]) < MOST_OF_DAY
                && sql.count("SELECT COUNT(*) FROM tls_policy WHERE day = ? AND destination = ?", key[0], key[1])
                        < MOST_OF_DESTINATION;
        return fits
                ? Optional.of(sql.insert(
                        "INSERT INTO tls_policy (day, destination, type, domain, strings, mx_hosts, successful, failed)"
                                + " VALUES (?, ?, ?, ?, ?, ?, 0, 0)",
                        key))
                : Optional.empty();
    }

    private static void add(Sql sql, long policy, Sessions sessions, long count) {
        Optional<Failure> failure = sessions.failure();
        if (failure.isEmpty()) {
            sql.update("UPDATE tls_policy SET successful = successful + ? WHERE id = ?", count, policy);
            return;
        }
        sql.update("UPDATE tls_policy SET failed = failed + ? WHERE id = ?", count, policy);
        Failure why = failure.get();
        int known = sql.update(
                "UPDATE tls_failure SET sessions = sessions + ?"
                        + " WHERE policy = ? AND type = ? AND mx_host = ? AND mx_address = ? AND our_address = ?",
                count,
                policy,
                why.type().name(),
                why.mxHost(),
                why.mxAddress(),
                why.ourAddress());
        if (known == 0 && sql.count("SELECT COUNT(*) FROM tls_failure WHERE policy = ?", policy) < MOST_FAILURES) {
            sql.update(
                    "INSERT INTO tls_failure (policy, type, mx_host, mx_address, our_address, sessions) VALUES (?, ?, ?, ?, ?, ?)",
                    policy,
                    why.type().name(),
                    why.mxHost(),
                    why.mxAddress(),
                    why.ourAddress(),
                    count);
        }
    }

    /** The days of destinations. */
    public ReportDays days() {
        return new ReportDays(database, "tls_policy", "tls_told", "destination");
    }

    /** What came of each policy. */
    public List<TlsReport.PolicyResult> of(ReportDay of) {
        record Row(long id, TlsReport.Policy policy, long successful, long failed) {}
        return database.read(sql -> sql
                .query(
                        "SELECT id, type, domain, strings, mx_hosts, successful, failed FROM tls_policy"
                                + " WHERE day = ? AND destination = ? ORDER BY id",
                        row -> new Row(
                                row.integer(0),
                                new TlsReport.Policy(
                                        TlsReport.PolicyType.valueOf(row.text(1)),
                                        lines(row.text(3)),
                                        row.text(2),
                                        lines(row.text(4))),
                                row.integer(5),
                                row.integer(6)),
                        of.day().toEpochDay(),
                        of.domain().ascii())
                .stream()
                .map(row -> new TlsReport.PolicyResult(
                        row.policy(), row.successful(), row.failed(), failures(sql, row.id())))
                .toList());
    }

    private static List<TlsReport.Failure> failures(Sql sql, long policy) {
        return sql.query(
                "SELECT type, our_address, mx_host, mx_address, sessions FROM tls_failure WHERE policy = ?"
                        + " ORDER BY sessions DESC, type, mx_host, mx_address",
                row -> new TlsReport.Failure(
                        TlsFailure.valueOf(row.text(0)),
                        optional(row.text(1)),
                        optional(row.text(2)),
                        optional(row.text(3)),
                        row.integer(4),
                        Optional.empty(),
                        Optional.empty()),
                policy);
    }

    private static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split("\n", -1));
    }

    private static Optional<String> optional(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
