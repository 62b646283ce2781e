package org.letterlock.engine.store;

import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.Blobs.Reference;

/** Octets of a message, read piece by piece, each by a short read of its own. */
final class PieceStream extends InputStream {

    private final Ledger ledger;
    private final long message;
    private final long end;
    private long position;
    private final List<Piece> known;
    private final Unpacker unpacker;
    private Slice slice = new Slice(0, new byte[0]);

    /**
     * @param unpacker stays the caller's
     * @param known what of the message was read already: its header at least
     */
    PieceStream(Ledger ledger, Unpacker unpacker, long message, List<Piece> known, long start, long end) {
        this.ledger = ledger;
        this.message = message;
        this.known = known;
        this.unpacker = unpacker;
        this.position = start;
        this.end = end;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (position >= end) {
            return -1;
        }
        if (!slice.holds(position)) {
            slice = known.stream()
                    .filter(piece -> piece.holds(position))
                    .findFirst()
                    .map(this::slice)
                    .orElseGet(() -> ledger.read(this::locate));
        }
        int at = (int) (position - slice.start());
        int count = (int) Math.min(Math.min(length, slice.octets().length - at), end - position);
        System.arraycopy(slice.octets(), at, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.clamp(count, 0, end - position);
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return slice.holds(position)
                ? (int) Math.min(slice.start() + slice.octets().length - position, end - position)
                : 0;
    }

    /** The piece that holds the octet at {@code position}, found by bisection. */
    private Slice locate(Sql sql) {
        long low = 0;
        long high = sql.first("SELECT pieces FROM message WHERE id = ?", row -> row.integer(0), message)
                        .orElseThrow(PieceStream::missing)
                - 1;
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            if (start(sql, middle) <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Slice found = sql.first(
                        "SELECT start, length, format, data, blob, line FROM piece WHERE id = ?",
                        row -> slice(sql, row),
                        Piece.id(message, low))
                .orElseThrow(PieceStream::missing);
        if (!found.holds(position)) {
            throw missing();
        }
        return found;
    }

    private Slice slice(Sql sql, Sql.Row row) {
        long start = row.integer(0);
        int format = (int) row.integer(2);
        if (row.isNull(4)) {
            return slice(Piece.of(row, 0));
        }
        return Blobs.slice(sql, Reference.of(row.integer(4), start, format, (int) row.integer(5)), position);
    }

    private Slice slice(Piece piece) {
        return new Slice(piece.start(), piece.octets(unpacker));
    }

    private long start(Sql sql, long number) {
        return sql.first("SELECT start FROM piece WHERE id = ?", row -> row.integer(0), Piece.id(message, number))
                .orElseThrow(PieceStream::missing);
    }

    static DatabaseException missing() {
        return new DatabaseException(DatabaseException.Reason.DAMAGED, "account: a piece of a message is missing");
    }

    /**
     * Octets and where in the message they lie.
     *
     * @param start of the first
     * @param octets themselves
     */
    record Slice(long start, byte[] octets) {

        boolean holds(long position) {
            return position >= start && position < start + octets.length;
        }
    }
}
