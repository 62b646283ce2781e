package org.letterlock.engine.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.FlagState;

/**
 * The flags and the mod-sequence of every entry of a mailbox as they were at one moment: 20 octets each, and every set of flags that any of them has once. Never
 * changes, so any number of threads may read it.
 */
final class Roll {

    private static final Condition EVERY = _ -> _ -> true;

    private final long modSeq;
    private final long[] uids;
    private final int[] kinds;
    private final long[] modSeqs;
    private final List<Set<Flag>> sets;

    private Roll(long modSeq, long[] uids, int[] kinds, long[] modSeqs, List<Set<Flag>> sets) {
        this.modSeq = modSeq;
        this.uids = uids;
        this.kinds = kinds;
        this.modSeqs = modSeqs;
        this.sets = sets;
    }

    /** Reads every entry of a mailbox. */
    static Roll load(Sql sql, MailboxState mailbox) {
        Draft draft = new Draft((int) mailbox.messages());
        Map<String, Integer> known = new HashMap<>();
        sql.each(
                "SELECT " + FlagBits.PACKED + ", e.keywords, e.modseq FROM entry e WHERE e.mailbox = ? ORDER BY e.uid",
                row -> {
                    long packed = row.integer(0);
                    int bits = FlagBits.bits(packed);
                    String marks = FlagBits.hasKeywords(packed) ? row.text(1) : "";
                    int kind = known.computeIfAbsent((char) bits + marks, _ -> draft.kind(mailbox.flags(bits, marks)));
                    draft.add(FlagBits.uid(packed), kind, row.integer(2));
                },
                mailbox.id());
        return draft.finish(mailbox.highestModSeq().value());
    }

    /** This after what happened since, one after the other. */
    Roll after(List<News> later) {
        Draft draft = new Draft(this);
        later.forEach(draft::apply);
        return draft.finish(later.getLast().after());
    }

    /** The mod-sequence of the last change that it knows of. */
    long modSeq() {
        return modSeq;
    }

    int size() {
        return uids.length;
    }

    /** The first entry whose UID is {@code uid} or larger; {@link #size} where there is none. */
    int from(long uid) {
        int at = Arrays.binarySearch(uids, uid);
        return at < 0 ? -at - 1 : at;
    }

    FlagState state(int at) {
        return new FlagState(new Uid(uids[at]), sets.get(kinds[at]), new ModSeq(modSeqs[at]), false);
    }

    /** The UIDs of the entries that meet a condition, ascending. */
    List<Uid> find(Condition condition) {
        IntPredicate met = condition.in(this);
        List<Uid> found = new ArrayList<>();
        for (int at = 0; at < uids.length; at++) {
            if (met.test(at)) {
                found.add(new Uid(uids[at]));
            }
        }
        return found;
    }

    private IntPredicate having(Flag flag) {
        boolean[] has = new boolean[sets.size()];
        for (int i = 0; i < has.length; i++) {
            has[i] = sets.get(i).contains(flag);
        }
        return at -> has[kinds[at]];
    }

    /** What entries meet or not. */
    interface Condition {

        /** Which entries of a roll meet it. */
        IntPredicate in(Roll roll);

        /** What {@code expression} asks for; empty where that is more than a roll knows. */
        static Optional<Condition> of(SearchExpression expression) {
            return switch (expression) {
                case SearchExpression.All() -> Optional.of(EVERY);
                case SearchExpression.And(List<SearchExpression> all) ->
                    all.stream()
                            .map(Condition::of)
                            .reduce(
                                    Optional.of(EVERY),
                                    (one, other) -> one.flatMap(first -> other.map(
                                            second -> roll -> first.in(roll).and(second.in(roll)))));
                case SearchExpression.Or(SearchExpression one, SearchExpression other) ->
                    of(one).flatMap(first ->
                            of(other).map(second -> roll -> first.in(roll).or(second.in(roll))));
                case SearchExpression.Not(SearchExpression negated) ->
                    of(negated).map(meant -> roll -> meant.in(roll).negate());
                case SearchExpression.Uids(UidSet wanted) -> Optional.of(roll -> at -> wanted.contains(roll.uids[at]));
                case SearchExpression.HasFlag(Flag flag) -> Optional.of(roll -> roll.having(flag));
                case SearchExpression.ModifiedSince(ModSeq since) ->
                    Optional.of(roll -> at -> roll.modSeqs[at] >= since.value());
                case SearchExpression.Received _,
                        SearchExpression.Sent _,
                        SearchExpression.ReceivedAfter _,
                        SearchExpression.Saved _,
                        SearchExpression.IsMessage _,
                        SearchExpression.InThread _,
                        SearchExpression.LargerThan _,
                        SearchExpression.SmallerThan _,
                        SearchExpression.Subject _,
                        SearchExpression.AddressField _,
                        SearchExpression.Header _,
                        SearchExpression.Body _,
                        SearchExpression.Text _,
                        SearchExpression.Fuzzy _,
                        SearchExpression.Matching _ -> Optional.empty();
            };
        }
    }

