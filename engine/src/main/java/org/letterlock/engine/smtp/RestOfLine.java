package org.letterlock.engine.smtp;

import java.nio.ByteBuffer;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;

/** Skips the rest of a line that was too long. */
public record RestOfLine() implements Grammar<RestOfLine.Skipped> {

    /**
     * A piece was skipped.
     *
     * @param octets how many octets
     * @param ended whether the line's CRLF was among them
     */
    public record Skipped(int octets, boolean ended) {}

    @Override
    public Cut<Skipped> cut(ByteBuffer octets) {
        int end = CommandOctets.indexOfCrlf(octets, octets.position());
        if (end >= 0) {
            int length = end + 2 - octets.position();
            return new Cut.Done<>(new Skipped(length, true), length);
        }
        boolean heldCr = octets.hasRemaining() && octets.get(octets.limit() - 1) == '\r';
        int length = octets.remaining() - (heldCr ? 1 : 0);
        return length == 0 ? new Cut.More<>() : new Cut.Done<>(new Skipped(length, false), length);
    }
}
