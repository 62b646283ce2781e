package org.letterlock.engine.imap;

import java.nio.ByteBuffer;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;

/** Cuts one line of a command and recognises the literal it may announce (RFC 9051 §4.3, RFC 7888 §3). */
public final class CommandPartGrammar implements Grammar<CommandPart> {

    private static final int MAX_DIGITS = 18;

    private final int limit;

    /** @param limit how many octets a line may have, its CRLF not counted */
    public CommandPartGrammar(int limit) {
        this.limit = limit;
    }

    @Override
    public Cut<CommandPart> cut(ByteBuffer octets) {
        int start = octets.position();
        int last = Math.min(octets.limit(), start + limit + 2);
        for (int at = start; at < last; at++) {
            if (octets.get(at) == '\n') {
                return line(octets, start, at);
            }
        }
        if (octets.limit() - start >= limit + 2) {
            return new Cut.Done<>(new CommandPart.TooLong(copy(octets, start, limit)), limit);
        }
        return new Cut.More<>();
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

    private Cut<CommandPart> line(ByteBuffer octets, int start, int lineFeed) {
        int taken = lineFeed + 1 - start;
        boolean bare = lineFeed == start || octets.get(lineFeed - 1) != '\r';
        int length = lineFeed - start - (bare ? 0 : 1);
        if (length > limit) {
            return new Cut.Done<>(new CommandPart.TooLong(copy(octets, start, limit)), limit);
        }
        byte[] line = copy(octets, start, length);
        return new Cut.Done<>(bare ? new CommandPart.BareLineFeed(line) : part(line), taken);
    }

    private static CommandPart part(byte[] line) {
        int at = line.length - 1;
        if (at < 0 || line[at] != '}') {
            return new CommandPart.End(line);
        }
        at--;
        boolean synchronizing = true;
        if (at >= 0 && line[at] == '+') {
            synchronizing = false;
            at--;
        }
        int end = at;
        while (at >= 0 && line[at] >= '0' && line[at] <= '9') {
            at--;
        }
        if (at < 0 || line[at] != '{' || end == at) {
            return new CommandPart.End(line);
        }
        boolean binary = at > 0 && line[at - 1] == '~';
        return new CommandPart.Literal(line, number(line, at + 1, end), synchronizing, binary);
    }

    private static long number(byte[] line, int first, int last) {
        int from = first;
        while (from < last && line[from] == '0') {
            from++;
        }
        if (last - from >= MAX_DIGITS) {
            return Long.MAX_VALUE;
        }
        long value = 0;
        for (int i = from; i <= last; i++) {
            value = value * 10 + (line[i] - '0');
        }
        return value;
    }

    private static byte[] copy(ByteBuffer octets, int start, int length) {
        byte[] copy = new byte[length];
        octets.get(start, copy, 0, length);
        return copy;
    }
}
