package org.letterlock.engine.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.mime.MimeCodec;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.MessageId;
import org.letterlock.engine.store.AccountStore.StoredMessage;
import org.letterlock.engine.store.AccountStore.Want;
import org.letterlock.engine.store.Contents.Ahead;

/** Reads what is stored of entries, a page at a time, each by a short read of its own. */
final class Fetching {

    /** So many messages are opened at once, where their octets are not too many. */
    private static final int OPENED = 64;

    private final Ledger ledger;
    private final Contents contents;
    private final int page;

    Fetching(Ledger ledger, Contents contents, StoreLimits limits) {
        this.ledger = ledger;
        this.contents = contents;
        this.page = limits.page();
    }

    void fetch(MailboxId mailbox, UidSet uids, EnumSet<Want> want, Consumer<StoredMessage> each) {
        // A structure may have thousands of parts: fewer of them at once.
        int limit = want.contains(Want.STRUCTURE) ? Math.max(1, page / 5) : page;
        inPages(
                mailbox,
                uids,
                want,
                limit,
                (sql, rows) -> rows,
                rows -> rows.forEach(row -> each.accept(row.stored())));
    }

    void fetch(
            MailboxId mailbox,
            UidSet uids,
            EnumSet<Want> want,
            Ahead ahead,
            BiConsumer<StoredMessage, MessageContent> each) {
        inPages(
                mailbox,
                uids,
                want,
                OPENED,
                (sql, rows) -> new Page(rows, contents.whole(sql, ids(rows), ahead)),
                page -> {
                    for (int i = 0; i < page.rows().size(); ) {
                        Optional<MessageContent> whole = page.whole(i);
                        if (whole.isPresent()) {
                            each.accept(page.rows().get(i).stored(), whole.get());
                            i++;
                        } else {
                            i += open(page.upToWhole(i), ahead, each);
                        }
                    }
                });
    }

    private static List<MessageId> ids(List<Row> rows) {
        return rows.stream().map(row -> new MessageId(row.message())).toList();
    }

    /** Opens some of the first, at least one. @return how many */
    private int open(List<Row> rows, Ahead ahead, BiConsumer<StoredMessage, MessageContent> each) {
        List<Optional<MessageContent>> opened = contents.open(ids(rows), ahead);
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

    /**
     * @param limit of the rows of a page
     * @param page what to read along with the rows, in one transaction with them
     */
    private <P> void inPages(
            MailboxId mailbox,
            UidSet uids,
            EnumSet<Want> want,
            int limit,
            BiFunction<Sql, List<Row>, P> page,
            Consumer<P> each) {
        String select = select(want);
        Cursor cursor = new Cursor(uids.ranges());
        while (!cursor.isAtEnd()) {
            Optional<P> read = ledger.read(sql -> MailboxState.load(sql, mailbox.value())
                    .map(m -> cursor.read(sql, m, select, limit))
                    .filter(rows -> !rows.isEmpty())
                    .map(rows -> page.apply(sql, rows)));
            if (read.isEmpty()) {
                return;
            }
            each.accept(read.get());
        }
    }

    private static String select(EnumSet<Want> want) {
        String stored = (want.contains(Want.ENVELOPE) ? ", m.envelope" : ", NULL")
                + (want.contains(Want.STRUCTURE) ? ", m.structure" : ", NULL")
                + (want.contains(Want.PREVIEW) ? ", m.preview" : ", NULL")
                + (want.contains(Want.LINEAGE) ? ", m.lineage" : ", NULL");
        return "SELECT e.uid, e.message, m.thread, e.flags, e.keywords, e.modseq, e.received, e.saved, e.size" + stored
                + " FROM entry e CROSS JOIN message m ON m.id = e.message"
                + " WHERE e.mailbox = ? AND e.uid BETWEEN ? AND ? ORDER BY e.uid LIMIT ?";
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

        /** The next entries, at most {@code limit}; none only at the end. */
        private List<Row> read(Sql sql, MailboxState mailbox, String select, int limit) {
            List<Row> rows = new ArrayList<>();
            Keywords keywords = mailbox.keywords();
            while (!isAtEnd() && rows.size() < limit) {
                long last = ranges.get(range).last();
                int before = rows.size();
                if (next < mailbox.uidNext()) {
                    sql.each(select, row -> rows.add(Row.of(row, keywords)), mailbox.id(), next, last, limit - before);
                }
                if (rows.size() < limit || rows.getLast().uid() >= last) {
                    range++;
                    next = isAtEnd() ? 0 : ranges.get(range).first();
                } else {
                    next = rows.getLast().uid() + 1;
                }
            }
            return rows;
        }
    }

    /**
     * Rows, and the contents of the first of them that are whole.
     *
     * @param contents not more than there are rows
     */
    private record Page(List<Row> rows, List<Optional<MessageContent>> contents) {

        Optional<MessageContent> whole(int row) {
            return row < contents.size() ? contents.get(row) : Optional.empty();
        }

        /** The rows from one on whose content is not whole. */
        List<Row> upToWhole(int from) {
            int to = from + 1;
            while (to < rows.size() && whole(to).isEmpty()) {
                to++;
            }
            return rows.subList(from, to);
        }
    }

    /** A row as it was read; decoded only after the read, so that the read is short. */
    private record Row(
            long uid,
            long message,
            long thread,
            Set<Flag> flags,
            long modSeq,
            long received,
            long saved,
            long size,
            Optional<byte[]> envelope,
            Optional<byte[]> structure,
            Optional<String> preview,
            Optional<byte[]> lineage) {

        private static Row of(Sql.Row row, Keywords keywords) {
            return new Row(
                    row.integer(0),
                    row.integer(1),
                    row.integer(2),
                    keywords.decode((int) row.integer(3), row.text(4)),
                    row.integer(5),
                    row.integer(6),
                    row.integer(7),
                    row.integer(8),
                    row.isNull(9) ? Optional.empty() : Optional.of(row.bytes(9)),
                    row.isNull(10) ? Optional.empty() : Optional.of(row.bytes(10)),
                    row.isNull(11) ? Optional.empty() : Optional.of(row.text(11)),
                    row.isNull(12) ? Optional.empty() : Optional.of(row.bytes(12)));
        }

        private StoredMessage stored() {
            return new StoredMessage(
                    new Uid(uid),
                    new MessageId(message),
                    thread,
                    flags,
                    new ModSeq(modSeq),
                    Instant.ofEpochMilli(received),
                    Instant.ofEpochMilli(saved),
                    size,
                    envelope.map(MimeCodec::decodeEnvelope),
                    structure.map(MimeCodec::decodePart),
                    preview,
                    lineage.map(Lineage::read));
        }
    }
}
