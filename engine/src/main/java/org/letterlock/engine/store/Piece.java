package org.letterlock.engine.store;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Sql;

/**
 * Some octets of a message as they are stored.
 *
 * @param start where they lie in the message
 * @param length how many they are
 * @param format {@link #RAW} or {@link #DEFLATED}
 * @param data what is stored
 */
record Piece(long start, int length, int format, byte[] data) {

    static final int RAW = 0;
    static final int DEFLATED = 1;

    /** How many octets a piece has at most. */
    static final int OCTETS = 64 * 1024;

    /** Ids of pieces and of segments of text: the message's id and a number below 2<sup>20</sup>. */
    private static final int NUMBER_BITS = 20;

    static long id(long message, long number) {
        return (message << NUMBER_BITS) + number;
    }

    /** The last id that a piece of {@code message} can have. */
    static long lastId(long message) {
        return id(message + 1, 0) - 1;
    }

    static long message(long id) {
        return id >> NUMBER_BITS;
    }

    static long number(long id) {
        return id & ((1L << NUMBER_BITS) - 1);
    }

    /** The piece of {@code octets[0, length)}, compressed where that saves something. */
    static Piece of(long start, byte[] octets, int length, Deflater deflater) {
        byte[] deflated = new byte[length];
        deflater.reset();
        deflater.setInput(octets, 0, length);
        deflater.finish();
        int size = deflater.deflate(deflated);
        return deflater.finished() && size < length - length / 16
                ? new Piece(start, length, DEFLATED, Arrays.copyOf(deflated, size))
                : new Piece(start, length, RAW, Arrays.copyOf(octets, length));
    }

    void insert(Sql sql, long message, long number) {
        sql.update(
                "INSERT INTO piece (id, start, length, format, data) VALUES (?, ?, ?, ?, ?)",
                id(message, number),
                start,
                length,
                format,
                data);
    }

    /** The octets themselves. */
    byte[] octets() {
        return format == RAW ? data : inflate(data, length);
    }

    static byte[] inflate(byte[] data, int length) {
        byte[] octets = new byte[length];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(data);
            int size = inflater.inflate(octets);
            if (size != length) {
                throw damaged();
            }
            return octets;
        } catch (DataFormatException e) {
            throw new DatabaseException(DatabaseException.Reason.DAMAGED, "account: a piece does not inflate", e);
        } finally {
            inflater.end();
        }
    }

    private static DatabaseException damaged() {
        return new DatabaseException(DatabaseException.Reason.DAMAGED, "account: a piece has another length");
    }
}