    /**
     * What one change did to the entries of a mailbox.
     *
     * @param before the mailbox's mod-sequence until then
     * @param after the mailbox's mod-sequence since then, and that of every entry in {@code marked}
     * @param marked entries that are new or have other flags, in the order in which that came about
     * @param gone the UIDs of those that went
     */
    record News(long before, long after, List<Mark> marked, List<Long> gone) {

        int size() {
            return marked.size() + gone.size();
        }
    }

    /** The flags that an entry has now. */
    record Mark(long uid, Set<Flag> flags) {}

    /** A roll that is being written. */
    private static final class Draft {

        private long[] uids;
        private int[] kinds;
        private long[] modSeqs;
        private int size;
        private final BitSet gone = new BitSet();
        private final List<Set<Flag>> sets;
        private final Map<Set<Flag>, Integer> numbers = new HashMap<>();

        /** Most come again and again as the same object, and are not compared then. */
        private final IdentityHashMap<Set<Flag>, Integer> met = new IdentityHashMap<>();

        private Draft(int entries) {
            uids = new long[entries];
            kinds = new int[entries];
            modSeqs = new long[entries];
            sets = new ArrayList<>();
        }

        private Draft(Roll before) {
            uids = before.uids.clone();
            kinds = before.kinds.clone();
            modSeqs = before.modSeqs.clone();
            size = uids.length;
            sets = new ArrayList<>(before.sets);
            for (int i = 0; i < sets.size(); i++) {
                numbers.put(sets.get(i), i);
            }
        }

        private int kind(Set<Flag> flags) {
            return met.computeIfAbsent(
                    flags,
                    these -> numbers.computeIfAbsent(these, added -> {
                        sets.add(added);
                        return sets.size() - 1;
                    }));
        }

        private void add(long uid, int kind, long modSeq) {
            if (size == uids.length) {
                int larger = size + (size >> 1) + 16;
                uids = Arrays.copyOf(uids, larger);
                kinds = Arrays.copyOf(kinds, larger);
                modSeqs = Arrays.copyOf(modSeqs, larger);
            }
            uids[size] = uid;
            kinds[size] = kind;
            modSeqs[size++] = modSeq;
        }

        private void apply(News news) {
            int at = -1;
            for (Mark mark : news.marked()) {
                // Mostly they stand one behind the other.
                boolean found = ++at < size && uids[at] == mark.uid();
                at = found ? at : Arrays.binarySearch(uids, 0, size, mark.uid());
                if (at < 0) {
                    // UIDs ascend: what is new is behind all others.
                    at = size;
                    add(mark.uid(), kind(mark.flags()), news.after());
                } else {
                    kinds[at] = kind(mark.flags());
                    modSeqs[at] = news.after();
                }
            }
            for (long uid : news.gone()) {
                int left = Arrays.binarySearch(uids, 0, size, uid);
                if (left >= 0) {
                    gone.set(left);
                }
            }
        }

        private Roll finish(long modSeq) {
            int kept = 0;
            for (int at = 0; at < size; at++) {
                if (!gone.get(at)) {
                    uids[kept] = uids[at];
                    kinds[kept] = kinds[at];
                    modSeqs[kept++] = modSeqs[at];
                }
            }
            return kept == uids.length
                    ? new Roll(modSeq, uids, kinds, modSeqs, sets)
                    : new Roll(
                            modSeq,
                            Arrays.copyOf(uids, kept),
                            Arrays.copyOf(kinds, kept),
                            Arrays.copyOf(modSeqs, kept),
                            sets);
        }
    }
}
