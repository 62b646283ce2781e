package org.letterlock.engine.imap;

import java.util.Arrays;
import org.letterlock.engine.mail.UidSet;

/**
 * Which of many results are wanted (RFC 9394 §4, partial-range).
 *
 * @param one a position from 1
 * @param other the same; the two may come in either order
 * @param fromEnd whether they count from the last one backwards
 */
public record PartialRange(long one, long other, boolean fromEnd) {

    /** Those of {@code results} that are wanted, in their order. */
    public long[] of(long[] results) {
        long first = Math.min(one, other);
        long last = Math.max(one, other);
        long from = fromEnd ? results.length - last : first - 1;
        long to = fromEnd ? results.length - first + 1 : last;
        int start = Math.clamp(from, 0, results.length);
        int end = Math.clamp(to, start, results.length);
        return Arrays.copyOfRange(results, start, end);
    }

    /** Those of {@code results} that are wanted, as a set. */
    public UidSet setOf(long[] results) {
        return UidSet.of(of(results));
    }

    /** The range as the client wrote it. */
    @Override
    public String toString() {
        String sign = fromEnd ? "-" : "";
        return sign + one + ":" + sign + other;
    }
}
