package org.letterlock.engine.store;

import java.util.List;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.MailboxId;

/** Empties the trash, erases messages that no entry refers to, unless somebody reads them, and forgets what is too old to matter. */
final class Eraser {

    /** How many pieces one step erases at most: about 16 MiB. */
    private static final int STEP = 256;

    /** How many free pages stay in the file for what comes next: 1 MiB. */
    private static final int KEPT_PAGES = 256;

    /** How many pages one step gives back. */
    private static final int RELEASED_PAGES = 128;

    private final Ledger ledger;
    private final Contents contents;
    private final TextIndex index;
    private final StoreLimits limits;

    Eraser(Ledger ledger, Contents contents, TextIndex index, StoreLimits limits) {
        this.ledger = ledger;
        this.contents = contents;
        this.index = index;
        this.limits = limits;
    }

    /** Dooms what an earlier process was writing when it died. */
    void doomUnfinished() {
        ledger.write(sql -> {
            Blobs.giveUpAll(sql);
            return sql.update("UPDATE message SET state = 2 WHERE state = 0");
        });
    }

    /** Takes one step. @return whether there may be more to do */
    boolean eraseSome() {
        List<Long> doomed = ledger
                .read(sql -> sql.query("SELECT id FROM message WHERE state = 2 ORDER BY id", row -> row.integer(0)))
                .stream()
                .filter(id -> !contents.isOpen(id))
                .limit(STEP)
                .toList();
        if (doomed.isEmpty()) {
            return eraseBlobs();
        }
        ledger.write(sql -> {
            int left = STEP;
            for (int i = 0; i < doomed.size() && left > 0; i++) {
                left -= erase(sql, doomed.get(i), left);
            }
            return left;
        });
        return true;
    }

    private boolean eraseBlobs() {
        return ledger.read(Blobs::hasUnused) && ledger.write(sql -> Blobs.erase(sql, STEP)) > 0;
    }

    /** Erases a message or its first pieces. @return how many pieces it took, or all of {@code limit} when there are more */
    private int erase(Sql sql, long message, int limit) {
        int texts = index.remove(sql, message, limit);
        if (texts >= limit) {
            return limit;
        }
        sql.query(
                        "SELECT blob FROM (SELECT blob FROM piece WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?)"
                                + " WHERE blob IS NOT NULL",
                        row -> row.integer(0),
                        Piece.id(message, 0),
                        Piece.lastId(message),
                        limit)
                .forEach(blob -> Blobs.release(sql, blob));
        int erased = sql.update(
                "DELETE FROM piece WHERE id IN (SELECT id FROM piece WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?)",
                Piece.id(message, 0),
                Piece.lastId(message),
                limit);
        if (erased < limit) {
            sql.update("DELETE FROM header WHERE message = ?", message);
            sql.update("DELETE FROM unindexed WHERE message = ?", message);
            sql.update("DELETE FROM lesson WHERE message = ?", message);
            sql.update("DELETE FROM message WHERE id = ? AND state = 2", message);
        }
        return Math.min(limit, erased + texts + 1);
    }

    /** Gives some free pages back to the disk. @return whether there are more than an account soon needs again */
    boolean releaseSome() {
        return ledger.database().freePages() > KEPT_PAGES
                && ledger.database().releaseSpace(RELEASED_PAGES) > KEPT_PAGES;
    }

    /** Takes some letters out of the trash that were discarded long ago. @return whether there may be more */
    boolean emptyTrash() {
        long oldest = ledger.clock().millis() - AccountStore.KEPT_IN_TRASH.toMillis();
        List<Long> due = ledger.read(sql -> sql.query(
                "SELECT since FROM discarded WHERE since <= ? ORDER BY since LIMIT ?",
                row -> row.integer(0),
                oldest,
                STEP));
        if (due.isEmpty()) {
            return false;
        }
        ledger.change(change -> {
            change.sql()
                    .query(
                            "SELECT e.mailbox, e.uid FROM discarded d JOIN entry e"
                                    + " ON e.mailbox = d.mailbox AND e.uid = d.uid AND e.saved = d.since WHERE d.since <= ?",
                            row -> new long[] {row.integer(0), row.integer(1)},
                            due.getLast())
                    .forEach(entry -> change.mailbox(new MailboxId(entry[0]))
                            .ifPresent(mailbox -> EntryRow.among(change.sql(), mailbox, UidSet.of(entry[1]))
                                    .forEach(row -> row.remove(change, mailbox))));
            return change.sql().update("DELETE FROM discarded WHERE since <= ?", due.getLast());
        });
        return true;
    }

    /** Forgets old expunges and deliveries. */
    void prune() {
        long oldest = ledger.clock().millis() - Arrivals.REMEMBERED.toMillis();
        while (ledger.read(sql -> hasDeliveryBefore(sql, oldest))) {
            ledger.write(sql -> sql.update(
                    "DELETE FROM delivered WHERE id IN (SELECT id FROM delivered ORDER BY id LIMIT ?) AND taken < ?",
                    STEP,
                    oldest));
        }
        List<Long> mailboxes = ledger.read(sql -> sql.query(
                "SELECT DISTINCT mailbox FROM expunged GROUP BY mailbox HAVING count(*) > ?",
                row -> row.integer(0),
                limits.history()));
        mailboxes.forEach(mailbox -> ledger.write(sql -> forget(sql, mailbox)));
    }

    private static boolean hasDeliveryBefore(Sql sql, long oldest) {
        return sql.first("SELECT taken FROM delivered ORDER BY id LIMIT 1", row -> row.integer(0) < oldest)
                .orElse(false);
    }

    private int forget(Sql sql, long mailbox) {
        long until = sql.first(
                        "SELECT modseq FROM expunged WHERE mailbox = ? ORDER BY modseq DESC LIMIT 1 OFFSET ?",
                        row -> row.integer(0),
                        mailbox,
                        limits.history())
                .orElse(0L);
        sql.update("UPDATE mailbox SET forgotten = max(forgotten, ?) WHERE id = ?", until, mailbox);
        return sql.update("DELETE FROM expunged WHERE mailbox = ? AND modseq <= ?", mailbox, until);
    }
}
