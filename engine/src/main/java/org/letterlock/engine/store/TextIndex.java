package org.letterlock.engine.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.letterlock.engine.mime.MimeScanner;
import org.letterlock.engine.mime.SearchText;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.MessageId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The full-text index. Finds candidates by the trigrams of a text; whether one truly contains it, its stored text says. Messages are indexed some time after
 * they came; who searches looks into those that are not yet indexed themselves, so that what is found never depends on it.
 */
final class TextIndex {

    private static final Logger LOG = LoggerFactory.getLogger(TextIndex.class);

    /** Between so many messages the caretaker looks whether somebody else has work. */
    private static final int STEP_MESSAGES = 32;

    /** How many characters go into the index in one transaction; random ones, the worst, hold the writer for about 0.2 s. */
    private static final int STEP_CHARACTERS = 128 * 1024;

    private static final int QUERY_TRIGRAMS = 32;

    /** How many pages of the index one step of a purge writes. */
    private static final int PURGE_PAGES = 64;

    private final Ledger ledger;
    private final Contents contents;
    private final ReentrantLock indexing = new ReentrantLock();

    private final FieldNames fieldNames = new FieldNames();

    TextIndex(Ledger ledger, Contents contents) {
        this.ledger = ledger;
        this.contents = contents;
    }

    /** Which fields the headers have that were looked at. */
    FieldNames fieldNames() {
        return fieldNames;
    }

    /** Indexes some messages. @return whether there may be more to do */
    boolean indexSome() {
        indexing.lock();
        try {
            List<Long> waiting = ledger.read(sql -> sql.query(
                    "SELECT u.message FROM unindexed u JOIN message m ON m.id = u.message WHERE m.state = 1"
                            + " ORDER BY u.message LIMIT ?",
                    row -> row.integer(0),
                    STEP_MESSAGES));
            List<Indexed> step = new ArrayList<>();
            int characters = 0;
            for (long message : waiting) {
                Indexed indexed = Indexed.of(message, extract(message));
                if (indexed.characters() >= STEP_CHARACTERS) {
                    // A long one goes in steps of its own, never in one transaction with others.
                    store(step);
                    step.clear();
                    characters = 0;
                }
                step.add(indexed);
                characters += indexed.characters();
                if (characters >= STEP_CHARACTERS) {
                    store(step);
                    step.clear();
                    characters = 0;
                }
            }
            store(step);
            return waiting.size() == STEP_MESSAGES;
        } finally {
            indexing.unlock();
        }
    }

    private void store(List<Indexed> step) {
        if (step.isEmpty()) {
            return;
        }
        List<Indexed> whole = List.copyOf(step);
        if (whole.size() == 1) {
            storeInSteps(whole.getFirst());
            return;
        }
        ledger.write(sql -> {
            whole.forEach(
                    indexed -> store(sql, indexed, 0, indexed.text().segments().size()));
            return true;
        });
    }

    private void storeInSteps(Indexed indexed) {
        int segments = indexed.text().segments().size();
        boolean there = true;
        for (int from = 0; there && from < segments; ) {
            int first = from;
            int after = indexed.after(first, STEP_CHARACTERS);
            there = ledger.write(sql -> store(sql, indexed, first, after));
            from = after;
        }
    }

    /** Stores some segments; the last of them makes the message an indexed one. @return whether it is still wanted */
    private boolean store(Sql sql, Indexed indexed, int from, int to) {
        long message = indexed.message();
        boolean wanted = sql.first(
                        "SELECT 1 FROM unindexed u JOIN message m ON m.id = u.message WHERE m.id = ? AND m.state = 1",
                        row -> true,
                        message)
                .isPresent();
        if (!wanted) {
            return false;
        }
        if (from == 0) {
            // What an earlier process stored before it died half-way.
            remove(sql, message, Integer.MAX_VALUE);
        }
        for (int i = from; i < to; i++) {
            String segment = indexed.text().segments().get(i);
            sql.update(
                    "INSERT INTO search_text (id, data) VALUES (?, ?)",
                    Piece.id(message, i),
                    indexed.packed().get(i));
            sql.update("INSERT INTO search_index (rowid, text) VALUES (?, ?)", Piece.id(message, i), segment);
        }
        if (to == indexed.text().segments().size()) {
            sql.update("DELETE FROM unindexed WHERE message = ?", message);
        }
        return true;
    }

    /** Takes segments of a message out of the index. @return how many, at most {@code limit} */
    int remove(Sql sql, long message, int limit) {
        List<Segment> segments = sql.query(
                "SELECT id, data FROM search_text WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?",
                row -> new Segment(row.integer(0), row.bytes(1)),
                Piece.id(message, 0),
                Piece.lastId(message),
                limit);
        if (!segments.isEmpty()) {
            sql.update("UPDATE account SET residue = 1 WHERE residue = 0");
        }
        try (Unpacker unpacker = new Unpacker()) {
            for (Segment segment : segments) {
                sql.update(
                        "INSERT INTO search_index (search_index, rowid, text) VALUES ('delete', ?, ?)",
                        segment.id(),
                        LetterText.unpacked(segment.data(), unpacker));
                sql.update("DELETE FROM search_text WHERE id = ?", segment.id());
            }
        }
        return segments.size();
    }

    /** Whether the index has trigrams of texts that were taken out of it. */
    boolean hasResidue() {
        return ledger.read(sql -> sql.first("SELECT 1 FROM account WHERE residue = 1", row -> true)
                .isPresent());
    }

