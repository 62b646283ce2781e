package org.letterlock.engine.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.letterlock.engine.crypto.SipHash;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.SpecialUse;
import org.letterlock.engine.mime.MimeCodec;
import org.letterlock.engine.spam.Experience;
import org.letterlock.engine.spam.Lessons;
import org.letterlock.engine.spam.Reading;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.MessageId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the account learns of junk from what its person does with letters. A change notes what it teaches; the caretaker learns it later. Where more junk was learned than
 * other letters, some that were read and stayed are learned as good ones, so that the two can be told apart.
 */
final class Learning {

    private static final Logger LOG = LoggerFactory.getLogger(Learning.class);

    /** Between so many letters the caretaker looks whether somebody else has work. */
    private static final int STEP = 8;

    /** So many parameters one query has. */
    private static final int ASKED_AT_ONCE = 100;

    /** How many recipients of a letter are known from it. */
    private static final int MOST_RECIPIENTS = 50;

    /** How many words are kept: some megabytes. */
    private static final int MOST_WORDS = 150_000;

    private static final int MOST_CORRESPONDENTS = 20_000;

    /** So many go where there are too many: those that were seen once first, the oldest of them. */
    private static final int FORGOTTEN = 10_000;

    /** What lay before its reader for so long and was not thrown away is kept. */
    private static final long STAYED = TimeUnit.DAYS.toMillis(1);

    private static final int JUNK = 1;
    private static final int GOOD = 0;

    private final Ledger ledger;
    private final Contents contents;

    Learning(Ledger ledger, Contents contents) {
        this.ledger = ledger;
        this.contents = contents;
    }

    // What changes teach

    /** An entry goes from a mailbox to another, or is copied. */
    static void moved(Change change, MailboxState from, MailboxState to, long message, boolean moved) {
        if (entersJunk(from, to)) {
            teach(change, message, JUNK);
        } else if (leavesJunk(from, to)) {
            teach(change, message, GOOD);
        } else if (moved && from.isInbox() && isKept(to)) {
            teachOnce(change, message);
        }
    }

    static boolean entersJunk(MailboxState from, MailboxState to) {
        return to.isFor(SpecialUse.JUNK) && !from.isFor(SpecialUse.JUNK);
    }

    static boolean leavesJunk(MailboxState from, MailboxState to) {
        return from.isFor(SpecialUse.JUNK) && isKept(to);
    }

    private static boolean isKept(MailboxState mailbox) {
        return !mailbox.isFor(SpecialUse.JUNK) && !mailbox.isFor(SpecialUse.TRASH) && !mailbox.isFor(SpecialUse.DRAFTS);
    }

    /** Flags of an entry change. */
    static void reflagged(Change change, MailboxState mailbox, EntryRow before, int flags, String keywords) {
        boolean junk = gains(mailbox, Flag.JUNK, before.keywords(), keywords);
        boolean good = gains(mailbox, Flag.NOT_JUNK, before.keywords(), keywords);
        if (junk != good) {
            teach(change, before.message(), junk ? JUNK : GOOD);
        } else if ((flags & ~before.flags() & FlagBits.ANSWERED) != 0) {
            teachOnce(change, before.message());
        }
    }

    private static boolean gains(MailboxState mailbox, Flag keyword, String before, String after) {
        return mailbox.keywords()
                .mark(keyword)
                .filter(mark -> after.contains(mark) && !before.contains(mark))
                .isPresent();
    }

    /** The person wrote a letter. */
    static void sent(Change change, MessageFacts facts) {
        SipHash key = key(change.sql());
        for (long recipient : Lessons.recipients(MimeCodec.decodeEnvelope(facts.envelope()), key, MOST_RECIPIENTS)) {
            meet(change.sql(), recipient, "sent", 1, day(change.now()));
        }
    }

    private static void teach(Change change, long message, int kind) {
        change.sql()
                .update(
                        "INSERT INTO lesson (message, kind) VALUES (?, ?) ON CONFLICT (message) DO UPDATE SET kind = excluded.kind",
                        message,
                        kind);
    }

    private static void teachOnce(Change change, long message) {
        change.sql().update("INSERT OR IGNORE INTO lesson (message, kind) VALUES (?, ?)", message, GOOD);
    }

    // What is remembered

    /** What is remembered that concerns a letter. */
    Experience recall(Reading reading) {
        return ledger.read(sql -> {
            Learned learned = sql.first(
                            "SELECT junk, good, key FROM learning",
                            row -> new Learned(
                                    new Experience.Count(row.integer(0), row.integer(1)), new SipHash(row.bytes(2))))
                    .orElseThrow();
            Experience.Count letters = learned.letters();
            SipHash key = learned.key();
            List<Experience.Count> words = letters.junk() == 0
                    ? List.of()
                    : words(sql, Lessons.of(reading, key).words());
            Optional<Correspondent> sender = Lessons.sender(reading, key)
                    .flatMap(hash -> sql.first(
                            "SELECT junk, good, sent FROM correspondent WHERE hash = ?",
                            row -> new Correspondent(
                                    new Experience.Count(row.integer(0), row.integer(1)), row.integer(2)),
                            hash));
            return new Experience(
                    letters,
                    words,
                    sender.map(Correspondent::letters).orElse(new Experience.Count(0, 0)),
                    sender.map(Correspondent::sent).orElse(0L));
        });
    }

    /** How many letters were learned from, and the key of the hashes. */
    private record Learned(Experience.Count letters, SipHash key) {}

    private record Correspondent(Experience.Count letters, long sent) {}

