package org.letterlock.engine.store;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.letterlock.engine.mail.AnnotationName;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.AnnotationResult;
import org.letterlock.engine.store.AccountStore.MailboxId;

/** What clients note about mailboxes and the server (RFC 5464). */
final class Annotations {

    private final Ledger ledger;

    Annotations(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Empty where there is no such mailbox. */
    Optional<SortedMap<AnnotationName, byte[]>> of(Optional<MailboxName> mailbox) {
        return ledger.read(sql -> owner(sql, mailbox).map(owner -> load(sql, owner)));
    }

    /** The id of a mailbox, or what stands for the server. */
    private static Optional<Object> owner(Sql sql, Optional<MailboxName> mailbox) {
        return mailbox.isEmpty()
                ? Optional.of(Sql.NULL)
                : sql.first(
                        "SELECT id FROM mailbox WHERE name = ?",
                        row -> row.integer(0),
                        mailbox.get().value());
    }

    private static SortedMap<AnnotationName, byte[]> load(Sql sql, Object owner) {
        SortedMap<AnnotationName, byte[]> all = new TreeMap<>();
        sql.each(
                "SELECT name, value FROM annotation WHERE mailbox IS ?",
                row -> all.put(new AnnotationName(row.text(0)), row.bytes(1)),
                owner);
        return all;
    }

    /** All or none. */
    AnnotationResult set(Optional<MailboxName> mailbox, Map<AnnotationName, Optional<byte[]>> values) {
        boolean large = values.values().stream()
                .flatMap(Optional::stream)
                .anyMatch(value -> value.length > AccountStore.MAX_ANNOTATION);
        if (large) {
            return AnnotationResult.TOO_LARGE;
        }
        return ledger.change(change -> {
            Sql sql = change.sql();
            Optional<Object> owner = owner(sql, mailbox);
            if (owner.isEmpty()) {
                return AnnotationResult.NO_SUCH_MAILBOX;
            }
            SortedMap<AnnotationName, byte[]> all = load(sql, owner.get());
            long others = octets(sql) - octets(all);
            int before = all.size();
            Set<AnnotationName> changed = apply(values, all);
            boolean grown = all.size() > before || values.values().stream().anyMatch(Optional::isPresent);
            if (grown
                    && (all.size() > AccountStore.MAX_ANNOTATIONS
                            || others + octets(all) > AccountStore.MAX_ANNOTATION_OCTETS)) {
                return AnnotationResult.TOO_MANY;
            }
            sql.update("DELETE FROM annotation WHERE mailbox IS ?", owner.get());
            all.forEach((name, value) -> sql.update(
                    "INSERT INTO annotation (mailbox, name, value) VALUES (?, ?, ?)",
                    owner.get(),
                    name.value(),
                    value));
            change.modSeq();
            Optional<MailboxId> annotated =
                    owner.get() instanceof Long id ? Optional.of(new MailboxId(id)) : Optional.empty();
            changed.forEach(name -> change.note(new Event.MetadataChange(annotated, name)));
            return AnnotationResult.DONE;
        });
    }

    /** Puts values into {@code all} and says which of them are others than before. */
    private static Set<AnnotationName> apply(
            Map<AnnotationName, Optional<byte[]>> values, SortedMap<AnnotationName, byte[]> all) {
        Set<AnnotationName> changed = new LinkedHashSet<>();
        values.forEach((name, value) -> {
            Optional<byte[]> before =
                    Optional.ofNullable(value.isPresent() ? all.put(name, value.get()) : all.remove(name));
            boolean same = before.isPresent() == value.isPresent()
                    && before.filter(b -> !Arrays.equals(b, value.orElseThrow()))
                            .isEmpty();
            if (!same) {
                changed.add(name);
            }
        });
        return changed;
    }

    private static long octets(SortedMap<AnnotationName, byte[]> some) {
        return some.entrySet().stream()
                .mapToLong(one -> one.getKey().value().length() + (long) one.getValue().length)
                .sum();
    }

    private static long octets(Sql sql) {
        return sql.first("SELECT ifnull(sum(length(name) + length(value)), 0) FROM annotation", row -> row.integer(0))
                .orElse(0L);
    }

    /** A mailbox that was renamed without going away keeps what was noted about it, and the new one has it, too (RFC 5464 §4.1). */
    static void copy(Change change, long from, long to) {
        change.sql()
                .update(
                        "INSERT INTO annotation (mailbox, name, value) SELECT ?, name, value FROM annotation"
                                + " WHERE mailbox = ?",
                        to,
                        from);
    }
}
