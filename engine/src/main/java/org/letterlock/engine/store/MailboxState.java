package org.letterlock.engine.store;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.SpecialUse;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.MailboxStatus;

/** The row of a mailbox that can be selected, with its counters, inside one transaction. */
final class MailboxState {

    private final Sql sql;
    private final long id;
    private final boolean inbox;
    private final Optional<SpecialUse> use;
    private final long uidValidity;
    private final long objectId;
    private final long modSeq;
    private final long forgotten;
    private final Usage before;
    private long uidNext;
    private long messages;
    private long unseen;
    private long deleted;
    private long size;
    private boolean added;
    private boolean removed;
    private boolean reflagged;
    private Optional<Keywords> keywords = Optional.empty();
    private final List<Roll.Mark> marked = new ArrayList<>();
    private final List<Long> gone = new ArrayList<>();

    private MailboxState(Sql sql, Sql.Row row) {
        this.sql = sql;
        this.id = row.integer(0);
        this.uidValidity = row.integer(1);
        this.uidNext = row.integer(2);
        this.modSeq = row.integer(3);
        this.forgotten = row.integer(4);
        this.messages = row.integer(5);
        this.unseen = row.integer(6);
        this.deleted = row.integer(7);
        this.size = row.integer(8);
        this.before = held();
        this.objectId = row.integer(9);
        this.inbox = row.integer(10) != 0;
        this.use = row.optionalText(11).map(SpecialUse::valueOf);
    }

    static Optional<MailboxState> load(Sql sql, long id) {
        return sql.first(
                "SELECT id, uidvalidity, uidnext, modseq, forgotten, messages, unseen, deleted, size, objectid, name = 'INBOX', use FROM mailbox"
                        + " WHERE id = ? AND selectable = 1",
                row -> new MailboxState(sql, row),
                id);
    }

    long id() {
        return id;
    }

    boolean isInbox() {
        return inbox;
    }

    /** Whether it has this special use. */
    boolean isFor(SpecialUse wanted) {
        return use.filter(wanted::equals).isPresent();
    }

    long uidValidity() {
        return uidValidity;
    }

    long objectId() {
        return objectId;
    }

    long uidNext() {
        return uidNext;
    }

    long messages() {
        return messages;
    }

    long unseen() {
        return unseen;
    }

    /** The mod-sequence of the last change before this transaction. */
    ModSeq highestModSeq() {
        return new ModSeq(modSeq);
    }

    /** Expunges up to here are not listed one by one any more. */
    long forgotten() {
        return forgotten;
    }

    Keywords keywords() {
        Keywords loaded = keywords.orElseGet(() -> new Keywords(sql, id));
        keywords = Optional.of(loaded);
        return loaded;
    }

    /** The flags of an entry. Most have no keywords, and then those of the mailbox are not read. */
    Set<Flag> flags(int bits, String marks) {
        return marks.isEmpty() ? FlagBits.set(bits) : keywords().decode(bits, marks);
    }

    MailboxStatus status() {
        return new MailboxStatus(messages, unseen, deleted, size, uidNext, uidValidity, objectId, highestModSeq());
    }

    long takeUid() {
        return uidNext++;
    }

    void added(long uid, int flags, String marks, long octets) {
        added = true;
        count(flags, octets, 1);
        marked.add(new Roll.Mark(uid, flags(flags, marks)));
    }

    void removed(long uid, int flags, long octets) {
        removed = true;
        count(flags, octets, -1);
        gone.add(uid);
    }

    void reflagged(int before, Roll.Mark now, int after) {
        reflagged = true;
        count(before, 0, -1);
        count(after, 0, 1);
        marked.add(now);
    }

    /** What became of its entries by the change that has {@code newModSeq}. */
    Roll.News news(long newModSeq) {
        return new Roll.News(modSeq, newModSeq, marked, gone);
    }

    private void count(int flags, long octets, int sign) {
        messages += sign;
        size += sign * octets;
        unseen += (flags & FlagBits.SEEN) == 0 ? sign : 0;
        deleted += (flags & FlagBits.DELETED) != 0 ? sign : 0;
    }

    private Usage held() {
        return new Usage(size, messages);
    }

    /** How much more it holds than before this transaction. */
    Usage growth() {
        return held().minus(before);
    }

    boolean isChanged() {
        return added || removed || reflagged;
    }

    /** What became of its messages. */
    Set<Event> events() {
        MailboxId mailbox = new MailboxId(id);
        Set<Event> events = new LinkedHashSet<>();
        if (added) {
            events.add(new Event.MessageNew(mailbox));
        }
        if (removed) {
            events.add(new Event.MessageExpunge(mailbox));
        }
        if (reflagged) {
            events.add(new Event.FlagChange(mailbox));
        }
        return events;
    }

    void store(Sql to, long newModSeq) {
        to.update(
                "UPDATE mailbox SET uidnext = ?, modseq = ?, messages = ?, unseen = ?, deleted = ?, size = ? WHERE id = ?",
                uidNext,
                newModSeq,
                messages,
                unseen,
                deleted,
                size,
                id);
    }
}
