package org.letterlock.engine.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.Changes;
import org.letterlock.engine.store.AccountStore.CopyOutcome;
import org.letterlock.engine.store.AccountStore.CopyResult;
import org.letterlock.engine.store.AccountStore.FlagChange;
import org.letterlock.engine.store.AccountStore.FlagResult;
import org.letterlock.engine.store.AccountStore.FlagState;
import org.letterlock.engine.store.AccountStore.MailboxId;

/** The places of messages in mailboxes: UIDs, flags, what changed, copies and expunges. */
final class Entries {

    private final Ledger ledger;
    private final Caretaker caretaker;

    Entries(Ledger ledger, Caretaker caretaker) {
        this.ledger = ledger;
        this.caretaker = caretaker;
    }

    Optional<Changes> changes(MailboxId id, ModSeq since) {
        return ledger.read(sql -> MailboxState.load(sql, id.value()).map(mailbox -> {
            if (since.compareTo(mailbox.highestModSeq()) >= 0) {
                return new Changes(mailbox.highestModSeq(), List.of(), UidSet.EMPTY);
            }
            Keywords keywords = mailbox.keywords();
            List<FlagState> changed = EntryRow.changed(sql, mailbox, since).stream()
                    .map(entry -> entry.state(keywords, entry.created() > since.value()))
                    .toList();
            UidSet vanished =
                    since.value() < mailbox.forgotten() ? gaps(sql, mailbox) : expunged(sql, mailbox, since.value());
            return new Changes(mailbox.highestModSeq(), changed, vanished);
        }));
    }

    private static UidSet expunged(Sql sql, MailboxState mailbox, long since) {
        List<Long> uids = sql.query(
                "SELECT uid FROM expunged WHERE mailbox = ? AND modseq > ?",
                row -> row.integer(0),
                mailbox.id(),
                since);
        return UidSet.of(uids.stream().mapToLong(Long::longValue).toArray());
    }

    /** Every UID that was given and is not there (RFC 7162 §3.2.10.2 allows to say more than happened). */
    private static UidSet gaps(Sql sql, MailboxState mailbox) {
        List<UidSet.Range> gaps = new ArrayList<>();
        long[] next = {1};
        sql.each(
                "SELECT uid FROM entry WHERE mailbox = ? ORDER BY uid",
                row -> {
                    if (row.integer(0) > next[0]) {
                        gaps.add(new UidSet.Range(next[0], row.integer(0) - 1));
                    }
                    next[0] = row.integer(0) + 1;
                },
                mailbox.id());
        if (next[0] < mailbox.uidNext()) {
            gaps.add(new UidSet.Range(next[0], mailbox.uidNext() - 1));
        }
        return UidSet.of(gaps);
    }

    FlagResult changeFlags(
            MailboxId id, UidSet uids, FlagChange how, Set<Flag> flags, Optional<ModSeq> unchangedSince) {
        if (!Keywords.acceptable(flags)) {
            return tooManyKeywords();
        }
        long limit = unchangedSince.map(ModSeq::value).orElse(Long.MAX_VALUE);
        return ledger.change(change -> {
            Optional<MailboxState> found = change.mailbox(id);
            if (found.isEmpty()) {
                return new FlagResult(List.of(), UidSet.EMPTY, false);
            }
            MailboxState mailbox = found.get();
            Optional<String> keywords = how == FlagChange.REMOVE
                    ? Optional.of(marks(mailbox.keywords(), flags))
                    : mailbox.keywords().encode(flags);
            if (keywords.isEmpty()) {
                return tooManyKeywords();
            }
            List<FlagState> states = new ArrayList<>();
            List<Long> modified = new ArrayList<>();
            int bits = FlagBits.of(flags);
            for (EntryRow entry : EntryRow.among(change.sql(), mailbox, uids)) {
                if (entry.modSeq() > limit) {
                    modified.add(entry.uid());
                } else {
                    states.add(apply(change, mailbox, entry, how, bits, keywords.get()));
                }
            }
            return new FlagResult(states, set(modified), false);
        });
    }

    private static FlagResult tooManyKeywords() {
        return new FlagResult(List.of(), UidSet.EMPTY, true);
    }

    private static String marks(Keywords keywords, Set<Flag> flags) {
        StringBuilder marks = new StringBuilder();
        flags.forEach(flag -> keywords.mark(flag).ifPresent(marks::append));
        return marks.toString();
    }

    private static FlagState apply(
            Change change, MailboxState mailbox, EntryRow entry, FlagChange how, int bits, String keywords) {
        int newBits = switch (how) {
            case REPLACE -> bits;
            case ADD -> entry.flags() | bits;
            case REMOVE -> entry.flags() & ~bits;
        };
        String newKeywords = switch (how) {
            case REPLACE -> keywords;
            case ADD -> Keywords.union(entry.keywords(), keywords);
            case REMOVE -> Keywords.without(entry.keywords(), keywords);
        };
        if (newBits == entry.flags() && newKeywords.equals(entry.keywords())) {
            return entry.state(mailbox.keywords(), false);
        }
        Learning.reflagged(change, mailbox, entry, newBits, newKeywords);
        return change.reflag(mailbox, entry, newBits, newKeywords);
    }

