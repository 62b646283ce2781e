package org.letterlock.engine.store;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.MailboxView;

/**
 * What SELECT sees of a mailbox. The UIDs of the last few mailboxes are remembered as ranges, so that the next SELECT reads only what changed since: the
 * entries from the remembered UIDNEXT on, and the expunges after the remembered mod-sequence.
 */
final class Views {

    private static final int MOST_MAILBOXES = 4;

    /** A mailbox whose UIDs lie in more pieces is read whole each time, or what is remembered would grow with it. */
    private static final int MOST_RANGES = 10_000;

    private final Ledger ledger;

    /** The one that was seen last is at the end. Guarded by itself. */
    private final Map<MailboxId, Seen> remembered = new LinkedHashMap<>();

    Views(Ledger ledger) {
        this.ledger = ledger;
    }

    Optional<MailboxView> view(MailboxId id) {
        Optional<Seen> before = recall(id);
        return ledger.read(sql -> MailboxState.load(sql, id.value()).map(mailbox -> {
            Uids uids = before.filter(
                            seen -> seen.uidValidity() == mailbox.uidValidity() && seen.modSeq() >= mailbox.forgotten())
                    .map(seen -> changed(sql, mailbox, seen))
                    .filter(found -> found.all().length == mailbox.messages())
                    .orElseGet(() -> whole(sql, mailbox));
            remember(
                    id,
                    new Seen(
                            mailbox.uidValidity(),
                            UidSet.of(uids.all()),
                            uids.firstUnseen() < 0 ? mailbox.uidNext() : uids.all()[uids.firstUnseen()],
                            mailbox.uidNext(),
                            mailbox.highestModSeq().value()));
            return new MailboxView(
                    uids.all(),
                    uids.firstUnseen(),
                    mailbox.uidNext(),
                    mailbox.uidValidity(),
                    mailbox.objectId(),
                    mailbox.highestModSeq(),
                    mailbox.keywords().all());
        }));
    }

    private static Uids whole(Sql sql, MailboxState mailbox) {
        long[] all = new long[(int) mailbox.messages()];
        int[] count = {0};
        int[] firstUnseen = {-1};
        sql.each(
                "SELECT uid, flags & 1 FROM entry WHERE mailbox = ? ORDER BY uid",
                row -> {
                    if (firstUnseen[0] < 0 && !row.flag(1)) {
                        firstUnseen[0] = count[0];
                    }
                    all[count[0]++] = row.integer(0);
                },
                mailbox.id());
        return new Uids(all, firstUnseen[0]);
    }

    private static Uids changed(Sql sql, MailboxState mailbox, Seen seen) {
        List<Long> gone = sql.query(
                "SELECT uid FROM expunged WHERE mailbox = ? AND modseq > ?",
                row -> row.integer(0),
                mailbox.id(),
                seen.modSeq());
        List<Long> added = sql.query(
                "SELECT uid FROM entry WHERE mailbox = ? AND uid >= ? ORDER BY uid",
                row -> row.integer(0),
                mailbox.id(),
                seen.uidNext());
        UidSet kept = gone.isEmpty() ? seen.uids() : seen.uids().without(set(gone));
        long[] all = LongStream.concat(kept.stream(), added.stream().mapToLong(Long::longValue))
                .toArray();
        return new Uids(all, firstUnseen(sql, mailbox, seen, all));
    }

    /** Before the one that was the first, only those whose flags changed can be unseen. */
    private static int firstUnseen(Sql sql, MailboxState mailbox, Seen seen, long[] all) {
        if (mailbox.unseen() == 0) {
            return -1;
        }
        Optional<Long> earlier = sql.first(
                "SELECT min(uid) FROM entry WHERE mailbox = ? AND modseq > ? AND flags & 1 = 0 AND uid < ?"
                        + " HAVING min(uid) IS NOT NULL",
                row -> row.integer(0),
                mailbox.id(),
                seen.modSeq(),
                seen.firstUnseen());
        return earlier.or(() -> sql.first(
                        "SELECT uid FROM entry WHERE mailbox = ? AND uid >= ? AND flags & 1 = 0 ORDER BY uid LIMIT 1",
                        row -> row.integer(0),
                        mailbox.id(),
                        seen.firstUnseen()))
                .map(uid -> Arrays.binarySearch(all, uid))
                .orElse(-1);
    }

    private static UidSet set(List<Long> uids) {
        return UidSet.of(uids.stream().mapToLong(Long::longValue).toArray());
    }

    private Optional<Seen> recall(MailboxId id) {
        synchronized (remembered) {
            return Optional.ofNullable(remembered.get(id));
        }
    }

    private void remember(MailboxId id, Seen seen) {
        synchronized (remembered) {
            remembered.remove(id);
            if (seen.uids().ranges().size() <= MOST_RANGES) {
                remembered.put(id, seen);
            }
            if (remembered.size() > MOST_MAILBOXES) {
                remembered.remove(remembered.keySet().iterator().next());
            }
        }
    }

    /** The UIDs of a mailbox, ascending, and where among them the first is that has not {@code \Seen}, or -1. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Uids(long[] all, int firstUnseen) {}

    /** A mailbox as it was: {@code firstUnseen} is a UID, or {@code uidNext} where all were seen. */
    private record Seen(long uidValidity, UidSet uids, long firstUnseen, long uidNext, long modSeq) {}
}
