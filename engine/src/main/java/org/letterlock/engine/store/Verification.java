package org.letterlock.engine.store;

import java.util.ArrayList;
import java.util.List;
import org.letterlock.engine.sqlite.Sql;

/** Checks what must always hold in the file of an account, and says in words what does not. */
final class Verification {

    /** Queries that find what must not be: an id and, where it helps, two numbers. */
    private static final List<Check> CHECKS = List.of(
            new Check(
                    "mailbox {0}: its counters differ from its entries",
                    "SELECT m.id FROM mailbox m LEFT JOIN (SELECT mailbox, count(*) AS n, sum(flags & 1 = 0) AS u,"
                            + " sum(flags & 8 <> 0) AS d, sum(size) AS s FROM entry GROUP BY mailbox) e"
                            + " ON e.mailbox = m.id WHERE m.messages <> ifnull(e.n, 0) OR m.unseen <> ifnull(e.u, 0)"
                            + " OR m.deleted <> ifnull(e.d, 0) OR m.size <> ifnull(e.s, 0)"),
            new Check(
                    "mailbox {0}: has entries but cannot be selected",
                    "SELECT id FROM mailbox WHERE selectable = 0 AND (messages <> 0 OR use IS NOT NULL)"),
            new Check(
                    "mailbox {0}: its mod-sequence is beyond the account's",
                    "SELECT id FROM mailbox WHERE modseq > (SELECT modseq FROM account) OR created > modseq"),
            new Check(
                    "mailbox {0}: its UIDVALIDITY is beyond the account's",
                    "SELECT id FROM mailbox WHERE uidvalidity > (SELECT uidvalidity FROM account)"),
            new Check(
                    "mailbox {0}: an entry is beyond UIDNEXT or HIGHESTMODSEQ",
                    "SELECT DISTINCT m.id FROM entry e JOIN mailbox m ON m.id = e.mailbox"
                            + " WHERE e.uid >= m.uidnext OR e.modseq > m.modseq OR e.created > e.modseq OR e.uid < 1"),
            new Check(
                    "mailbox {0}: an expunged UID is there or beyond UIDNEXT",
                    "SELECT DISTINCT m.id FROM expunged x JOIN mailbox m ON m.id = x.mailbox WHERE x.uid >= m.uidnext"
                            + " OR x.modseq > m.modseq OR EXISTS (SELECT 1 FROM entry e WHERE e.mailbox = x.mailbox"
                            + " AND e.uid = x.uid)"),
            new Check(
                    "mailbox {0}: nothing is above it",
                    "SELECT id FROM mailbox m WHERE instr(name, '/') > 0 AND NOT EXISTS (SELECT 1 FROM mailbox p"
                            + " WHERE p.name = rtrim(rtrim(m.name, replace(m.name, '/', '')), '/'))"),
            new Check(
                    "message {0}: it is gone, and something is to be learned from it",
                    "SELECT message FROM lesson WHERE message NOT IN (SELECT id FROM message)"),
            new Check(
                    "the account learns nothing",
                    "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM learning WHERE length(key) = 16)"),
            new Check(
                    "message {0}: its state does not fit its entries",
                    "SELECT id FROM message m WHERE (state = 1) <> EXISTS (SELECT 1 FROM entry e"
                            + " WHERE e.message = m.id)"),
            new Check(
                    "message {0}: an entry has another size",
                    "SELECT DISTINCT m.id FROM entry e JOIN message m ON m.id = e.message WHERE e.size <> m.size"),
            new Check(
                    "message {0}: its size with CRLF does not fit its size",
                    "SELECT id FROM message WHERE wire_size NOT BETWEEN size AND 2 * size + 2"),
            new Check(
                    "message {0}: its pieces do not make its size",
                    "SELECT m.id FROM message m LEFT JOIN (SELECT id >> 20 AS message, count(*) AS n,"
                            + " sum(length) AS s, max(id & 1048575) AS last FROM piece GROUP BY id >> 20) p"
                            + " ON p.message = m.id LEFT JOIN header h ON h.message = m.id"
                            + " WHERE m.state = 1 AND (ifnull(p.n, 0) <> m.pieces"
                            + " OR h.length + ifnull(p.s, 0) IS NOT m.size OR ifnull(p.last, -1) <> m.pieces - 1)"),
            new Check(
                    "message {0}: its header has another length",
                    "SELECT m.id FROM message m JOIN header h ON h.message = m.id"
                            + " WHERE m.state = 1 AND h.length <> min(m.header, 65536)"),
            new Check(
                    "message {0}: its pieces leave a gap or overlap",
                    "SELECT DISTINCT message FROM (SELECT id >> 20 AS message, start, lag(start + length, 1,"
                            + " (SELECT length FROM header h WHERE h.message = id >> 20))"
                            + " OVER (PARTITION BY id >> 20 ORDER BY id) AS due FROM piece)"
                            + " WHERE start IS NOT due AND message IN (SELECT id FROM message WHERE state = 1)"),
            new Check(
                    "message {0}: pieces without it",
                    "SELECT DISTINCT id >> 20 FROM piece WHERE id >> 20 NOT IN (SELECT id FROM message)"),
            new Check(
                    "message {0}: a header without it",
                    "SELECT message FROM header WHERE message NOT IN (SELECT id FROM message)"),
            new Check(
                    "blob {0}: its references are counted wrong",
                    "SELECT id FROM blob b WHERE max(refs, 0) <> (SELECT count(*) FROM piece p WHERE p.blob = b.id)"
                            + " OR (refs > 0) = (sha256 IS NULL)"),
            new Check(
                    "blob {0}: its chunks do not make its length",
                    "SELECT b.id FROM blob b LEFT JOIN (SELECT id >> 20 AS blob, count(*) AS n,"
                            + " max(id & 1048575) AS last FROM blob_chunk GROUP BY id >> 20) c ON c.blob = b.id"
                            + " WHERE b.refs > 0 AND (ifnull(c.n, 0) <> (b.length + 49151) / 49152"
                            + " OR c.last <> c.n - 1)"),
            new Check(
                    "message {0}: a piece has another length than its attachment",
                    "SELECT id >> 20 FROM (SELECT p.id, p.length, p.line, 4 - p.format AS ending,"
                            + " (b.length + 2) / 3 * 4 AS characters FROM piece p JOIN blob b ON b.id = p.blob)"
                            + " WHERE length <> characters"
                            + " + iif(line = 0, 0, ending * ((characters - 1) / max(line, 1)))"),
            new Check(
                    "message {0}: a piece has a format that does not fit it",
                    "SELECT id >> 20 FROM piece WHERE (blob IS NULL) <> (format < 2)"
                            + " OR (blob IS NULL) <> (line IS NULL) OR (blob IS NULL) = (data IS NULL)"
                            + " OR format NOT BETWEEN 0 AND 3 UNION SELECT message FROM header WHERE format NOT BETWEEN 0 AND 1"),
            new Check(
                    "blob {0}: chunks without it",
                    "SELECT DISTINCT id >> 20 FROM blob_chunk WHERE id >> 20 NOT IN (SELECT id FROM blob)"),
            new Check(
                    "message {0}: neither indexed nor waiting for it",
                    "SELECT id FROM message m WHERE state = 1"
                            + " AND NOT EXISTS (SELECT 1 FROM unindexed u WHERE u.message = m.id)"
                            + " AND NOT EXISTS (SELECT 1 FROM search_text t WHERE t.id = m.id << 20)"),
            new Check(
                    "message {0}: text without it",
                    "SELECT DISTINCT id >> 20 FROM search_text WHERE id >> 20 NOT IN (SELECT id FROM message)"),
            new Check(
                    "message {0}: waits for the index and is not there",
                    "SELECT message FROM unindexed WHERE message NOT IN (SELECT id FROM message)"),
            new Check("message {0}: its thread is not given", "SELECT id FROM message WHERE state = 1 AND thread < 1"));

    private Verification() {}

    static List<String> run(Sql sql) {
        List<String> troubles = new ArrayList<>();
        for (Check check : CHECKS) {
            sql.each(
                    check.query() + " LIMIT 20",
                    row -> troubles.add(check.words().replace("{0}", Long.toString(row.integer(0)))));
        }
        keywords(sql, troubles);
        return troubles;
    }

    private static void keywords(Sql sql, List<String> troubles) {
        sql.query("SELECT id FROM mailbox", row -> row.integer(0)).forEach(mailbox -> {
            Keywords keywords = new Keywords(sql, mailbox);
            sql.each(
                    "SELECT DISTINCT keywords FROM entry WHERE mailbox = ? AND keywords <> ''",
                    row -> {
                        if (keywords.decode(0, row.text(0)).size()
                                != row.text(0).length()) {
                            troubles.add("mailbox " + mailbox + ": an entry has a keyword that the mailbox has not");
                        }
                    },
                    mailbox);
        });
    }

    private record Check(String words, String query) {}
}