    CopyOutcome copy(MailboxId from, UidSet uids, MailboxId to) {
        return ledger.change(change -> {
            Optional<MailboxState> target = change.mailbox(to);
            if (target.isEmpty()) {
                return new CopyOutcome.MailboxGone();
            }
            List<EntryRow> entries = entries(change, from, uids);
            Usage more = entries.stream().map(entry -> Usage.of(entry.size())).reduce(Usage.NONE, Usage::plus);
            return ledger.allowance().ceiling().admits(change.usageWithoutMoved(), more)
                    ? new CopyOutcome.Copied(transfer(change, from, entries, target.get(), false))
                    : new CopyOutcome.OverQuota();
        });
    }

    Optional<CopyResult> move(MailboxId from, UidSet uids, MailboxId to) {
        return ledger.change(change ->
                change.mailbox(to).map(target -> transfer(change, from, entries(change, from, uids), target, true)));
    }

    private static List<EntryRow> entries(Change change, MailboxId mailbox, UidSet uids) {
        return change.mailbox(mailbox)
                .map(state -> EntryRow.among(change.sql(), state, uids))
                .orElse(List.of());
    }

    private static CopyResult transfer(
            Change change, MailboxId from, List<EntryRow> entries, MailboxState target, boolean remove) {
        List<Uid> sources = new ArrayList<>();
        List<Uid> targets = new ArrayList<>();
        change.mailbox(from).ifPresent(source -> {
            for (EntryRow entry : entries) {
                sources.add(new Uid(entry.uid()));
                targets.add(new Uid(entry.copyTo(change, source, target)));
                Learning.moved(change, source, target, entry.message(), remove);
                if (remove) {
                    entry.remove(change, source);
                }
            }
        });
        return new CopyResult(target.uidValidity(), List.copyOf(sources), List.copyOf(targets));
    }

    Optional<Maildrop> maildrop(MailboxId id) {
        return ledger.read(sql -> MailboxState.load(sql, id.value()).map(mailbox -> {
            Maildrop maildrop = new Maildrop((int) mailbox.messages());
            sql.each(
                    "SELECT e.uid, e.message, e.saved, m.wire_size, CASE WHEN m.ascii_header THEN 0 ELSE m.header END FROM entry e CROSS JOIN message m ON m.id = e.message"
                            + " WHERE e.mailbox = ? ORDER BY e.uid",
                    row -> maildrop.add(row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4)),
                    mailbox.id());
            return maildrop;
        }));
    }

    boolean discard(MailboxId from, UidSet uids, MailboxId trash) {
        return ledger.change(change -> change.mailbox(trash)
                .map(target -> {
                    change.mailbox(from).ifPresent(source -> {
                        for (EntryRow entry : EntryRow.among(change.sql(), source, uids)) {
                            long uid = entry.copyTo(change, source, target);
                            change.sql()
                                    .update(
                                            "INSERT OR REPLACE INTO discarded (mailbox, uid, since) VALUES (?, ?, ?)",
                                            target.id(),
                                            uid,
                                            change.now());
                            entry.remove(change, source);
                        }
                    });
                    return true;
                })
                .orElse(false));
    }

    void remove(MailboxId from, UidSet uids) {
        ledger.change(change -> {
            change.mailbox(from)
                    .ifPresent(source ->
                            EntryRow.among(change.sql(), source, uids).forEach(entry -> entry.remove(change, source)));
            return true;
        });
        caretaker.wake();
    }

    UidSet expunge(MailboxId id, Optional<UidSet> only) {
        Predicate<EntryRow> deleted = entry -> (entry.flags() & FlagBits.DELETED) != 0;
        UidSet gone = ledger.change(change -> change.mailbox(id)
                .map(mailbox -> {
                    List<Long> uids = new ArrayList<>();
                    List<EntryRow> rows = only.map(uidSet -> EntryRow.among(change.sql(), mailbox, uidSet))
                            .orElseGet(() -> EntryRow.deleted(change.sql(), mailbox));
                    rows.stream().filter(deleted).forEach(entry -> {
                        entry.remove(change, mailbox);
                        uids.add(entry.uid());
                    });
                    return set(uids);
                })
                .orElse(UidSet.EMPTY));
        if (!gone.isEmpty()) {
            caretaker.wake();
        }
        return gone;
    }

    private static UidSet set(List<Long> uids) {
        return UidSet.of(uids.stream().mapToLong(Long::longValue).toArray());
    }
}
