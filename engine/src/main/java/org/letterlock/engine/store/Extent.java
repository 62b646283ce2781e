package org.letterlock.engine.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.sqlite.Sql;

/**
 * How long a message is, with what was read of it at the same time.
 *
 * @param message its id
 * @param size its octets
 * @param header how many of them are its header
 * @param beginning its first octets: the header, or what is stored of it as such, and perhaps the first piece
 */
record Extent(long message, long size, long header, List<Piece> beginning) {

    /** So much of several messages may be read ahead. */
    static final long MAX_AHEAD = 256 * 1024;

    /** What is read of a message along with its length. */
    enum Ahead {
        /** Its header, unless that is long. */
        HEADER,
        /** The first piece behind it, too: most messages have no more. */
        BODY
    }

    static Optional<Extent> of(Sql sql, long message, Ahead ahead) {
        return sql.first(
                "SELECT m.size, m.header, " + columns(ahead) + " FROM message m" + join("m.id", ahead)
                        + " WHERE m.id = ? AND m.state = 1",
                row -> new Extent(message, row.integer(0), row.integer(1), beginning(row, 2, ahead)),
                message);
    }

    /** What {@link #read} reads of what {@link #join} joined. Length and format are one number, -1 where there is none: each column of a row is a call of its own into the driver. */
    static String columns(Ahead ahead) {
        return "ifnull(h.length * 2 + h.format, -1), h.data"
                + (ahead == Ahead.BODY ? ", ifnull(p.length * 2 + p.format, -1), p.data" : "");
    }

    /** Joins the octets of the message whose id is {@code message}: a row each. */
    static String join(String message, Ahead ahead) {
        return " LEFT JOIN header h ON h.message = " + message
                + (ahead == Ahead.BODY
                        ? " LEFT JOIN piece p ON p.id = " + message + " * " + Piece.id(1, 0) + " AND p.blob IS NULL"
                        : "");
    }

    /** What a row says whose {@link #columns} begin at {@code column}. How long the header is, it says where {@link #isHeld}. */
    static Extent read(long message, long size, Sql.Row row, int column, Ahead ahead) {
        List<Piece> beginning = beginning(row, column, ahead);
        return new Extent(message, size, beginning.getFirst().length(), beginning);
    }

    private static List<Piece> beginning(Sql.Row row, int column, Ahead ahead) {
        long header = row.integer(column);
        if (header < 0) {
            throw PieceStream.missing();
        }
        List<Piece> beginning = new ArrayList<>(2);
        beginning.add(piece(0, header, row, column + 1));
        long first = ahead == Ahead.BODY ? row.integer(column + 2) : -1;
        if (first >= 0) {
            beginning.add(piece(beginning.getFirst().length(), first, row, column + 3));
        }
        return beginning;
    }

    private static Piece piece(long start, long lengthAndFormat, Sql.Row row, int data) {
        return new Piece(
                start, (int) (lengthAndFormat >> 1), new Packer.Packed((int) (lengthAndFormat & 1), row.bytes(data)));
    }

    /** Whether nothing more needs to be read. */
    boolean isHeld(Ahead ahead) {
        Piece first = beginning.getFirst();
        return first.length() < Piece.OCTETS
                && (ahead == Ahead.HEADER || first.length() + length(beginning, 1) == size);
    }

    private static long length(List<Piece> pieces, int at) {
        return at < pieces.size() ? pieces.get(at).length() : 0;
    }

    /** Octets that are held. */
    long held() {
        return beginning.stream().mapToLong(Piece::storedOctets).sum();
    }
}
