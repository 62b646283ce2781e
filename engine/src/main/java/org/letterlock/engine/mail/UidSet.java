package org.letterlock.engine.mail;

import java.util.ArrayList;
import java.util.Arrays;
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

    /** @throws IllegalArgumentException when {@code ranges} are not in order or touch */
    public UidSet {
        ranges = List.copyOf(ranges);
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i).first() - 1 <= ranges.get(i - 1).last()) {
                throw new IllegalArgumentException("ranges not in order: " + ranges.get(i - 1) + " " + ranges.get(i));
            }
        }
    }

    /** The set of all numbers in {@code ranges}, which may come in any order and overlap. */
    public static UidSet of(List<Range> ranges) {
        if (ranges.isEmpty()) {
            return EMPTY;
        }
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(Range::first));
        List<Range> merged = new ArrayList<>();
        long first = sorted.getFirst().first();
        long last = sorted.getFirst().last();
        for (Range range : sorted) {
            if (range.first() - 1 <= last) {
                last = Math.max(last, range.last());
            } else {
                merged.add(new Range(first, last));
                first = range.first();
                last = range.last();
            }
        }
        merged.add(new Range(first, last));
        return new UidSet(merged);
    }

    /** The set of {@code numbers}, which may come in any order and repeat. */
    public static UidSet of(long... numbers) {
        long[] sorted = numbers.clone();
        Arrays.sort(sorted);
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < sorted.length; ) {
            long first = sorted[i];
            long last = first;
            while (++i < sorted.length && sorted[i] - 1 <= last) {
                last = sorted[i];
            }
            ranges.add(new Range(first, last));
        }
        return new UidSet(ranges);
    }

    /** The numbers of {@code ascending} (sorted, none twice) that are in the set, in that order. Time grows with the array and the ranges, not with what they span. */
    public long[] among(long[] ascending) {
        long[] found = new long[ascending.length];
        int count = 0;
        int at = 0;
        for (long number : ascending) {
            while (at < ranges.size() && ranges.get(at).last() < number) {
                at++;
            }
            if (at == ranges.size()) {
                break;
            }
            if (ranges.get(at).first() <= number) {
                found[count++] = number;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** The numbers that are in both sets. Time grows with the ranges, not with what they span. */
    public UidSet intersection(UidSet other) {
        List<Range> common = new ArrayList<>();
        int mine = 0;
        int theirs = 0;
        while (mine < ranges.size() && theirs < other.ranges.size()) {
            Range one = ranges.get(mine);
            Range two = other.ranges.get(theirs);
            long first = Math.max(one.first(), two.first());
            long last = Math.min(one.last(), two.last());
            if (first <= last) {
                common.add(new Range(first, last));
            }
            if (one.last() < two.last()) {
                mine++;
            } else {
                theirs++;
            }
        }
        return new UidSet(common);
    }

    /** The numbers of this set that are not in {@code other}. Time grows with the ranges, not with what they span. */
    public UidSet without(UidSet other) {
        List<Range> left = new ArrayList<>();
        int theirs = 0;
        for (Range range : ranges) {
            long first = range.first();
            while (theirs < other.ranges.size() && other.ranges.get(theirs).last() < first) {
                theirs++;
            }
            int at = theirs;
            while (at < other.ranges.size() && other.ranges.get(at).first() <= range.last()) {
                Range hole = other.ranges.get(at++);
                if (hole.first() > first) {
                    left.add(new Range(first, hole.first() - 1));
                }
                first = Math.max(first, hole.last() + 1);
            }
            if (first <= range.last()) {
                left.add(new Range(first, range.last()));
            }
        }
        return new UidSet(left);
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
