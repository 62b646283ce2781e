package org.letterlock.engine.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.SpecialUse;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.Mailbox;
import org.letterlock.engine.store.AccountStore.MailboxChange;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.MailboxStatus;

/** The tree of mailboxes and the subscriptions. */
final class Mailboxes {

    /** How many mailboxes an account may have. */
    static final int LIMIT = 5_000;

    private static final MailboxName TRASH = new MailboxName("Trash");

    private final Ledger ledger;

    Mailboxes(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Makes those that every account begins with. */
    void createDefaults() {
        ledger.change(change -> {
            insert(change, MailboxName.INBOX, Optional.empty());
            subscribe(change, MailboxName.INBOX);
            Map<String, SpecialUse> defaults = new TreeMap<>(Map.of(
                    "Archive",
                    SpecialUse.ARCHIVE,
                    "Drafts",
                    SpecialUse.DRAFTS,
                    "Junk",
                    SpecialUse.JUNK,
                    "Sent",
                    SpecialUse.SENT,
                    TRASH.value(),
                    SpecialUse.TRASH));
            defaults.forEach((name, use) -> {
                insert(change, new MailboxName(name), Optional.of(use));
                subscribe(change, new MailboxName(name));
            });
            return MailboxChange.DONE;
        });
    }

    List<Mailbox> list() {
        List<Mailbox> mailboxes = new ArrayList<>(ledger.read(Mailboxes::load).values());
        mailboxes.sort((a, b) -> {
            boolean first = a.name().equals(MailboxName.INBOX);
            boolean second = b.name().equals(MailboxName.INBOX);
            return first == second ? a.name().compareTo(b.name()) : first ? -1 : 1;
        });
        return List.copyOf(mailboxes);
    }

    Optional<Mailbox> find(MailboxName name) {
        return ledger.read(sql ->
                sql.first(SELECT + " WHERE m.name = ?", row -> mailbox(row, hasChildren(sql, name)), name.value()));
    }

    Optional<Mailbox> find(MailboxId id) {
        return ledger.read(sql -> sql.first(
                SELECT + " WHERE m.id = ?",
                row -> mailbox(row, hasChildren(sql, new MailboxName(row.text(1)))),
                id.value()));
    }

    void noteSeen() {
        if (!seen()) {
            try {
                ledger.write(sql -> sql.update("UPDATE account SET seen = 1"));
            } catch (DatabaseException e) {
                // Nobody is kept out for it: the next one notes it.
                if (e.reason() != DatabaseException.Reason.FULL) {
                    throw e;
                }
            }
        }
    }

    boolean seen() {
        return ledger.read(sql ->
                sql.first("SELECT 1 FROM account WHERE seen = 1", row -> true).isPresent());
    }

    /** The mailbox of a use; empty where there is none that can be selected. */
    static Optional<MailboxId> withUse(Sql sql, SpecialUse use) {
        return sql.first(
                "SELECT id FROM mailbox WHERE use = ? AND selectable = 1",
                row -> new MailboxId(row.integer(0)),
                use.name());
    }

    /** The mailbox for trash, made where there is none; empty where its name or the number of mailboxes forbids that. */
    Optional<MailboxId> trash() {
        return withUse(SpecialUse.TRASH).or(() -> {
            create(TRASH, Set.of(SpecialUse.TRASH));
            return withUse(SpecialUse.TRASH)
                    .or(() -> find(TRASH).filter(Mailbox::selectable).map(Mailbox::id));
        });
    }

    private Optional<MailboxId> withUse(SpecialUse use) {
        return ledger.read(sql -> withUse(sql, use));
    }

    MailboxStatus status(MailboxId mailbox) {
        return ledger.read(sql -> MailboxState.load(sql, mailbox.value()))
                .map(MailboxState::status)
                .orElse(new MailboxStatus(0, 0, 0, 0, 1, 1, 1, ModSeq.ZERO));
    }

    long deletedSize(MailboxId mailbox) {
        return ledger.read(sql -> sql.first(
                        "SELECT ifnull(sum(size), 0) FROM entry WHERE mailbox = ? AND flags & 8",
                        row -> row.integer(0),
                        mailbox.value()))
                .orElse(0L);
    }

    MailboxChange create(MailboxName name, Set<SpecialUse> uses) {
        if (name.equals(MailboxName.INBOX)) {
            return MailboxChange.INBOX;
        }
        return ledger.change(change -> {
            Sql sql = change.sql();
            Map<String, Mailbox> all = load(sql);
            Mailbox there = all.get(name.value());
            if (there != null && there.selectable()) {
                return MailboxChange.ALREADY_EXISTS;
            }
            Optional<SpecialUse> use = uses.stream().findFirst();
            if (uses.size() > 1 || use.filter(u -> !canBeGiven(u, all)).isPresent()) {
                return MailboxChange.USE_TAKEN;
            }
            if (use.isPresent() && name.parent().isPresent()) {
                return MailboxChange.USE_BELOW_ROOT;
            }
            if (all.size() + missing(name, all).size() > LIMIT) {
                return MailboxChange.LIMIT;
            }
            insertMissing(change, name, all);
            if (there != null) {
                makeSelectable(change, there.id().value(), use);
            } else {
                insert(change, name, use);
            }
            noteNamed(change, name);
            return MailboxChange.DONE;
        });
    }

    MailboxChange delete(MailboxName name) {
        if (name.equals(MailboxName.INBOX)) {
            return MailboxChange.INBOX;
        }
        return ledger.change(change -> {
            Map<String, Mailbox> all = load(change.sql());
            Mailbox mailbox = all.get(name.value());
            if (mailbox == null || !mailbox.selectable()) {
                return MailboxChange.NONEXISTENT;
            }
            long id = mailbox.id().value();
            List<Long> messages = change.sql()
                    .query("SELECT DISTINCT message FROM entry WHERE mailbox = ?", row -> row.integer(0), id);
            change.sql().update("DELETE FROM entry WHERE mailbox = ?", id);
            messages.forEach(change::doomIfUnused);
            change.drop(id);
            change.note(new Event.MessageExpunge(mailbox.id()));
            noteNamed(change, name);
            change.modSeq();
            change.sql().update("DELETE FROM mailbox WHERE id = ?", id);
            if (mailbox.hasChildren()) {
                // Under another id: who has the mailbox selected finds it gone, also when the name is made a mailbox
                // again.
                change.sql()
                        .update(
                                "UPDATE mailbox SET selectable = 0 WHERE id = ?",
                                insert(change, name, Optional.empty()));
            } else {
                all.remove(name.value());
                removeEmptyAbove(change, name, all);
            }
            return MailboxChange.DONE;
        });
    }

    /** Removes what was kept only for a mailbox below it that is gone now. */
    private static void removeEmptyAbove(Change change, MailboxName gone, Map<String, Mailbox> all) {
        for (Optional<MailboxName> up = gone.parent();
                up.isPresent();
                up = up.get().parent()) {
            MailboxName name = up.get();
            Mailbox mailbox = all.get(name.value());
            if (mailbox == null
                    || mailbox.selectable()
                    || all.values().stream().anyMatch(m -> m.name().isBelow(name))) {
                return;
            }
            change.sql().update("DELETE FROM mailbox WHERE id = ?", mailbox.id().value());
            noteNamed(change, name);
            all.remove(name.value());
        }
    }

    MailboxChange rename(MailboxName from, MailboxName to) {
        if (to.equals(MailboxName.INBOX)) {
            return MailboxChange.ALREADY_EXISTS;
        }
        return ledger.change(change -> {
            Map<String, Mailbox> all = load(change.sql());
            Mailbox mailbox = all.get(from.value());
            if (mailbox == null) {
                return MailboxChange.NONEXISTENT;
            }
            if (all.containsKey(to.value())) {
                return MailboxChange.ALREADY_EXISTS;
            }
            if (all.size() + missing(to, all).size() + 1 > LIMIT) {
                return MailboxChange.LIMIT;
            }
            if (mailbox.use().isPresent() && to.parent().isPresent()) {
                return MailboxChange.USE_BELOW_ROOT;
            }
            if (from.equals(MailboxName.INBOX)) {
                insertMissing(change, to, all);
                long target = insert(change, to, Optional.empty());
                moveAll(change, mailbox.id(), new MailboxId(target));
                Annotations.copy(change, mailbox.id().value(), target);
                change.note(new Event.NameChange(to, Optional.of(from)));
                return MailboxChange.DONE;
            }
            return renameTree(change, from, to, all);
        });
    }

    private static MailboxChange renameTree(Change change, MailboxName from, MailboxName to, Map<String, Mailbox> all) {
        Map<Mailbox, MailboxName> renamed = new HashMap<>();
        for (Mailbox mailbox : List.copyOf(all.values())) {
            if (mailbox.name().equals(from) || mailbox.name().isBelow(from)) {
                Optional<MailboxName> name = MailboxName.parse(to.value()
                        + mailbox.name().value().substring(from.value().length()));
                if (name.isEmpty()) {
                    return MailboxChange.LIMIT;
                }
                renamed.put(mailbox, name.get());
                all.remove(mailbox.name().value());
            }
        }
        Sql sql = change.sql();
        // Two steps, because a new name may be the old name of another in the same tree.
        renamed.forEach((mailbox, name) -> {
            long id = mailbox.id().value();
            sql.update("UPDATE mailbox SET name = '/' || id, modseq = ? WHERE id = ?", change.modSeq(), id);
        });
        Set<String> subscribed = sql.query("SELECT name FROM subscription", row -> row.text(0)).stream()
                .collect(Collectors.toSet());
        renamed.forEach((mailbox, name) -> {
            long id = mailbox.id().value();
            sql.update("UPDATE mailbox SET name = ? WHERE id = ?", name.value(), id);
            if (subscribed.contains(mailbox.name().value())) {
                subscribe(change, name);
            }
            change.note(new Event.UidValidityChange(mailbox.id()));
            all.put(name.value(), named(mailbox, name));
        });
        // Told first: where it moves below its own name, that name is given anew.
        change.note(new Event.NameChange(to, Optional.of(from)));
        insertMissing(change, to, all);
        removeEmptyAbove(change, from, all);
        return MailboxChange.DONE;
    }

    private static Mailbox named(Mailbox m, MailboxName name) {
        return new Mailbox(
                m.id(), name, m.uidValidity(), m.objectId(), m.use(), m.subscribed(), m.selectable(), m.hasChildren());
    }

    private static void moveAll(Change change, MailboxId from, MailboxId to) {
        MailboxState source = change.mailbox(from).orElseThrow();
        MailboxState target = change.mailbox(to).orElseThrow();
        for (EntryRow entry : EntryRow.all(change.sql(), source)) {
            entry.copyTo(change, source, target);
            entry.remove(change, source);
        }
    }

    void subscribe(MailboxName name) {
        ledger.change(change -> {
            subscribe(change, name);
            return true;
        });
    }

    void unsubscribe(MailboxName name) {
        ledger.change(change -> {
            if (change.sql().update("DELETE FROM subscription WHERE name = ?", name.value()) > 0) {
                change.note(new Event.SubscriptionChange(name));
            }
            return true;
        });
    }

    boolean isSubscribed(MailboxName name) {
        return ledger.read(sql -> sql.first("SELECT 1 FROM subscription WHERE name = ?", row -> true, name.value())
                .isPresent());
    }

    Set<MailboxName> subscriptions() {
        return ledger
                .read(sql -> sql.query("SELECT name FROM subscription", row -> new MailboxName(row.text(0))))
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    private static void subscribe(Change change, MailboxName name) {
        if (change.sql().update("INSERT OR IGNORE INTO subscription (name) VALUES (?)", name.value()) > 0) {
            change.note(new Event.SubscriptionChange(name));
        }
    }

    /** A mailbox that was made or deleted affects the one above it, too, whether there is one or not (RFC 5465 §5.4). */
    private static void noteNamed(Change change, MailboxName name) {
        name.parent().ifPresent(parent -> change.note(new Event.NameChange(parent, Optional.empty())));
        change.note(new Event.NameChange(name, Optional.empty()));
    }

    private static boolean canBeGiven(SpecialUse use, Map<String, Mailbox> all) {
        // Those two are views over all mail (RFC 6154 §2), which a mailbox here is not.
        return use != SpecialUse.ALL
                && use != SpecialUse.FLAGGED
                && all.values().stream()
                        .noneMatch(m -> m.use().filter(use::equals).isPresent());
    }

    private static List<MailboxName> missing(MailboxName name, Map<String, Mailbox> all) {
        List<MailboxName> missing = new ArrayList<>();
        for (Optional<MailboxName> up = name.parent();
                up.isPresent();
                up = up.get().parent()) {
            if (!all.containsKey(up.get().value())) {
                missing.add(up.get());
            }
        }
        return missing.reversed();
    }

    private static void insertMissing(Change change, MailboxName name, Map<String, Mailbox> all) {
        missing(name, all).forEach(above -> {
            insert(change, above, Optional.empty());
            noteNamed(change, above);
        });
    }

    private static long insert(Change change, MailboxName name, Optional<SpecialUse> use) {
        long uidValidity = nextUidValidity(change);
        long id = change.sql()
                .insert(
                        "INSERT INTO mailbox (name, uidvalidity, objectid, modseq, created, use) VALUES (?, ?, ?, ?, ?, ?)",
                        name.value(),
                        uidValidity,
                        uidValidity,
                        change.modSeq(),
                        change.modSeq(),
                        Sql.orNull(use.map(SpecialUse::name)));
        change.note(new Event.UidValidityChange(new MailboxId(id)));
        return id;
    }

    private static void makeSelectable(Change change, long id, Optional<SpecialUse> use) {
        long uidValidity = nextUidValidity(change);
        change.sql()
                .update(
                        "UPDATE mailbox SET selectable = 1, use = ?, uidvalidity = ?, objectid = ?, uidnext = 1, modseq = ?,"
                                + " created = ?, forgotten = 0 WHERE id = ?",
                        Sql.orNull(use.map(SpecialUse::name)),
                        uidValidity,
                        uidValidity,
                        change.modSeq(),
                        change.modSeq(),
                        id);
        change.note(new Event.UidValidityChange(new MailboxId(id)));
    }

    /** Larger than any before, also than those given after the moment of a backup that was restored: it follows the clock. */
    static long nextUidValidity(Change change) {
        change.sql().update("UPDATE account SET uidvalidity = max(uidvalidity + 1, ?)", change.now() / 1000);
        return change.sql()
                .first("SELECT uidvalidity FROM account", row -> row.integer(0))
                .orElseThrow();
    }

    private static final String SELECT = "SELECT m.id, m.name, m.uidvalidity, m.use, m.selectable,"
            + " EXISTS (SELECT 1 FROM subscription s WHERE s.name = m.name), m.objectid FROM mailbox m";

    private static Map<String, Mailbox> load(Sql sql) {
        Map<String, Mailbox> all = new TreeMap<>();
        sql.each(SELECT, row -> all.put(row.text(1), mailbox(row, false)));
        Set<String> parents = all.values().stream()
                .flatMap(m -> m.name().parent().stream())
                .map(MailboxName::value)
                .collect(Collectors.toSet());
        all.replaceAll((name, m) -> parents.contains(name)
                ? new Mailbox(
                        m.id(), m.name(), m.uidValidity(), m.objectId(), m.use(), m.subscribed(), m.selectable(), true)
                : m);
        return all;
    }

    private static Mailbox mailbox(Sql.Row row, boolean hasChildren) {
        return new Mailbox(
                new MailboxId(row.integer(0)),
                new MailboxName(row.text(1)),
                row.integer(2),
                row.integer(6),
                row.optionalText(3).map(SpecialUse::valueOf),
                row.flag(5),
                row.flag(4),
                hasChildren);
    }

    private static boolean hasChildren(Sql sql, MailboxName name) {
        // '0' follows '/' in ASCII: every name below lies between.
        return sql.first(
                        "SELECT 1 FROM mailbox WHERE name > ? AND name < ? LIMIT 1",
                        row -> true,
                        name.value() + "/",
                        name.value() + "0")
                .isPresent();
    }
}
