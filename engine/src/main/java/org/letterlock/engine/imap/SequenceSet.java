package org.letterlock.engine.imap;

import java.util.ArrayList;
import java.util.List;
import org.letterlock.engine.mail.UidSet;

/**
 * A sequence-set as a client wrote it (RFC 9051 §9), of sequence numbers or UIDs.
 *
 * @param ranges as written, in no order; empty for {@code $}, the saved result of a search (RFC 9051 §6.4.4.1)
 */
public record SequenceSet(List<Range> ranges) {

    /** Stands for {@code *}, the largest number in use. */
    public static final long STAR = 0;

    /** The saved result of a search. */
    public static final SequenceSet SAVED = new SequenceSet(List.of());

    /**
     * One number or two in either order.
     *
     * @param one a number from 1, or {@link #STAR}
     * @param other the same
     */
    public record Range(long one, long other) {}

    /** Whether it is {@code $}. */
    public boolean isSaved() {
        return ranges.isEmpty();
    }

    /** The largest number written out; 0 where there is none. Ranges to {@code *} do not count: clients send them for mailboxes that may be empty. */
    public long largest() {
        return ranges.stream()
                .filter(range -> range.one() != STAR && range.other() != STAR)
                .mapToLong(range -> Math.max(range.one(), range.other()))
                .max()
                .orElse(0);
    }

    /** The set with {@code *} resolved; without any number that is 0, so an empty mailbox has none for {@code *}. */
    public UidSet resolve(long star) {
        List<UidSet.Range> resolved = new ArrayList<>();
        for (Range range : ranges) {
            long one = range.one() == STAR ? star : range.one();
            long other = range.other() == STAR ? star : range.other();
            if (one > 0 && other > 0) {
                resolved.add(new UidSet.Range(Math.min(one, other), Math.max(one, other)));
            }
        }
        return UidSet.of(resolved);
    }
}
