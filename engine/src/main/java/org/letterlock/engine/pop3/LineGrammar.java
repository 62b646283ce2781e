package org.letterlock.engine.pop3;

import java.nio.ByteBuffer;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;

/**
 * Cuts the line of a command, or of a response to a challenge (RFC 1939 §3, RFC 2449 §4).
 *
 * @param limit how many octets a line may have, its CRLF not counted
 */
public record LineGrammar(int limit) implements Grammar<LineGrammar.Line> {

    /** What was cut. */
    public sealed interface Line {

        /**
         * A line without its CRLF. May hold a secret.
         *
         * @param octets the line
         */
        record Whole(byte[] octets) implements Line {
            @Override
            public String toString() {
                return "Whole[...]";
            }
        }

        /** A line that ends with LF without CR; taken whole. */
        record BareLineFeed() implements Line {}

        /** The line passes the limit; its rest is still to come, see {@link RestOfLine}. */
        record TooLong() implements Line {}
    }

    @Override
    public Cut<Line> cut(ByteBuffer octets) {
        int start = octets.position();
        int last = Math.min(octets.limit(), start + limit + 2);
        for (int at = start; at < last; at++) {
            if (octets.get(at) == '\n') {
                return line(octets, start, at);
            }
        }
        return octets.remaining() >= limit + 2 ? new Cut.Done<>(new Line.TooLong(), limit) : new Cut.More<>();
    }

    private Cut<Line> line(ByteBuffer octets, int start, int lineFeed) {
        int taken = lineFeed + 1 - start;
        if (lineFeed == start || octets.get(lineFeed - 1) != '\r') {
            return taken - 1 > limit
                    ? new Cut.Done<>(new Line.TooLong(), limit)
                    : new Cut.Done<>(new Line.BareLineFeed(), taken);
        }
        byte[] line = new byte[taken - 2];
        octets.get(start, line);
        return new Cut.Done<>(new Line.Whole(line), taken);
    }

    /** Only a line feed, or passing the limit, makes a difference. */
    @Override
    public boolean mayComplete(ByteBuffer octets, int seen) {
        if (octets.remaining() >= limit + 2) {
            return true;
        }
        for (int at = octets.position() + seen; at < octets.limit(); at++) {
            if (octets.get(at) == '\n') {
                return true;
            }
        }
        return false;
    }
}
