package org.letterlock.engine.imap;

import java.nio.ByteBuffer;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;

/** Skips the rest of a line that was too long, in pieces. Yields how many octets were skipped, negative when the line's end was among them. */
public final class SkipLineGrammar implements Grammar<Integer> {

    @Override
    public Cut<Integer> cut(ByteBuffer octets) {
        int start = octets.position();
        for (int at = start; at < octets.limit(); at++) {
            if (octets.get(at) == '\n') {
                int skipped = at + 1 - start;
                return new Cut.Done<>(-skipped, skipped);
            }
        }
        int skipped = octets.remaining();
        return skipped == 0 ? new Cut.More<>() : new Cut.Done<>(skipped, skipped);
    }
}