    private static List<Experience.Count> words(Sql sql, List<Long> hashes) {
        String query = "SELECT junk, good FROM word WHERE hash IN ("
                + String.join(",", Collections.nCopies(ASKED_AT_ONCE, "?")) + ")";
        List<Experience.Count> found = new ArrayList<>();
        for (int from = 0; from < hashes.size(); from += ASKED_AT_ONCE) {
            // The last ones fill up, so that one kept statement serves all.
            Object[] asked = new Object[ASKED_AT_ONCE];
            for (int i = 0; i < ASKED_AT_ONCE; i++) {
                asked[i] = hashes.get(Math.min(from + i, hashes.size() - 1));
            }
            sql.each(query, row -> found.add(new Experience.Count(row.integer(0), row.integer(1))), asked);
        }
        return found;
    }

    private static SipHash key(Sql sql) {
        return new SipHash(
                sql.first("SELECT key FROM learning", row -> row.bytes(0)).orElseThrow());
    }

    // Learning

    /** Learns from some letters. @return whether there may be more to do */
    boolean learnSome() {
        List<Lesson> due = ledger.read(sql -> sql.query(
                "SELECT l.message, l.kind, l.learned FROM lesson l JOIN message m ON m.id = l.message"
                        + " WHERE l.learned IS NOT l.kind AND m.state = 1 ORDER BY l.message LIMIT ?",
                row -> new Lesson(
                        row.integer(0),
                        (int) row.integer(1),
                        row.isNull(2) ? Optional.empty() : Optional.of((int) row.integer(2))),
                STEP));
        for (Lesson lesson : due) {
            Optional<Reading> reading = read(lesson.message());
            ledger.write(sql -> learn(sql, lesson, reading));
        }
        if (due.isEmpty()) {
            return balance();
        }
        ledger.write(this::forget);
        return true;
    }

    private record Lesson(long message, int kind, Optional<Integer> learned) {}

    private Optional<Reading> read(long message) {
        try (MessageContent content = contents.open(new MessageId(message)).orElse(null)) {
            return content == null ? Optional.empty() : Optional.of(Reading.of(content));
        } catch (DatabaseException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // One letter that cannot be read must not keep others from being learned.
            LOG.error("A letter was not learned from", e);
            return Optional.empty();
        }
    }

    private boolean learn(Sql sql, Lesson lesson, Optional<Reading> reading) {
        int known = sql.update(
                "UPDATE lesson SET learned = kind WHERE message = ? AND kind = ? AND learned IS ?",
                lesson.message(),
                lesson.kind(),
                Sql.orNull(lesson.learned()));
        if (known == 0 || reading.isEmpty()) {
            return false;
        }
        Lessons lessons = Lessons.of(reading.get(), key(sql));
        lesson.learned().ifPresent(kind -> count(sql, lessons, kind, -1));
        count(sql, lessons, lesson.kind(), 1);
        return true;
    }

    private void count(Sql sql, Lessons lessons, int kind, int times) {
        String column = kind == JUNK ? "junk" : "good";
        long day = day(ledger.clock().millis());
        sql.update("UPDATE learning SET " + column + " = max(0, " + column + " + ?)", times);
        for (long word : lessons.words()) {
            sql.update(
                    "INSERT INTO word (hash, " + column
                            + ", last) VALUES (?, max(0, ?), ?) ON CONFLICT (hash) DO UPDATE SET " + column
                            + " = max(0, " + column + " + ?), last = excluded.last",
                    word,
                    times,
                    day,
                    times);
        }
        lessons.sender().ifPresent(sender -> meet(sql, sender, column, times, day));
    }

    private static void meet(Sql sql, long correspondent, String column, int times, long day) {
        sql.update(
                "INSERT INTO correspondent (hash, " + column
                        + ", last) VALUES (?, max(0, ?), ?) ON CONFLICT (hash) DO UPDATE SET " + column + " = max(0, "
                        + column + " + ?), last = excluded.last",
                correspondent,
                times,
                day,
                times);
    }

    private static long day(long millis) {
        return TimeUnit.MILLISECONDS.toDays(millis);
    }

    /** Notes letters to learn from that were read and stayed, as many as there is more junk. @return whether there are some */
    private boolean balance() {
        long missing = ledger.read(sql -> sql.first("SELECT junk - good FROM learning", row -> row.integer(0))
                .orElse(0L));
        if (missing <= 0) {
            return false;
        }
        long before = ledger.clock().millis() - STAYED;
        return ledger.write(sql -> sql.update(
                        "INSERT OR IGNORE INTO lesson (message, kind) SELECT e.message, 0 FROM entry e JOIN mailbox b ON b.id = e.mailbox"
                                + " WHERE e.flags & 1 AND NOT e.flags & 8 AND e.saved < ? AND (b.use IS NULL OR b.use = 'ARCHIVE')"
                                + " AND NOT EXISTS (SELECT 1 FROM lesson l WHERE l.message = e.message)"
                                + " ORDER BY e.saved DESC LIMIT ?",
                        before,
                        Math.min(missing, STEP))
                > 0);
    }

    /** Forgets what is too much. */
    private boolean forget(Sql sql) {
        forget(sql, "word", MOST_WORDS, "junk + good > 1");
        forget(sql, "correspondent", MOST_CORRESPONDENTS, "sent > 0");
        return true;
    }

    private static void forget(Sql sql, String table, int most, String worthMore) {
        long count = sql.count("SELECT count(*) FROM " + table);
        if (count > most) {
            sql.update(
                    "DELETE FROM " + table + " WHERE hash IN (SELECT hash FROM " + table + " ORDER BY " + worthMore
                            + ", last LIMIT ?)",
                    FORGOTTEN);
        }
    }
}
