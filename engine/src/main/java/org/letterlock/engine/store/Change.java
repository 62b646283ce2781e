package org.letterlock.engine.store;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.FlagState;
import org.letterlock.engine.store.AccountStore.MailboxId;

/** One transaction that changes the account. */
final class Change {

    private final Sql sql;
    private final long now;
    private final Map<Long, Optional<MailboxState>> mailboxes = new HashMap<>();
    private final Set<Event> events = new LinkedHashSet<>();
    private long modSeq;
    private long messages;
    private boolean resized;

    Change(Sql sql, long now) {
        this.sql = sql;
        this.now = now;
    }

    Sql sql() {
        return sql;
    }

    /** Milliseconds since 1970. */
    long now() {
        return now;
    }

    /** The mod-sequence of this change, taken from the account's counter at the first call. */
    long modSeq() {
        if (modSeq == 0) {
            sql.update("UPDATE account SET modseq = modseq + 1");
            modSeq = sql.first("SELECT modseq FROM account", row -> row.integer(0))
                    .orElseThrow();
        }
        return modSeq;
    }

    /** The id of a message that this change writes: as AUTOINCREMENT would give it, but known before the row is there. */
    long newMessage() {
        if (messages == 0) {
            messages = sql.first("SELECT seq FROM sqlite_sequence WHERE name = 'message'", row -> row.integer(0))
                    .orElse(0L);
        }
        return ++messages;
    }

    /** A mailbox that can be selected; empty when it is gone. What is counted in it is stored at the end. */
    Optional<MailboxState> mailbox(MailboxId id) {
        return mailboxes.computeIfAbsent(id.value(), value -> MailboxState.load(sql, value));
    }

    /** Forgets what was counted for a mailbox that this change deleted. */
    void drop(long mailbox) {
        resized = true;
        mailboxes.put(mailbox, Optional.empty());
    }

    /** Notes what watchers are told besides what becomes of messages. */
    void note(Event event) {
        events.add(event);
    }

    /** Puts an entry into a mailbox and gives its UID. */
    long addEntry(MailboxState mailbox, long message, long size, int flags, String keywords, long received) {
        long uid = mailbox.takeUid();
        sql.update(
                "INSERT INTO entry (mailbox, uid, message, flags, keywords, modseq, created, received, saved, size)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                mailbox.id(),
                uid,
                message,
                flags,
                keywords,
                modSeq(),
                modSeq(),
                received,
                now,
                size);
        mailbox.added(uid, flags, keywords, size);
        return uid;
    }

    /** Gives an entry other flags. */
    FlagState reflag(MailboxState mailbox, EntryRow entry, int flags, String keywords) {
        sql.update(
                "UPDATE entry SET flags = ?, keywords = ?, modseq = ? WHERE mailbox = ? AND uid = ?",
                flags,
                keywords,
                modSeq(),
                mailbox.id(),
                entry.uid());
        Set<Flag> decoded = mailbox.flags(flags, keywords);
        mailbox.reflagged(entry.flags(), new Roll.Mark(entry.uid(), decoded), flags);
        return new FlagState(new Uid(entry.uid()), decoded, new ModSeq(modSeq()), false);
    }

    /** Takes an entry out of a mailbox; its message is doomed when it was the last. */
    void removeEntry(MailboxState mailbox, long uid, long message, long size, int flags) {
        sql.update("DELETE FROM entry WHERE mailbox = ? AND uid = ?", mailbox.id(), uid);
        sql.update("INSERT INTO expunged (mailbox, modseq, uid) VALUES (?, ?, ?)", mailbox.id(), modSeq(), uid);
        doomIfUnused(message);
        mailbox.removed(uid, flags, size);
    }

    void doomIfUnused(long message) {
        sql.update(
                "UPDATE message SET state = 2 WHERE id = ? AND NOT EXISTS (SELECT 1 FROM entry WHERE message = ?)",
                message,
                message);
    }

    /** Makes the table that counts what moves in while the file is open: it lives in the memory of the connection that writes, and a change that fails takes back what it counted. */
    static boolean begin(Sql sql) {
        sql.execute("CREATE TEMP TABLE moved (octets INTEGER NOT NULL, messages INTEGER NOT NULL)");
        sql.update("INSERT INTO temp.moved VALUES (0, 0)");
        return true;
    }

    /** Notes that something moved in that waited for the account, and was counted there. */
    void move(Usage waited) {
        resized = true;
        sql.update(
                "UPDATE temp.moved SET octets = octets + ?, messages = messages + ?",
                waited.octets(),
                waited.messages());
    }

    /** What the account holds as this change stands, without what moved in since it was opened. */
    Usage usageWithoutMoved() {
        return mailboxes.values().stream()
                .flatMap(Optional::stream)
                .map(MailboxState::growth)
                .reduce(stored(sql), Usage::plus)
                .minus(moved(sql));
    }

    private static Usage moved(Sql sql) {
        return sql.first("SELECT octets, messages FROM temp.moved", row -> new Usage(row.integer(0), row.integer(1)))
                .orElse(Usage.NONE);
    }

    private static Usage stored(Sql sql) {
        return sql.first(
                        "SELECT ifnull(sum(size), 0), ifnull(sum(messages), 0) FROM mailbox",
                        row -> new Usage(row.integer(0), row.integer(1)))
                .orElse(Usage.NONE);
    }

    /** What the account holds, as it is stored. */
    static Ledger.Held held(Sql sql) {
        long modSeq =
                sql.first("SELECT modseq FROM account", row -> row.integer(0)).orElse(0L);
        return new Ledger.Held(modSeq, stored(sql), moved(sql));
    }

    /** What the account holds after {@link #finish}; empty where that is what it held before. */
    Optional<Ledger.Held> held() {
        return resized ? Optional.of(held(sql)) : Optional.empty();
    }

    /** Stores the counters, notes what became of the mailboxes, and says what happened. Nothing follows but the commit. */
    Set<Event> finish(Rolls rolls) {
        for (Optional<MailboxState> mailbox : mailboxes.values()) {
            mailbox.filter(MailboxState::isChanged).ifPresent(m -> {
                m.store(sql, modSeq());
                rolls.note(m.id(), m.news(modSeq()));
                resized |= !m.growth().equals(Usage.NONE);
                events.addAll(m.events());
            });
        }
        return events;
    }
}
