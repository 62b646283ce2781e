package org.letterlock.engine.queue;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.letterlock.engine.dmarc.DmarcPolicy;
import org.letterlock.engine.dmarc.PublishedPolicy;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.report.DmarcFeedback;
import org.letterlock.engine.report.DmarcReport.Disposition;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Sql;

/**
 * What came in the names of domains that want to be told of it, by the day in UTC, until they are (RFC 9990). Bounded: what is beyond the bounds is not told. Safe for any thread;
 * durable when a method returns.
 */
public final class DmarcTally {

    /** How many domains are counted for in a day. */
    static final int MOST_OF_DAY = 1_000;

    /** How many kinds of letters are told apart of a domain in a day. */
    static final int MOST_KINDS = 250;

    private static final String KIND =
            "source = ? AND disposition = ? AND dkim = ? AND spf = ? AND testing = ? AND author = ? AND sender = ?"
                    + " AND signatures = ? AND spf_result = ?";

    private final Database database;

    DmarcTally(Database database) {
        this.database = database;
    }

    /** A letter, and the policy of the domain that is told of it. */
    public record Letter(PublishedPolicy policy, DmarcFeedback.Kind kind) {}

    /**
     * What letters have in common.
     *
     * @param day when they came
     * @param policy of the domain that is told
     */
    public record Letters(LocalDate day, PublishedPolicy policy, DmarcFeedback.Kind kind) {}

    /** Counts letters. */
    public void add(Map<Letters, Long> counts) {
        database.write(sql -> {
            counts.forEach((letters, count) ->
                    policy(sql, letters.day(), letters.policy()).ifPresent(id -> add(sql, id, letters.kind(), count)));
            return 0;
        });
    }

    private static Optional<Long> policy(Sql sql, LocalDate day, PublishedPolicy policy) {
        Optional<Long> known = sql.first(
                "SELECT id FROM dmarc_policy WHERE day = ? AND domain = ?",
                row -> row.integer(0),
                day.toEpochDay(),
                policy.domain().ascii());
        if (known.isEmpty()
                && sql.count("SELECT COUNT(*) FROM dmarc_policy WHERE day = ?", day.toEpochDay()) >= MOST_OF_DAY) {
            return Optional.empty();
        }
        long id = known.orElseGet(() -> sql.insert(
                "INSERT INTO dmarc_policy (day, domain, own, below, missing, strict_dkim, strict_spf, testing,"
                        + " kinds) VALUES (?, ?, '', '', '', 0, 0, 0, 0)",
                day.toEpochDay(),
                policy.domain().ascii()));
        sql.update(
                "UPDATE dmarc_policy SET own = ?, below = ?, missing = ?, strict_dkim = ?, strict_spf = ?, testing = ?"
                        + " WHERE id = ?",
                policy.own().name(),
                policy.below().name(),
                policy.belowAndMissing().name(),
                flag(policy.strictDkim()),
                flag(policy.strictSpf()),
                flag(policy.testing()),
                id);
        return Optional.of(id);
    }

    private static void add(Sql sql, long policy, DmarcFeedback.Kind kind, long count) {
        Object[] what = {
            kind.source(),
            kind.disposition().name(),
            flag(kind.dkim()),
            flag(kind.spf()),
            flag(kind.testing()),
            kind.author().ascii(),
            kind.sender().map(DomainName::ascii).orElse(""),
            kind.signatures().stream()
                    .map(signature ->
                            signature.domain().ascii() + " " + signature.selector() + " " + signature.result())
                    .collect(Collectors.joining("\n")),
            kind.spfResult()
        };
        Object[] counted = join(new Object[] {count, policy}, what);
        int known = sql.update("UPDATE dmarc_letters SET letters = letters + ? WHERE policy = ? AND " + KIND, counted);
        if (known == 0
                && sql.update(
                                "UPDATE dmarc_policy SET kinds = kinds + 1 WHERE id = ? AND kinds < ?",
                                policy,
                                MOST_KINDS)
                        == 1) {
            sql.update(
                    "INSERT INTO dmarc_letters (letters, policy, source, disposition, dkim, spf, testing, author, sender,"
                            + " signatures, spf_result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    counted);
        }
    }

    private static Object[] join(Object[] first, Object[] second) {
        Object[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static int flag(boolean on) {
        return on ? 1 : 0;
    }

    /** The days of domains. */
    public ReportDays days() {
        return new ReportDays(database, "dmarc_policy", "dmarc_told", "domain");
    }

    /** The policy of the domain that was seen last on the day; empty where nothing was counted. */
    public Optional<PublishedPolicy> policy(ReportDay of) {
        return database.read(sql -> sql.first(
                "SELECT own, below, missing, strict_dkim, strict_spf, testing FROM dmarc_policy WHERE day = ? AND domain = ?",
                row -> new PublishedPolicy(
                        of.domain(),
                        DmarcPolicy.valueOf(row.text(0)),
                        DmarcPolicy.valueOf(row.text(1)),
                        DmarcPolicy.valueOf(row.text(2)),
                        row.integer(3) == 1,
                        row.integer(4) == 1,
                        row.integer(5) == 1),
                of.day().toEpochDay(),
                of.domain().ascii()));
    }

    /** How many letters of each kind came, most first. */
    public Map<DmarcFeedback.Kind, Long> of(ReportDay of) {
        record Row(DmarcFeedback.Kind kind, long letters) {}
        Map<DmarcFeedback.Kind, Long> letters = new LinkedHashMap<>();
        database.read(sql -> sql.query(
                        "SELECT source, disposition, dkim, spf, dmarc_letters.testing, author, sender, signatures, spf_result,"
                                + " letters FROM dmarc_letters JOIN dmarc_policy ON dmarc_policy.id = policy"
                                + " WHERE day = ? AND domain = ? ORDER BY letters DESC, source",
                        row -> new Row(
                                new DmarcFeedback.Kind(
                                        row.text(0),
                                        Disposition.valueOf(row.text(1)),
                                        row.integer(2) == 1,
                                        row.integer(3) == 1,
                                        row.integer(4) == 1,
                                        new DomainName(row.text(5)),
                                        DomainName.parse(row.text(6)),
                                        signatures(row.text(7)),
                                        row.text(8)),
                                row.integer(9)),
                        of.day().toEpochDay(),
                        of.domain().ascii()))
                .forEach(row -> letters.put(row.kind(), row.letters()));
        return letters;
    }

    private static List<DmarcFeedback.Signature> signatures(String lines) {
        return lines.lines()
                .map(line -> line.split(" ", -1))
                .map(words -> new DmarcFeedback.Signature(new DomainName(words[0]), words[1], words[2]))
                .toList();
    }
}
