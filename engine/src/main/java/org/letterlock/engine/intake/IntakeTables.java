package org.letterlock.engine.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.sqlite.Schema;
import org.letterlock.engine.sqlite.Sql;

/** The statements on the intake's tables. */
final class IntakeTables {

    static final Schema SCHEMA = new Schema(
            0x4c4c4901,
            List.of(List.of(
                    """
                    CREATE TABLE letter(
                      id INTEGER PRIMARY KEY AUTOINCREMENT,
                      name BLOB NOT NULL UNIQUE,
                      length INTEGER NOT NULL,
                      chunks INTEGER NOT NULL)""",
                    """
                    CREATE TABLE chunk(
                      letter INTEGER NOT NULL REFERENCES letter(id) ON DELETE CASCADE,
                      seq INTEGER NOT NULL,
                      data BLOB NOT NULL,
                      UNIQUE(letter, seq))""",
                    """
                    CREATE TABLE entry(
                      seq INTEGER PRIMARY KEY AUTOINCREMENT,
                      id TEXT NOT NULL UNIQUE,
                      account TEXT NOT NULL,
                      letter INTEGER NOT NULL REFERENCES letter(id),
                      sealed BLOB NOT NULL)""",
                    "CREATE INDEX entry_by_account ON entry(account, seq)",
                    "CREATE INDEX entry_by_letter ON entry(letter)")));

    private IntakeTables() {}

    static long insertLetter(Sql sql, byte[] name) {
        return sql.insert("INSERT INTO letter(name, length, chunks) VALUES (?, 0, 0)", name);
    }

    static void insertChunk(Sql sql, long letter, long seq, byte[] data) {
        sql.update("INSERT INTO chunk(letter, seq, data) VALUES (?, ?, ?)", letter, seq, data);
    }

    static void completeLetter(Sql sql, long letter, long length, long chunks) {
        sql.update("UPDATE letter SET length = ?, chunks = ? WHERE id = ?", length, chunks, letter);
    }

    static void insertEntry(Sql sql, String id, AccountId account, long letter, byte[] sealed) {
        sql.update(
                "INSERT INTO entry(id, account, letter, sealed) VALUES (?, ?, ?, ?)",
                id,
                account.value(),
                letter,
                sealed);
    }

    /** Removes a letter that is not referred to. */
    static void deleteLetter(Sql sql, long letter) {
        sql.update("DELETE FROM letter WHERE id = ?", letter);
    }

    static int deleteUnreferencedLetters(Sql sql) {
        return sql.update("DELETE FROM letter WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.letter = letter.id)");
    }

    /** Removes an entry, and its letter if no other entry refers to it. Says how many octets of letters that freed. */
    static long deleteEntry(Sql sql, String id) {
        Optional<Long> letter = sql.first("SELECT letter FROM entry WHERE id = ?", row -> row.integer(0), id);
        if (letter.isEmpty()) {
            return 0;
        }
        sql.update("DELETE FROM entry WHERE id = ?", id);
        Optional<Long> free = sql.first(
                "SELECT length FROM letter WHERE id = ? AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.letter = letter.id)",
                row -> row.integer(0),
                letter.get());
        free.ifPresent(length -> deleteLetter(sql, letter.get()));
        return free.orElse(0L);
    }

    static List<String> waiting(Sql sql, AccountId account, int limit) {
        return sql.query(
                "SELECT id FROM entry WHERE account = ? ORDER BY seq LIMIT ?",
                row -> row.text(0),
                account.value(),
                limit);
    }

    static long waitingCount(Sql sql, AccountId account) {
        return sql.first("SELECT count(*) FROM entry WHERE account = ?", row -> row.integer(0), account.value())
                .orElse(0L);
    }

    static long totalLength(Sql sql) {
        return sql.first("SELECT total(length) FROM letter", row -> (long) row.real(0))
                .orElse(0L);
    }

    static Optional<StoredEntry> entry(Sql sql, String id) {
        return sql.first(
                "SELECT account, sealed, letter.id, name, length, chunks FROM entry JOIN letter ON letter.id = entry.letter WHERE entry.id = ?",
                row -> new StoredEntry(
                        new AccountId(row.text(0)),
                        row.bytes(1),
                        row.integer(2),
                        row.bytes(3),
                        row.integer(4),
                        row.integer(5)),
                id);
    }

    static Optional<byte[]> chunk(Sql sql, long letter, long seq) {
        return sql.first("SELECT data FROM chunk WHERE letter = ? AND seq = ?", row -> row.bytes(0), letter, seq);
    }

    /** The rows that contradict each other. */
    static List<String> complaints(Sql sql) {
        List<String> complaints = new ArrayList<>(sql.query(
                "SELECT count(*) FROM letter WHERE chunks > 0 AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.letter = letter.id)"
                        + " HAVING count(*) > 0",
                row -> row.integer(0) + " letters belong to nobody"));
        complaints.addAll(sql.query(
                "SELECT count(*) FROM letter WHERE chunks > 0 AND (chunks <> (SELECT count(*) FROM chunk WHERE chunk.letter = letter.id)"
                        + " OR chunks <> (SELECT max(seq) + 1 FROM chunk WHERE chunk.letter = letter.id)) HAVING count(*) > 0",
                row -> row.integer(0) + " letters lack chunks"));
        complaints.addAll(sql.query(
                "SELECT count(*) FROM entry JOIN letter ON letter.id = entry.letter WHERE chunks = 0 HAVING count(*) > 0",
                row -> row.integer(0) + " entries refer to a letter that is not whole"));
        return complaints;
    }

    /** An entry with its letter's row. */
    record StoredEntry(AccountId account, byte[] sealed, long letter, byte[] name, long length, long chunks) {}
}
