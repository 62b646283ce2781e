package org.letterlock.engine.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.crypto.SealKeyId;
import org.letterlock.engine.intake.Intake.EntryId;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.sqlite.Schema;
import org.letterlock.engine.sqlite.Sql;

/** The statements on the intake's tables. */
final class IntakeTables {

    static final Schema SCHEMA = new Schema(
            0x4c4c4901,
            List.of(List.of(
                    """
                    CREATE TABLE letter(
                      id INTEGER PRIMARY KEY,
                      name BLOB NOT NULL,
                      length INTEGER NOT NULL,
                      chunks INTEGER NOT NULL,
                      entries INTEGER NOT NULL)""",
                    "CREATE TABLE chunk(id INTEGER PRIMARY KEY, data BLOB NOT NULL)",
                    """
                    CREATE TABLE entry(
                      seq INTEGER PRIMARY KEY,
                      account TEXT NOT NULL,
                      letter INTEGER NOT NULL,
                      key INTEGER NOT NULL,
                      sealed BLOB NOT NULL)""",
                    "CREATE INDEX entry_by_account ON entry(account)")));

    /** The id of a chunk: its letter's id and a number below 2<sup>20</sup>. */
    private static final int NUMBER_BITS = 20;

    private IntakeTables() {}

    /** A letter without chunks and entries is one that is being written. */
    static long insertLetter(Sql sql, byte[] name, long length, long chunks, int entries) {
        return sql.insert(
                "INSERT INTO letter(name, length, chunks, entries) VALUES (?, ?, ?, ?)", name, length, chunks, entries);
    }

    static void insertChunk(Sql sql, long letter, long seq, byte[] data) {
        sql.update("INSERT INTO chunk(id, data) VALUES (?, ?)", chunkId(letter, seq), data);
    }

    private static long chunkId(long letter, long seq) {
        return (letter << NUMBER_BITS) + seq;
    }

    static void completeLetter(Sql sql, long letter, long length, long chunks, int entries) {
        sql.update(
                "UPDATE letter SET length = ?, chunks = ?, entries = ? WHERE id = ?", length, chunks, entries, letter);
    }

    static void insertEntry(Sql sql, long letter, LetterWriter.NewEntry entry) {
        sql.update(
                "INSERT INTO entry(account, letter, key, sealed) VALUES (?, ?, ?, ?)",
                entry.account().value(),
                letter,
                entry.key().value(),
                entry.sealed());
    }

    /** Removes a letter that is not referred to. */
    static void deleteLetter(Sql sql, long letter) {
        sql.update("DELETE FROM chunk WHERE id BETWEEN ? AND ?", chunkId(letter, 0), chunkId(letter + 1, 0) - 1);
        sql.update("DELETE FROM letter WHERE id = ?", letter);
    }

    static int deleteUnreferencedLetters(Sql sql) {
        List<Long> letters = sql.query("SELECT id FROM letter WHERE entries = 0", row -> row.integer(0));
        letters.forEach(letter -> deleteLetter(sql, letter));
        return letters.size();
    }

    /** Removes an entry, and its letter if no other entry refers to it. Empty where it is gone already. */
    static Optional<Removed> deleteEntry(Sql sql, EntryId id) {
        Optional<Referred> found = sql.first(
                "SELECT letter.id, length, entries, account FROM entry JOIN letter ON letter.id = entry.letter"
                        + " WHERE seq = ? AND name = ?",
                row -> new Referred(row.integer(0), row.integer(1), row.integer(2), new AccountId(row.text(3))),
                id.seq(),
                name(id));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Referred letter = found.get();
        sql.update("DELETE FROM entry WHERE seq = ?", id.seq());
        if (letter.entries() > 1) {
            sql.update("UPDATE letter SET entries = entries - 1 WHERE id = ?", letter.id());
            return Optional.of(new Removed(letter.account(), letter.length(), 0));
        }
        deleteLetter(sql, letter.id());
        return Optional.of(new Removed(letter.account(), letter.length(), letter.length()));
    }

    private static byte[] name(EntryId id) {
        return HexFormat.of().parseHex(id.letter());
    }

    static List<EntryId> waiting(Sql sql, AccountId account, long after, int limit) {
        return sql.query(
                "SELECT seq, name FROM entry JOIN letter ON letter.id = entry.letter"
                        + " WHERE account = ? AND seq > ? ORDER BY seq LIMIT ?",
                row -> new EntryId(row.integer(0), HexFormat.of().formatHex(row.bytes(1))),
                account.value(),
                after,
                limit);
    }

