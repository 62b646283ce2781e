package org.letterlock.engine.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;

/**
 * How base64 is broken into lines (RFC 2045 §6.8): each but the last has the same number of characters, and the same ending follows it. Together with the
 * decoded octets this gives the encoded ones back, to the octet. Decoded octets are handled in chunks, each of which can be written without the others.
 *
 * @param characters of a line; 0 where there is one line only
 * @param ending how many octets end a line: 2 for CRLF, 1 for LF
 */
record Base64Lines(int characters, int ending) {

    /** Octets of a chunk: whole groups of three, about 64 KiB of base64. */
    static final int CHUNK = 48 * 1024;

    private static final int CHUNK_CHARACTERS = CHUNK / 3 * 4;

    /** How many characters stand for so many octets. */
    static long charactersFor(long octets) {
        return (octets + 2) / 3 * 4;
    }

    /** How many octets {@code decoded} octets take when written; no line ending follows the last line. */
    long encodedLength(long decoded) {
        return decoded == 0 ? 0 : offset(charactersFor(decoded) - 1) + 1;
    }

    /** Where a character lies, counted from the first. */
    private long offset(long character) {
        return characters == 0 ? character : character + ending * (character / characters);
    }

    /** Where chunk {@code number} begins. The ending of a line belongs to the chunk that has its last character. */
    long chunkStart(long number) {
        return offset(number * CHUNK_CHARACTERS);
    }

    /** The chunk that has the octet at {@code offset}. */
    long chunkAt(long offset) {
        if (characters == 0) {
            return offset / CHUNK_CHARACTERS;
        }
        long line = (long) characters + ending;
        long character = offset / line * characters + Math.min(offset % line, characters - 1);
        return character / CHUNK_CHARACTERS;
    }

    /**
     * Writes a chunk as it stands in a message.
     *
     * @param decoded octets of chunk {@code number}
     * @param total how many octets all chunks have
     */
    byte[] write(byte[] decoded, long number, long total) {
        byte[] text = Base64.getEncoder().encode(decoded);
        if (characters == 0) {
            return text;
        }
        long first = number * CHUNK_CHARACTERS;
        long last = charactersFor(total) - 1;
        byte[] lines = new byte[length(first, text.length, last)];
        int to = 0;
        for (int from = 0; from < text.length; ) {
            int count = (int) Math.min(text.length - from, characters - (first + from) % characters);
            System.arraycopy(text, from, lines, to, count);
            from += count;
            to += count;
            if ((first + from) % characters == 0 && first + from <= last) {
                to = end(lines, to);
            }
        }
        return lines;
    }

    private int length(long first, int count, long last) {
        long end = first + count;
        return (int) ((end > last ? offset(last) + 1 : offset(end)) - offset(first));
    }

    private int end(byte[] lines, int at) {
        int to = at;
        if (ending == 2) {
            lines[to++] = '\r';
        }
        lines[to++] = '\n';
        return to;
    }

    /**
     * Reads the next chunk from where it stands in a message.
     *
     * @param total how many octets all chunks have
     * @throws EOFException when the message ends before it
     */
    byte[] read(InputStream message, long number, long total) throws IOException {
        long first = number * CHUNK_CHARACTERS;
        int count = (int) Math.min(CHUNK_CHARACTERS, charactersFor(total) - first);
        byte[] lines = message.readNBytes(length(first, count, charactersFor(total) - 1));
        byte[] text = new byte[count];
        int from = 0;
        for (int to = 0; to < count; ) {
            int piece = characters == 0 ? count : (int) Math.min(count - to, characters - (first + to) % characters);
            if (from + piece > lines.length) {
                throw new EOFException("a message ended before its length");
            }
            System.arraycopy(lines, from, text, to, piece);
            to += piece;
            from += piece + ending;
        }
        return Base64.getDecoder().decode(text);
    }
}
