package org.letterlock.engine.store;

import java.util.List;
import java.util.OptionalLong;
import org.letterlock.engine.sqlite.Sql;

/** Rebuilds what follows from the rest of an account's file: counters, references, the text index. Octets of messages are left alone. */
final class Repair {

    private static final int SEGMENTS = 64;

    private static final List<String> COUNTERS = List.of(
            // An attachment that nothing refers to gives up its hash, too, as one that is to be erased.
            "UPDATE blob SET refs = (SELECT count(*) FROM piece p WHERE p.blob = blob.id),"
                    + " sha256 = iif(EXISTS (SELECT 1 FROM piece p WHERE p.blob = blob.id), sha256, NULL)"
                    + " WHERE max(refs, 0) <> (SELECT count(*) FROM piece p WHERE p.blob = blob.id)",
            "UPDATE mailbox SET"
                    + " messages = (SELECT count(*) FROM entry e WHERE e.mailbox = mailbox.id),"
                    + " unseen = (SELECT count(*) FROM entry e WHERE e.mailbox = mailbox.id AND e.flags & 1 = 0),"
                    + " deleted = (SELECT count(*) FROM entry e WHERE e.mailbox = mailbox.id AND e.flags & 8 <> 0),"
                    + " size = (SELECT ifnull(sum(e.size), 0) FROM entry e WHERE e.mailbox = mailbox.id)",
            // What no entry refers to is erased by the caretaker, as if its last entry had gone just now.
            "UPDATE message SET state = 2 WHERE state = 1 AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.message = message.id)",
            "UPDATE message SET state = 1 WHERE state <> 1 AND EXISTS (SELECT 1 FROM entry e WHERE e.message = message.id)",
            "DELETE FROM blob_chunk WHERE id >> 20 NOT IN (SELECT id FROM blob)",
            "DELETE FROM header WHERE message NOT IN (SELECT id FROM message)",
            "DELETE FROM piece WHERE id >> 20 NOT IN (SELECT id FROM message)",
            "DELETE FROM search_text WHERE id >> 20 NOT IN (SELECT id FROM message)",
            "DELETE FROM unindexed WHERE message NOT IN (SELECT id FROM message)",
            "INSERT OR IGNORE INTO unindexed SELECT id FROM message m WHERE state = 1"
                    + " AND NOT EXISTS (SELECT 1 FROM search_text t WHERE t.id = m.id << 20)");

    private Repair() {}

    /** Counts again, and empties the text index. */
    static boolean count(Sql sql) {
        COUNTERS.forEach(sql::update);
        sql.update("INSERT INTO search_index (search_index) VALUES ('delete-all')");
        return true;
    }

    /**
     * Puts some stored texts into the empty index.
     *
     * @param after the last that is in it; -1 for none
     * @return the last that is in it now; empty when all are
     */
    static OptionalLong index(Sql sql, long after) {
        record Segment(long id, byte[] data) {}
        List<Segment> segments = sql.query(
                "SELECT id, data FROM search_text WHERE id > ? ORDER BY id LIMIT ?",
                row -> new Segment(row.integer(0), row.bytes(1)),
                after,
                SEGMENTS);
        try (Unpacker unpacker = new Unpacker()) {
            for (Segment segment : segments) {
                sql.update(
                        "INSERT INTO search_index (rowid, text) VALUES (?, ?)",
                        segment.id(),
                        LetterText.unpacked(segment.data(), unpacker));
            }
        }
        return segments.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(segments.getLast().id());
    }
}
