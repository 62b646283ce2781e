package org.letterlock.engine.imap;

import java.nio.ByteBuffer;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;

/** Cuts what has arrived of a literal, so that it can be taken in pieces whatever size was announced. */
public final class LiteralGrammar implements Grammar<byte[]> {

    private final int atMost;

    /** @param atMost how many octets one piece may have, at least 1 */
    public LiteralGrammar(int atMost) {
        this.atMost = atMost;
    }

    @Override
    public Cut<byte[]> cut(ByteBuffer octets) {
        int length = Math.min(octets.remaining(), atMost);
        if (length == 0) {
            return new Cut.More<>();
        }
        byte[] piece = new byte[length];
        octets.get(octets.position(), piece, 0, length);
        return new Cut.Done<>(piece, length);
    }
}
