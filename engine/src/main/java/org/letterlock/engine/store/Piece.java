package org.letterlock.engine.store;

import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.Packer.Packed;

/**
 * Some octets of a message as they are stored.
 *
 * @param start where they lie in the message
 * @param length how many they are
 * @param packed what is stored
 */
record Piece(long start, int length, Packed packed) implements Cut {

    /** How many octets a piece has at most. */
    static final int OCTETS = 64 * 1024;

    /** Ids of pieces and of segments of text: the message's id and a number below 2<sup>20</sup>. */
    private static final int NUMBER_BITS = 20;

    /** Nothing at the beginning of a message. */
    static final Piece NONE = new Piece(0, 0, Packed.raw(new byte[0]));

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

    /** The piece of {@code octets[0, length)}. */
    static Piece of(long start, byte[] octets, int length, Packer packer) {
        return new Piece(start, length, packer.pack(octets, length));
    }

    /** What a row of {@code header} holds from {@code column} on: length, format, data. */
    static Piece header(Sql.Row row, int column) {
        return new Piece(
                0, (int) row.integer(column), new Packed((int) row.integer(column + 1), row.bytes(column + 2)));
    }

    /** What a row of {@code piece} holds from {@code column} on: start, length, format, data. */
    static Piece of(Sql.Row row, int column) {
        return new Piece(
                row.integer(column),
                (int) row.integer(column + 1),
                new Packed((int) row.integer(column + 2), row.bytes(column + 3)));
    }

    boolean holds(long position) {
        return position >= start && position < start + length;
    }

    @Override
    public long storedOctets() {
        return packed.data().length;
    }

    /** Writes the row of a header, which begins a message. */
    void insertHeader(Sql sql, long message) {
        sql.update(
                "INSERT INTO header (message, length, format, data) VALUES (?, ?, ?, ?)",
                message,
                length,
                packed.format(),
                packed.data());
    }

    @Override
    public void insert(Sql sql, long message, long number) {
        sql.update(
                "INSERT INTO piece (id, start, length, format, data) VALUES (?, ?, ?, ?, ?)",
                id(message, number),
                start,
                length,
                packed.format(),
                packed.data());
    }

    /** The octets themselves. */
    byte[] octets(Unpacker unpacker) {
        return unpacker.octets(packed, length);
    }
}