    /** What waits for each account that anything waits for. */
    static Map<AccountId, Usage> usages(Sql sql) {
        Map<AccountId, Usage> usages = new HashMap<>();
        sql.each(
                "SELECT account, total(length), count(*) FROM entry JOIN letter ON letter.id = entry.letter GROUP BY account",
                row -> usages.put(new AccountId(row.text(0)), new Usage((long) row.real(1), row.integer(2))));
        return usages;
    }

    static long totalLength(Sql sql) {
        return sql.first("SELECT total(length) FROM letter", row -> (long) row.real(0))
                .orElse(0L);
    }

    /** An entry, with the first chunk of its letter, which mostly is the only one. */
    static Optional<StoredEntry> entry(Sql sql, EntryId id) {
        return sql.first(
                "SELECT account, key, sealed, letter.id, name, length, chunks, ifnull(data, x'') FROM entry"
                        + " JOIN letter ON letter.id = entry.letter"
                        + " LEFT JOIN chunk ON chunk.id = letter.id << "
                        + NUMBER_BITS
                        + " WHERE seq = ? AND name = ?",
                row -> new StoredEntry(
                        new AccountId(row.text(0)),
                        new SealKeyId(row.integer(1)),
                        row.bytes(2),
                        row.integer(3),
                        row.bytes(4),
                        row.integer(5),
                        row.integer(6),
                        row.bytes(7)),
                id.seq(),
                name(id));
    }

    static Optional<byte[]> chunk(Sql sql, long letter, long seq) {
        return sql.first("SELECT data FROM chunk WHERE id = ?", row -> row.bytes(0), chunkId(letter, seq));
    }

    static Set<AccountId> recipients(Sql sql) {
        return new LinkedHashSet<>(sql.query("SELECT DISTINCT account FROM entry", row -> new AccountId(row.text(0))));
    }

    /** Counts the entries of each letter, and drops letters without entries and chunks without letter. One that is just being written is left alone. */
    static void countAgain(Sql sql) {
        sql.update("UPDATE letter SET entries = (SELECT count(*) FROM entry WHERE entry.letter = letter.id)"
                + " WHERE chunks > 0 AND entries <> (SELECT count(*) FROM entry WHERE entry.letter = letter.id)");
        sql.update("DELETE FROM letter WHERE chunks > 0 AND entries = 0");
        sql.update("DELETE FROM chunk WHERE NOT EXISTS (SELECT 1 FROM letter WHERE letter.id = chunk.id >> 20)");
    }

    /** The rows that contradict each other. */
    static List<String> complaints(Sql sql) {
        List<String> complaints = new ArrayList<>();
        complain(
                sql,
                complaints,
                "letter WHERE chunks > 0 AND entries <> (SELECT count(*) FROM entry WHERE entry.letter = letter.id)",
                "letters belong to others than they count, or to nobody");
        complain(sql, complaints, "letter WHERE chunks > 0 AND entries = 0", "letters belong to nobody");
        complain(
                sql,
                complaints,
                "letter WHERE chunks > 0 AND chunks <> (SELECT count(*) FROM chunk WHERE chunk.id"
                        + " BETWEEN letter.id << 20 AND (letter.id << 20) + chunks - 1)",
                "letters lack chunks");
        complain(
                sql,
                complaints,
                "chunk WHERE NOT EXISTS (SELECT 1 FROM letter WHERE letter.id = chunk.id >> 20)",
                "chunks belong to no letter");
        complain(
                sql,
                complaints,
                "entry LEFT JOIN letter ON letter.id = entry.letter WHERE ifnull(chunks, 0) = 0",
                "entries refer to a letter that is not whole");
        return complaints;
    }

    private static void complain(Sql sql, List<String> complaints, String rows, String what) {
        long count = sql.count("SELECT count(*) FROM " + rows);
        if (count > 0) {
            complaints.add(count + " " + what);
        }
    }

    private record Referred(long id, long length, long entries, AccountId account) {}

    /**
     * An entry that was removed.
     *
     * @param account whose it was
     * @param length of its letter
     * @param freed how many octets of letters went with it
     */
    record Removed(AccountId account, long length, long freed) {}

    /** An entry with its letter's row and first chunk. */
    record StoredEntry(
            AccountId account,
            SealKeyId key,
            byte[] sealed,
            long letter,
            byte[] name,
            long length,
            long chunks,
            byte[] first) {}
}