    /**
     * Takes a step towards an index without residue: FTS5 notes what is taken out, and carries it out where it merges all that it has into one.
     *
     * @return whether there may be more to do
     */
    boolean purgeSome() {
        if (!hasResidue()) {
            return false;
        }
        indexing.lock();
        try {
            return ledger.write(sql -> {
                long before = changes(sql);
                sql.update("INSERT INTO search_index (search_index, rank) VALUES ('merge', ?)", -PURGE_PAGES);
                // FTS5 documents that less than two changes mean that there was nothing left to merge.
                boolean more = changes(sql) - before >= 2;
                if (!more) {
                    sql.update("UPDATE account SET residue = 0");
                }
                return more;
            });
        } finally {
            indexing.unlock();
        }
    }

    /** Makes the index anew from the stored texts, after everything else that follows from the rest was counted again. */
    void rebuild() {
        indexing.lock();
        try {
            ledger.write(Repair::count);
            for (OptionalLong done = OptionalLong.of(-1); done.isPresent(); ) {
                long after = done.getAsLong();
                done = ledger.write(sql -> Repair.index(sql, after));
            }
        } finally {
            indexing.unlock();
        }
    }

    private static long changes(Sql sql) {
        return sql.first("SELECT total_changes()", row -> row.integer(0)).orElseThrow();
    }

    /** The condition that picks candidates for a folded text out of {@code search_index}; empty where it is too short for that. */
    static Optional<String> match(String folded) {
        List<String> trigrams = Folding.trigrams(folded, QUERY_TRIGRAMS);
        if (trigrams.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(String.join(
                " AND ",
                trigrams.stream().map(t -> '"' + t.replace("\"", "\"\"") + '"').toList()));
    }

    /**
     * Indexes all that waits for it, or, on a full disk, what there is room for: the rest is found without the index.
     *
     * @param before runs before each step; what it throws ends the work, and what is done stays done
     */
    void finish(Runnable before) {
        try {
            for (boolean more = true; more; ) {
                before.run();
                more = indexSome();
            }
        } catch (DatabaseException e) {
            if (e.reason() != DatabaseException.Reason.FULL) {
                throw e;
            }
        }
    }

    /** The folded texts of messages, stored or, where they are not indexed, read from their octets; none of those that are gone. */
    Map<Long, LetterText> texts(List<Long> messages) {
        Map<Long, LetterText> texts = new LinkedHashMap<>();
        Map<Long, List<byte[]>> stored = ledger.read(sql -> {
            Map<Long, List<byte[]>> read = new LinkedHashMap<>();
            messages.forEach(
                    message -> read.put(message, isIndexed(sql, message) ? segments(sql, message) : List.of()));
            return read;
        });
        try (Unpacker unpacker = new Unpacker()) {
            stored.forEach((message, segments) -> {
                LetterText text = segments.isEmpty()
                        ? extract(message)
                        : new LetterText(segments.stream()
                                .map(segment -> LetterText.unpacked(segment, unpacker))
                                .toList());
                texts.put(message, text);
            });
        }
        return texts;
    }

    private static List<byte[]> segments(Sql sql, long message) {
        return sql.query(
                "SELECT data FROM search_text WHERE id BETWEEN ? AND ? ORDER BY id",
                row -> row.bytes(0),
                Piece.id(message, 0),
                Piece.lastId(message));
    }

    private static boolean isIndexed(Sql sql, long message) {
        return sql.first("SELECT 1 FROM unindexed WHERE message = ?", row -> true, message)
                .isEmpty();
    }

    private static final LetterText NOTHING = LetterText.of("", "", "", "", "", "");

    /** The decoded text of a message's body and the names of its attachments, read from its octets; empty where it cannot be read. */
    String body(long message) {
        return decode(message)
                .map(text -> text.body() + '\n' + text.attachmentNames())
                .orElse("");
    }

    private LetterText extract(long message) {
        return decode(message)
                .map(text -> LetterText.of(
                        text.subject(),
                        text.from(),
                        text.to(),
                        text.cc(),
                        text.bcc(),
                        text.body() + '\n' + text.attachmentNames()))
                .orElse(NOTHING);
    }

    private Optional<SearchText> decode(long message) {
        try (MessageContent content = contents.open(new MessageId(message)).orElse(null)) {
            if (content == null) {
                return Optional.empty();
            }
            return Optional.of(SearchText.of(content, MimeScanner.scan(content, MimeScanner.Limits.DEFAULT)));
        } catch (DatabaseException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // One letter that cannot be read must not keep all others from being found.
            LOG.error("A message was looked through without its text", e);
            return Optional.empty();
        }
    }

    /**
     * A message on its way into the index.
     *
     * @param packed its segments as they are stored, packed before the transaction that stores them
     */
    private record Indexed(long message, LetterText text, List<byte[]> packed) {

        static Indexed of(long message, LetterText text) {
            return new Indexed(message, text, text.packed());
        }

        int characters() {
            return text.segments().stream().mapToInt(String::length).sum();
        }

        /** The end of the segments from {@code first} on, at least one, that have about so many characters. */
        int after(int first, int characters) {
            int end = first;
            for (int sum = 0; end < text.segments().size() && sum < characters; end++) {
                sum += text.segments().get(end).length();
            }
            return end;
        }
    }

    private record Segment(long id, byte[] data) {}
}
