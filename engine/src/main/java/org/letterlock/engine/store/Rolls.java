package org.letterlock.engine.store;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.letterlock.engine.sqlite.Sql;

/**
 * The rolls of the mailboxes whose flags were asked for last, kept while memory is not short. A change notes what it does before it is committed, in the order of
 * the commits; whoever reads takes in what was committed as far as it sees, and reads all entries anew where that is not the whole story. So what is noted needs
 * neither be complete nor come true. Safe for any number of threads.
 */
final class Rolls {

    private static final int MOST_MAILBOXES = 4;

    /** A mailbox with more entries has no roll. */
    private static final int MOST_ENTRIES = 500_000;

    /** A roll that nobody looks at goes when so many times more was noted than it has entries. */
    private static final int MOST_NEWS = 4;

    /** By the ids of mailboxes; the one that was asked for last is at the end. Guarded by this. */
    private final Map<Long, SoftReference<Kept>> all = new LinkedHashMap<>(8, 0.75f, true);

    /** A roll and what happened since, by the mod-sequence that each change found. */
    private static final class Kept {
        private Roll roll;
        private final TreeMap<Long, Roll.News> news = new TreeMap<>();
        private long noted;

        private Kept(Roll roll) {
            this.roll = roll;
        }
    }

    /** Whether the roll of a mailbox is at hand. */
    synchronized boolean has(long mailbox) {
        return recall(mailbox).isPresent();
    }

    /** The roll of a mailbox as it is in the transaction of {@code sql}, or as it became since; empty where it is too large to have one. */
    Optional<Roll> now(Sql sql, MailboxState mailbox) {
        Optional<Roll> known = update(mailbox);
        if (known.isPresent() || mailbox.messages() > MOST_ENTRIES) {
            return known;
        }
        Roll read = Roll.load(sql, mailbox);
        keep(mailbox.id(), read);
        return Optional.of(read);
    }

    private synchronized Optional<Roll> update(MailboxState mailbox) {
        Optional<Kept> found = recall(mailbox.id());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Kept kept = found.get();
        long committed = mailbox.highestModSeq().value();
        List<Roll.News> later = new ArrayList<>();
        long reached = kept.roll.modSeq();
        for (Roll.News next = kept.news.get(reached);
                next != null && next.after() <= committed;
                next = kept.news.get(reached)) {
            later.add(next);
            reached = next.after();
        }
        if (reached < committed) {
            all.remove(mailbox.id());
            return Optional.empty();
        }
        if (!later.isEmpty()) {
            kept.roll = kept.roll.after(later);
            kept.news.headMap(reached).clear();
            kept.noted = kept.news.values().stream().mapToLong(Roll.News::size).sum();
        }
        boolean whole = reached > committed || kept.roll.size() == mailbox.messages();
        return Optional.of(kept.roll).filter(_ -> whole);
    }

    private Optional<Kept> recall(long mailbox) {
        return Optional.ofNullable(all.get(mailbox)).map(SoftReference::get);
    }

    private synchronized void keep(long mailbox, Roll roll) {
        all.put(mailbox, new SoftReference<>(new Kept(roll)));
        if (all.size() > MOST_MAILBOXES) {
            all.remove(all.keySet().iterator().next());
        }
    }

    /** Notes what a change does that is about to be committed. On the thread that writes. */
    synchronized void note(long mailbox, Roll.News news) {
        recall(mailbox).ifPresent(kept -> {
            // What was noted of this moment or a later one was never committed.
            kept.news.tailMap(news.before()).clear();
            kept.news.put(news.before(), news);
            kept.noted += news.size();
            if (kept.noted > (long) MOST_NEWS * kept.roll.size() + 1000) {
                all.remove(mailbox);
            }
        });
    }

    /** Forgets all: a change failed, or nobody reads any more. */
    synchronized void forget() {
        all.clear();
    }
}
