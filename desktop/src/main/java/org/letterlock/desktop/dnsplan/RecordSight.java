package org.letterlock.desktop.dnsplan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a planned record stands in the DNS.
 *
 * @param state what to think of it
 * @param found what stands there, as far as anybody answered
 * @param instead what should stand there instead of the planned value, a text without quotes; null where that is the planned value
 * @param seenBy how many resolvers see it
 * @param asked how many answered
 */
public record RecordSight(
        PlannedRecord planned,
        State state,
        List<String> found,
        @Nullable String instead,
        int seenBy,
        int asked) {

    /** What to think of it. */
    public enum State {
        /** Nobody answered yet. */
        UNKNOWN,
        /** All see it, and there are at least two of them. */
        SEEN,
        /** Whoever answered has it, but too few resolvers answered to say that the world does. */
        UNHEARD,
        /** The domain's own servers have it, or some resolvers see it; the others still remember what was before. */
        SPREADING,
        MISSING,
        /** Something else stands there, or beside it. */
        OTHER,
        /** Something stands there that has a right to; {@link #instead} is one record for both. */
        MERGE,
        /** Something stands there that has a right to, and one record for both would be broken (RFC 7208 §4.6.4). */
        CROWDED,
        /** It is there, with quotes that are part of the text. */
        QUOTED,
        /** It is at its name with the domain twice, because the panel adds the domain by itself. */
        DOUBLED
    }

    /** One that nobody was asked about. */
    public static RecordSight unknown(PlannedRecord planned) {
        return new RecordSight(planned, State.UNKNOWN, List.of(), null, 0, 0);
    }

    /** Whether nothing is left to be done for it. */
    public boolean isDone() {
        return state == State.SEEN || state == State.UNHEARD || state == State.SPREADING;
    }
}
