package org.letterlock.engine.pop3;

import java.nio.ByteBuffer;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;

/** Skips the rest of a line that was too long, in pieces. */
public record RestOfLine() implements Grammar<RestOfLine.Skipped> {

    /**
     * A piece was skipped.
     *
     * @param octets how many octets
     * @param ended whether the line's end was among them
     */
    public record Skipped(int octets, boolean ended) {}

    @Override
    public Cut<Skipped> cut(ByteBuffer octets) {
        int start = octets.position();
        for (int at = start; at < octets.limit(); at++) {
            if (octets.get(at) == '\n') {
                int skipped = at + 1 - start;
                return new Cut.Done<>(new Skipped(skipped, true), skipped);
            }
        }
        int skipped = octets.remaining();
        return skipped == 0 ? new Cut.More<>() : new Cut.Done<>(new Skipped(skipped, false), skipped);
    }
}
