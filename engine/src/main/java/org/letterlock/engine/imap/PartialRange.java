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

    /** Those of {@code ascending} that are wanted, ascending. */
    public long[] of(long[] ascending) {
        long first = Math.min(one, other);
        long last = Math.max(one, other);
        long from = fromEnd ? ascending.length - last : first - 1;
        long to = fromEnd ? ascending.length - first + 1 : last;
        int start = Math.clamp(from, 0, ascending.length);
        int end = Math.clamp(to, start, ascending.length);
        return Arrays.copyOfRange(ascending, start, end);
    }

    /** Those of {@code ascending} that are wanted, as a set. */
    public UidSet setOf(long[] ascending) {
        return UidSet.of(of(ascending));
    }

    /** The range as the client wrote it. */
    @Override
    public String toString() {
        String sign = fromEnd ? "-" : "";
        return sign + one + ":" + sign + other;
    }
}
