package org.letterlock.engine.imapserver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.letterlock.engine.mail.UidSet;

/**
 * The messages of a mailbox as the client counts them (RFC 9051 §2.3.1.2): number n is the n-th UID. A message that vanished keeps its number until
 * {@link #expunge}, because the client must be told first. One thread; eight octets a message.
 */
final class MessageSequence {

    private long[] uids;
    private int size;
    private final BitSet vanished = new BitSet();

    /** @param uids ascending */
    MessageSequence(long[] uids) {
        this.uids = uids.clone();
        this.size = uids.length;
    }

    /** How many messages the client knows. */
    int size() {
        return size;
    }

    /** The UID of message {@code number}, 1 to {@link #size}. */
    long uid(int number) {
        if (number < 1 || number > size) {
            throw new IndexOutOfBoundsException(number);
        }
        return uids[number - 1];
    }

    /** The number of the message with {@code uid}, 0 if the client knows none. */
    int number(long uid) {
        int at = Arrays.binarySearch(uids, 0, size, uid);
        return at < 0 ? 0 : at + 1;
    }

    /** The largest UID, 0 in an empty mailbox. */
    long lastUid() {
        return size == 0 ? 0 : uids[size - 1];
    }

    /** Adds a message behind all others; one that is not behind them is known already. */
    void append(long uid) {
        if (uid <= lastUid()) {
            return;
        }
        if (size == uids.length) {
            uids = Arrays.copyOf(uids, Math.max(16, size + (size >> 1)));
        }
        uids[size++] = uid;
    }

    /** Marks messages that are gone; numbers that the client never had are passed over. */
    void vanish(UidSet gone) {
        for (UidSet.Range range : gone.ranges()) {
            int from = lowerBound(range.first());
            int to = lowerBound(range.last() + 1);
            if (from < to) {
                vanished.set(from, to);
            }
        }
    }

    private int lowerBound(long uid) {
        int at = Arrays.binarySearch(uids, 0, size, uid);
        return at < 0 ? -at - 1 : at;
    }

    /** Whether messages vanished that the client still counts. */
    boolean hasVanished() {
        return !vanished.isEmpty();
    }

    /** The UIDs of messages that vanished, of those numbered up to {@code last}. */
    UidSet vanished(int last) {
        return UidSet.of(vanished.stream()
                .filter(at -> at < last)
                .mapToLong(at -> uids[at])
                .toArray());
    }

    /** The UIDs of the messages behind the first {@code count} that are there still. */
    UidSet behind(int count) {
        return UidSet.of(IntStream.range(count, size)
                .filter(at -> !vanished.get(at))
                .mapToLong(at -> uids[at])
                .toArray());
    }

    /** The UIDs of {@code set} that the client counts. */
    UidSet counted(UidSet set) {
        return UidSet.of(set.among(Arrays.copyOf(uids, size)));
    }

    /** Takes out what vanished and says which numbers to announce, in this order: the largest first, so that none shifts another. */
    List<Integer> expunge() {
        List<Integer> numbers = new ArrayList<>(vanished.cardinality());
        for (int at = vanished.length() - 1; at >= 0; at = vanished.previousSetBit(at - 1)) {
            numbers.add(at + 1);
        }
        int kept = vanished.isEmpty() ? size : vanished.nextSetBit(0);
        for (int at = kept; at < size; at++) {
            if (!vanished.get(at)) {
                uids[kept++] = uids[at];
            }
        }
        size = kept;
        vanished.clear();
        return numbers;
    }

    /** The UIDs of the messages in {@code numbers}; numbers beyond the last are passed over. */
    UidSet uids(UidSet numbers) {
        List<UidSet.Range> ranges = new ArrayList<>();
        for (UidSet.Range range : numbers.ranges()) {
            if (range.first() <= size) {
                int last = (int) Math.min(range.last(), size);
                ranges.add(new UidSet.Range(uid((int) range.first()), uid(last)));
            }
        }
        return UidSet.of(ranges);
    }

    /** {@code wanted} without UIDs larger than any that the client knows. */
    UidSet known(UidSet wanted) {
        List<UidSet.Range> ranges = new ArrayList<>();
        for (UidSet.Range range : wanted.ranges()) {
            if (range.first() <= lastUid()) {
                ranges.add(new UidSet.Range(range.first(), Math.min(range.last(), lastUid())));
            }
        }
        return UidSet.of(ranges);
    }
}
