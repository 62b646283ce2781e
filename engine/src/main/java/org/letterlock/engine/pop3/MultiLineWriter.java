package org.letterlock.engine.pop3;

import java.nio.charset.StandardCharsets;

/**
 * Writes the lines of a multi-line response (RFC 1939 §3) to a sink, gathered into pieces of some KiB: every line ends with CRLF, whatever its end was, one that begins with
 * a dot gets another, and a dot alone ends all. What looks like that end in a letter whose lines end with LF is therefore none. For one thread.
 */
public final class MultiLineWriter {

    private static final int BUFFER = 16 * 1024;

    /** What one step may add to the buffer besides what it copies. */
    private static final int SPARE = 8;

    private static final byte[] END = {'.', '\r', '\n'};

    private final Sink sink;
    private final byte[] buffer = new byte[BUFFER];
    private int filled;
    private long lineLength;
    private boolean afterCarriageReturn;
    private boolean inBody;
    private long bodyLinesLeft;

    /** Where octets go. */
    @FunctionalInterface
    public interface Sink {
        /** Takes octets; the array is the writer's again when it returns. */
        void write(byte[] octets, int offset, int length);
    }

    private MultiLineWriter(Sink sink, long bodyLines) {
        this.sink = sink;
        this.bodyLinesLeft = bodyLines;
    }

    /** One for lines of any number. */
    public static MultiLineWriter of(Sink sink) {
        return new MultiLineWriter(sink, Long.MAX_VALUE);
    }

    /** One for the header of a letter, the empty line behind it, and {@code bodyLines} lines of its body (RFC 1939 §7, TOP). */
    public static MultiLineWriter top(Sink sink, int bodyLines) {
        return new MultiLineWriter(sink, bodyLines);
    }

    /** Whether nothing more is wanted. */
    public boolean isFull() {
        return inBody && bodyLinesLeft <= 0;
    }

    /** One line of text. */
    public void line(String text) {
        byte[] octets = (text + "\r\n").getBytes(StandardCharsets.UTF_8);
        write(octets, 0, octets.length);
    }

    /** Octets of lines, cut anywhere; what is behind the last line wanted is passed over. */
    public void write(byte[] octets, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end && !isFull()) {
            if (lineLength == 0 && octets[at] == '.') {
                put('.');
            }
            int lineFeed = at;
            while (lineFeed < end && octets[lineFeed] != '\n') {
                lineFeed++;
            }
            if (lineFeed > at) {
                copy(octets, at, lineFeed);
                afterCarriageReturn = octets[lineFeed - 1] == '\r';
                lineLength += lineFeed - at;
            }
            if (lineFeed < end) {
                endLine();
            }
            at = lineFeed + 1;
        }
    }

    private void endLine() {
        if (!afterCarriageReturn) {
            put('\r');
        }
        put('\n');
        boolean blank = lineLength == (afterCarriageReturn ? 1 : 0);
        if (inBody) {
            bodyLinesLeft--;
        } else {
            inBody = blank;
        }
        lineLength = 0;
        afterCarriageReturn = false;
    }

    /** Ends the last line where it has no end, and the response. */
    public void end() {
        if (lineLength > 0) {
            afterCarriageReturn = false;
            endLine();
        }
        for (byte octet : END) {
            put(octet);
        }
        flush();
    }

    private void put(int octet) {
        if (filled > BUFFER - SPARE) {
            flush();
        }
        buffer[filled++] = (byte) octet;
    }

    private void copy(byte[] octets, int from, int until) {
        int at = from;
        while (at < until) {
            if (filled > BUFFER - SPARE) {
                flush();
            }
            int count = Math.min(until - at, BUFFER - filled);
            System.arraycopy(octets, at, buffer, filled, count);
            filled += count;
            at += count;
        }
    }

    private void flush() {
        if (filled > 0) {
            sink.write(buffer, 0, filled);
            filled = 0;
        }
    }
}
