package org.letterlock.engine.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts octets into lines and remembers where they lie. A line ends at a line feed, a carriage return before it belongs to the
 * line break (RFC 7103 §4 has both). Of each line as much is kept as the reader asks for, so that a line of any length passes through.
 */
final class LineReader {

    private static final int MOST_AT_ONCE = 64 * 1024;

    private final InputStream in;
    private final byte[] block;
    private int position;
    private int filled;
    private byte[] kept = new byte[1024];
    private int keptLength;
    private long start;
    private long end;
    private int lineBreak;

    /** @param length how many octets {@code in} has, as far as that is known: fewer take less memory, more are read as well */
    LineReader(InputStream in, long length) {
        this.in = in;
        this.block = new byte[Math.clamp(length, 1, MOST_AT_ONCE)];
    }

    /** Goes to the next line and keeps its first {@code keep} octets; false at the end. */
    boolean next(int keep) throws IOException {
        start = end;
        keptLength = 0;
        lineBreak = 0;
        boolean afterCarriageReturn = false;
        while (position < filled || fill()) {
            int at = position;
            while (at < filled && block[at] != '\n') {
                at++;
            }
            boolean found = at < filled;
            if (at > position) {
                afterCarriageReturn = block[at - 1] == '\r';
                keep(position, Math.min(at - position, keep - keptLength));
            }
            int next = found ? at + 1 : at;
            end += next - position;
            position = next;
            if (found) {
                lineBreak = afterCarriageReturn ? 2 : 1;
                keptLength = (int) Math.min(keptLength, end - start - lineBreak);
                return true;
            }
        }
        return end > start;
    }

    private boolean fill() throws IOException {
        position = 0;
        filled = Math.max(0, in.read(block));
        return filled > 0;
    }

    private void keep(int from, int count) {
        if (count <= 0) {
            return;
        }
        if (keptLength + count > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(keptLength + count, 2 * kept.length));
        }
        System.arraycopy(block, from, kept, keptLength, count);
        keptLength += count;
    }

    /** Where the line begins. */
    long start() {
        return start;
    }

    /** Where the next line begins. */
    long end() {
        return end;
    }

    /** How many octets end the line: 2, 1, or 0 for a last line without a line break. */
    int lineBreak() {
        return lineBreak;
    }

    /** The kept octets, in {@code [0, keptLength)}; overwritten by the next line. */
    byte[] kept() {
        return kept;
    }

    int keptLength() {
        return keptLength;
    }

    /** Whether nothing of the line was left out. */
    boolean isWhole() {
        return keptLength == end - start - lineBreak;
    }

    boolean isBlank() {
        return end - start == lineBreak;
    }

    boolean startsWithDashes() {
        return keptLength > 2 && kept[0] == '-' && kept[1] == '-';
    }

    /** The kept octets from {@code from}, one character each, without spaces and tabs at the end. */
    String trimmed(int from) {
        int to = keptLength;
        while (to > from && (kept[to - 1] == ' ' || kept[to - 1] == '\t' || kept[to - 1] == '\r')) {
            to--;
        }
        return new String(kept, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
