package org.letterlock.engine.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.mime.MimeCodec;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.FlagState;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.MessageId;
import org.letterlock.engine.store.AccountStore.StoredMessage;
import org.letterlock.engine.store.AccountStore.Want;
import org.letterlock.engine.store.Extent.Ahead;

/** Reads what is stored of entries, a page at a time, each by a short read of its own. */
final class Fetching {

    private final Ledger ledger;
    private final Contents contents;
    private final int page;

    Fetching(Ledger ledger, Contents contents, StoreLimits limits) {
        this.ledger = ledger;
        this.contents = contents;
        this.page = limits.page();
    }

    void fetch(MailboxId mailbox, UidSet uids, EnumSet<Want> want, Consumer<StoredMessage> each) {
        inPages(
                mailbox,
                uids,
                new Selection(want, Optional.empty()),
                rows -> rows.forEach(row -> each.accept(row.stored())));
    }

    /** Hands over the flags of entries: from the roll where that is at hand, or where so many are asked for that it pays to read it. */
    void flags(MailboxId mailbox, UidSet uids, Consumer<FlagState> each) {
        Optional<Roll> roll = roll(mailbox, uids);
        if (roll.isEmpty()) {
            fetch(
                    mailbox,
                    uids,
                    EnumSet.noneOf(Want.class),
                    message -> each.accept(new FlagState(message.uid(), message.flags(), message.modSeq(), false)));
            return;
        }
        for (UidSet.Range range : uids.ranges()) {
            int end = roll.get().from(range.last() + 1);
            for (int at = roll.get().from(range.first()); at < end; at++) {
                each.accept(roll.get().state(at));
            }
        }
    }

    /** The roll of a mailbox, if it is at hand or so many of its messages are wanted that reading it is less work than reading them. */
    private Optional<Roll> roll(MailboxId mailbox, UidSet uids) {
        if (ledger.rolls().has(mailbox.value())) {
            return ledger.read(sql -> MailboxState.load(sql, mailbox.value())
                    .flatMap(state -> ledger.rolls().now(sql, state)));
        }
        return uids.size() <= page
                ? Optional.empty()
                : ledger.readAtLength(sql -> MailboxState.load(sql, mailbox.value())
                        .filter(state -> uids.size() > state.messages() / 8)
                        .flatMap(state -> ledger.rolls().now(sql, state)));
    }

    void fetch(
            MailboxId mailbox,
            UidSet uids,
            EnumSet<Want> want,
            Ahead ahead,
            BiConsumer<StoredMessage, MessageContent> each) {
        try (Unpacker unpacker = new Unpacker()) {
            inPages(mailbox, uids, new Selection(want, Optional.of(ahead)), rows -> {
                for (int i = 0; i < rows.size(); ) {
                    Row row = rows.get(i);
                    if (row.holds(ahead)) {
                        each.accept(row.stored(), contents.read(row.extent().orElseThrow(), unpacker));
                        i++;
                    } else {
                        i += open(upToHeld(rows, i, ahead), ahead, each);
                    }
                }
            });
        }
    }

    /** The rows from one on of which more is to be read. */
    private static List<Row> upToHeld(List<Row> rows, int from, Ahead ahead) {
        int to = from + 1;
        while (to < rows.size() && !rows.get(to).holds(ahead)) {
            to++;
        }
        return rows.subList(from, to);
    }

    /** Opens some of the first, at least one. @return how many */
    private int open(List<Row> rows, Ahead ahead, BiConsumer<StoredMessage, MessageContent> each) {
        List<MessageId> ids =
                rows.stream().map(row -> new MessageId(row.message())).toList();
        List<Optional<MessageContent>> opened = contents.open(ids, ahead);
        try {
            for (int i = 0; i < opened.size(); i++) {
                if (opened.get(i).isPresent()) {
                    try (MessageContent content = opened.get(i).get()) {
                        each.accept(rows.get(i).stored(), content);
                    }
                }
            }
        } finally {
            opened.forEach(content -> content.ifPresent(MessageContent::close));
        }
        return opened.size();
    }

    private void inPages(MailboxId mailbox, UidSet uids, Selection selection, Consumer<List<Row>> each) {
        // A structure may have thousands of parts: fewer of them at once.
        int limit = selection.want.contains(Want.STRUCTURE) ? Math.max(1, page / 5) : page;
        Cursor cursor = new Cursor(uids.ranges());
        Function<Sql, List<Row>> read = sql -> MailboxState.load(sql, mailbox.value())
                .map(m -> cursor.read(sql, m, selection, limit))
                .orElse(List.of());
        List<Row> rows = cursor.isAtEnd() ? List.of() : ledger.read(read);
        while (!rows.isEmpty()) {
            // Another processor reads the next page while this one unpacks what is read and writes it.
            Supplier<List<Row>> next = cursor.isAtEnd() ? List::of : ledger.readAhead(read);
            each.accept(rows);
            rows = next.get();
        }
    }

    /** What is read of each entry. */
    private static final class Selection {

        private static final int FIRST_WANTED = 7;

        private final EnumSet<Want> want;
        private final Optional<Ahead> ahead;
        private final String sql;

        /** @param ahead how much of the octets of each; empty for none, and no extent then */
        private Selection(EnumSet<Want> want, Optional<Ahead> ahead) {
            this.want = want;
            this.ahead = ahead;
            this.sql = sql();
        }

