package org.letterlock.engine.store;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.FlagState;

/** An entry as it stands in a transaction. */
record EntryRow(
        long uid, long message, int flags, String keywords, long modSeq, long created, long received, long size) {

    private static final String SELECT =
            "SELECT uid, message, flags, keywords, modseq, created, received, size FROM entry";

    private static EntryRow of(Sql.Row row) {
        return new EntryRow(
                row.integer(0),
                row.integer(1),
                (int) row.integer(2),
                row.text(3),
                row.integer(4),
                row.integer(5),
                row.integer(6),
                row.integer(7));
    }

    /** Every entry of a mailbox, ascending. */
    static List<EntryRow> all(Sql sql, MailboxState mailbox) {
        return sql.query(SELECT + " WHERE mailbox = ? ORDER BY uid", EntryRow::of, mailbox.id());
    }

    /** The entries flagged {@code \Deleted}, ascending. */
    static List<EntryRow> deleted(Sql sql, MailboxState mailbox) {
        return sql.query(SELECT + " WHERE mailbox = ? AND flags & 8 ORDER BY uid", EntryRow::of, mailbox.id());
    }

    /** The entries among {@code uids}, ascending. */
    static List<EntryRow> among(Sql sql, MailboxState mailbox, UidSet uids) {
        List<EntryRow> rows = new ArrayList<>();
        Consumer<Sql.Row> keep = row -> rows.add(of(row));
        for (UidSet.Range range : uids.ranges()) {
            if (range.first() < mailbox.uidNext()) {
                sql.each(
                        SELECT + " WHERE mailbox = ? AND uid BETWEEN ? AND ? ORDER BY uid",
                        keep,
                        mailbox.id(),
                        range.first(),
                        range.last());
            }
        }
        return rows;
    }

    /** The entries changed after {@code since}, ascending. */
    static List<EntryRow> changed(Sql sql, MailboxState mailbox, ModSeq since) {
        return sql.query(
                SELECT + " INDEXED BY entry_modseq WHERE mailbox = ? AND modseq > ? ORDER BY uid",
                EntryRow::of,
                mailbox.id(),
                since.value());
    }

    FlagState state(Keywords names, boolean isNew) {
        return new FlagState(new Uid(uid), names.decode(flags, keywords), new ModSeq(modSeq), isNew);
    }

    /** Makes an entry for the same message in {@code target} and gives its UID. Where that calls it junk, or calls it none, its keywords say so (RFC 9979). */
    long copyTo(Change change, MailboxState source, MailboxState target) {
        Set<Flag> named = new LinkedHashSet<>(source.keywords().decode(0, keywords));
        if (Learning.entersJunk(source, target)) {
            named.remove(Flag.NOT_JUNK);
            named.add(Flag.JUNK);
        } else if (Learning.leavesJunk(source, target)) {
            named.remove(Flag.JUNK);
            named.add(Flag.NOT_JUNK);
        }
        String translated = source == target ? keywords : target.keywords().encodeWhatFits(named);
        return change.addEntry(target, message, size, flags, translated, received);
    }

    void remove(Change change, MailboxState mailbox) {
        change.removeEntry(mailbox, uid, message, size, flags);
    }
}
