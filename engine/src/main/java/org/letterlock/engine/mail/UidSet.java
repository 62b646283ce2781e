package org.letterlock.engine.mail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A set of UIDs or of sequence numbers as intervals (RFC 9051 §9, sequence-set with every {@code *} resolved): small however
 * many numbers it spans.
 *
 * @param ranges ascending, neither overlapping nor touching
 */
public record UidSet(List<Range> ranges) {

    /** No number. */
    public static final UidSet EMPTY = new UidSet(List.of());

    /**
     * An interval.
     *
     * @param first the smallest number in it, at least 1
     * @param last the largest number in it, at least {@code first}
     */
    public record Range(long first, long last) {
        public Range {
            if (first < 1 || last < first) {
                throw new IllegalArgumentException("not a range: " + first + ":" + last);
            }
        }

        @Override
        public String toString() {
            return first == last ? Long.toString(first) : first + ":" + last;
        }
    }

    /** The set of all numbers in {@code ranges}, which may come in any order and overlap. */
    public static UidSet of(List<Range> ranges) {
        List<Range> merged = new ArrayList<>();
        for (Range range :
                ranges.stream().sorted(Comparator.comparingLong(Range::first)).toList()) {
            Range before = merged.isEmpty() ? null : merged.getLast();
            if (before != null && range.first() <= before.last() + 1) {
                merged.set(merged.size() - 1, new Range(before.first(), Math.max(before.last(), range.last())));
            } else {
                merged.add(range);
            }
        }
        return new UidSet(List.copyOf(merged));
    }

    /** The set of {@code numbers}. */
    public static UidSet of(long... numbers) {
        return of(LongStream.of(numbers).mapToObj(n -> new Range(n, n)).toList());
    }

    /** Whether {@code number} is in the set. */
    public boolean contains(long number) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Range range = ranges.get(middle);
            if (number < range.first()) {
                high = middle - 1;
            } else if (number > range.last()) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Whether it holds no number. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** How many numbers it spans. */
    public long size() {
        return ranges.stream().mapToLong(r -> r.last() - r.first() + 1).sum();
    }

    /** The numbers, ascending. Lazy: mind how many a client may span. */
    public LongStream stream() {
        return ranges.stream().flatMapToLong(r -> LongStream.rangeClosed(r.first(), r.last()));
    }

    /** The set as IMAP writes it; the empty string for the empty set. */
    @Override
    public String toString() {
        return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
    }
}