        private String sql() {
            StringBuilder text = new StringBuilder(
                    "SELECT " + FlagBits.PACKED + ", e.keywords, e.message, e.modseq, e.received, e.saved, e.size");
            want.forEach(each -> text.append(", m.").append(column(each)));
            ahead.ifPresent(far -> text.append(", ").append(Extent.columns(far)));
            text.append(" FROM entry e");
            if (!want.isEmpty()) {
                text.append(" CROSS JOIN message m ON m.id = e.message");
            }
            ahead.ifPresent(far -> text.append(Extent.join("e.message", far)));
            text.append(" WHERE e.mailbox = ? AND e.uid BETWEEN ? AND ? ORDER BY e.uid");
            return text.toString();
        }

        private static String column(Want want) {
            return switch (want) {
                case ENVELOPE -> "envelope";
                case STRUCTURE -> "structure";
                case PREVIEW -> "preview";
                case LINEAGE -> "lineage";
                case THREAD -> "thread";
            };
        }

        Row row(Sql.Row row, MailboxState mailbox) {
            long packed = row.integer(0);
            long message = row.integer(2);
            long size = row.integer(6);
            Optional<byte[]> envelope = Optional.empty();
            Optional<byte[]> structure = Optional.empty();
            Optional<String> preview = Optional.empty();
            Optional<byte[]> lineage = Optional.empty();
            Optional<Long> thread = Optional.empty();
            int column = FIRST_WANTED;
            for (Want each : want) {
                switch (each) {
                    case ENVELOPE -> envelope = Optional.of(row.bytes(column));
                    case STRUCTURE -> structure = Optional.of(row.bytes(column));
                    case PREVIEW -> preview = row.optionalText(column);
                    case LINEAGE -> lineage = Optional.of(row.bytes(column));
                    case THREAD -> thread = Optional.of(row.integer(column));
                }
                column++;
            }
            return new Row(
                    FlagBits.uid(packed),
                    message,
                    mailbox.flags(FlagBits.bits(packed), FlagBits.hasKeywords(packed) ? row.text(1) : ""),
                    row.integer(3),
                    row.integer(4),
                    row.integer(5),
                    size,
                    envelope,
                    structure,
                    preview,
                    lineage,
                    thread,
                    ahead.map(far -> Extent.read(message, size, row, FIRST_WANTED + want.size(), far)));
        }
    }

    /** Where in a set of UIDs the reading is. */
    private static final class Cursor {

        private final List<UidSet.Range> ranges;
        private int range;
        private long next;

        private Cursor(List<UidSet.Range> ranges) {
            this.ranges = ranges;
            this.next = ranges.isEmpty() ? 0 : ranges.getFirst().first();
        }

        private boolean isAtEnd() {
            return range >= ranges.size();
        }

        /** The next entries, at most {@code limit}, and as many of them as do not hold too many octets; none only at the end. */
        private List<Row> read(Sql sql, MailboxState mailbox, Selection selection, int limit) {
            Page page = new Page(selection, mailbox, limit);
            while (!isAtEnd() && !page.isFull) {
                long last = ranges.get(range).last();
                if (next < mailbox.uidNext()) {
                    sql.walk(selection.sql, page::take, mailbox.id(), next, last);
                }
                if (page.isFull) {
                    // The last row may be of the range before: what lies between them is not wanted.
                    next = Math.max(next, page.rows.getLast().uid() + 1);
                } else {
                    range++;
                    next = isAtEnd() ? 0 : ranges.get(range).first();
                }
            }
            return page.rows;
        }
    }

    /** Rows that are read at once. */
    private static final class Page {

        private final Selection selection;
        private final MailboxState mailbox;
        private final int limit;
        private final List<Row> rows = new ArrayList<>();
        private long held;
        private boolean isFull;

        private Page(Selection selection, MailboxState mailbox, int limit) {
            this.selection = selection;
            this.mailbox = mailbox;
            this.limit = limit;
        }

        /** Takes a row; false where there is no room for it. */
        private boolean take(Sql.Row row) {
            if (rows.size() >= limit || held >= Extent.MAX_AHEAD) {
                isFull = true;
                return false;
            }
            rows.add(selection.row(row, mailbox));
            held += rows.getLast().extent().map(Extent::held).orElse(0L);
            return true;
        }
    }

    /** A row as it was read; decoded only after the read, so that the read is short. */
    private record Row(
            long uid,
            long message,
            Set<Flag> flags,
            long modSeq,
            long received,
            long saved,
            long size,
            Optional<byte[]> envelope,
            Optional<byte[]> structure,
            Optional<String> preview,
            Optional<byte[]> lineage,
            Optional<Long> thread,
            Optional<Extent> extent) {

        private boolean holds(Ahead ahead) {
            return extent.filter(known -> known.isHeld(ahead)).isPresent();
        }

        private StoredMessage stored() {
            return new StoredMessage(
                    new Uid(uid),
                    new MessageId(message),
                    flags,
                    new ModSeq(modSeq),
                    Instant.ofEpochMilli(received),
                    Instant.ofEpochMilli(saved),
                    size,
                    envelope.map(MimeCodec::decodeEnvelope),
                    structure.map(MimeCodec::decodePart),
                    preview,
                    lineage.map(Lineage::read),
                    thread);
        }
    }
}
