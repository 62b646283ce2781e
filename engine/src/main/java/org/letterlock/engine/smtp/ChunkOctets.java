package org.letterlock.engine.smtp;

import java.nio.ByteBuffer;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;

/**
 * The octets that follow BDAT (RFC 3030 §2), as many of them as have arrived.
 *
 * @param max how many there may be at most in one piece, at least 1
 */
public record ChunkOctets(int max) implements Grammar<byte[]> {

    @Override
    public Cut<byte[]> cut(ByteBuffer octets) {
        int length = Math.min(max, octets.remaining());
        if (length == 0) {
            return new Cut.More<>();
        }
        byte[] piece = new byte[length];
        octets.get(octets.position(), piece);
        return new Cut.Done<>(piece, length);
    }
}
