package org.letterlock.engine.store;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.Packer.Packed;

/** Decoded attachments, kept once each; a piece that refers to one stands for its base64. */
final class Blobs {

    /** The formats of a piece that refers to a blob: lines that end in CRLF, and in LF. */
    private static final int BASE64_CRLF = 2;

    private static final int BASE64_LF = 3;

    /** {@code refs} of a blob that is being written. */
    private static final int UNFINISHED = -1;

    private Blobs() {}

    /** Whether the account has this content. */
    static boolean has(Sql sql, Attachment attachment) {
        return find(sql, attachment).isPresent();
    }

    private static Optional<Long> find(Sql sql, Attachment attachment) {
        return sql.first("SELECT id FROM blob WHERE sha256 = ?", row -> row.integer(0), attachment.sha256());
    }

    /** Writes a piece for {@code attachment} that refers to the blob with its content, where there is one. */
    static boolean refer(Sql sql, Attachment attachment, long message, long number) {
        Optional<Long> blob = find(sql, attachment);
        blob.ifPresent(id -> {
            sql.update("UPDATE blob SET refs = refs + 1 WHERE id = ?", id);
            insertPiece(sql, attachment, id, message, number);
        });
        return blob.isPresent();
    }

    private static void insertPiece(Sql sql, Attachment attachment, long blob, long message, long number) {
        Base64Lines lines = attachment.lines();
        sql.update(
                "INSERT INTO piece (id, start, length, format, line, blob) VALUES (?, ?, ?, ?, ?, ?)",
                Piece.id(message, number),
                attachment.start(),
                lines.encodedLength(attachment.length()),
                lines.ending() == 1 ? BASE64_LF : BASE64_CRLF,
                lines.characters(),
                blob);
    }

    /** Begins a blob. Nobody finds it before it is finished. */
    static long begin(Sql sql, Attachment attachment) {
        return sql.insert("INSERT INTO blob (length, refs) VALUES (?, ?)", attachment.length(), UNFINISHED);
    }

    static void addChunk(Sql sql, long blob, long number, Packed chunk) {
        sql.update(
                "INSERT INTO blob_chunk (id, format, data) VALUES (?, ?, ?)",
                Piece.id(blob, number),
                chunk.format(),
                chunk.data());
    }

    /** Writes a piece for {@code attachment} that refers to {@code blob}, or to another that was finished meanwhile. */
    static void finish(Sql sql, long blob, Attachment attachment, long message, long number) {
        if (refer(sql, attachment, message, number)) {
            giveUp(sql, blob);
        } else {
            sql.update("UPDATE blob SET sha256 = ?, refs = 1 WHERE id = ?", attachment.sha256(), blob);
            insertPiece(sql, attachment, blob, message, number);
        }
    }

    /** Lets a blob be erased that was begun and is not to be finished. */
    static void giveUp(Sql sql, long blob) {
        sql.update("UPDATE blob SET refs = 0 WHERE id = ? AND refs = ?", blob, UNFINISHED);
    }

    /** As {@link #giveUp}, for those that an earlier process began. */
    static void giveUpAll(Sql sql) {
        sql.update("UPDATE blob SET refs = 0 WHERE refs = ?", UNFINISHED);
    }

    /** Takes the reference of a piece that is gone; without the last one, nobody finds the blob any more. */
    static void release(Sql sql, long blob) {
        sql.update("UPDATE blob SET refs = refs - 1, sha256 = iif(refs = 1, NULL, sha256) WHERE id = ?", blob);
    }

    /** Erases blobs that nobody refers to. @return how many rows it took, at most {@code limit} */
    static int erase(Sql sql, int limit) {
        int erased = 0;
        for (long blob : unused(sql, limit)) {
            if (erased < limit) {
                erased += erase(sql, blob, limit - erased);
            }
        }
        return erased;
    }

    static boolean hasUnused(Sql sql) {
        return !unused(sql, 1).isEmpty();
    }

    private static List<Long> unused(Sql sql, int limit) {
        return sql.query("SELECT id FROM blob WHERE refs = 0 LIMIT ?", row -> row.integer(0), limit);
    }

    private static int erase(Sql sql, long blob, int limit) {
        int chunks = sql.update(
                "DELETE FROM blob_chunk WHERE id IN (SELECT id FROM blob_chunk WHERE id BETWEEN ? AND ? LIMIT ?)",
                Piece.id(blob, 0),
                Piece.lastId(blob),
                limit);
        return chunks == limit ? limit : chunks + sql.update("DELETE FROM blob WHERE id = ?", blob);
    }

    /** The octets that stand for {@code piece} around {@code position}: those of one chunk. */
    static PieceStream.Slice slice(Sql sql, Reference piece, long position) {
        long length = sql.first("SELECT length FROM blob WHERE id = ?", row -> row.integer(0), piece.blob())
                .orElseThrow(Blobs::missing);
        long number = piece.lines().chunkAt(position - piece.start());
        byte[] decoded = chunk(sql, piece.blob(), number, length);
        return new PieceStream.Slice(
                piece.start() + piece.lines().chunkStart(number), piece.lines().write(decoded, number, length));
    }

    /** The decoded octets of a chunk. */
    static byte[] chunk(Sql sql, long blob, long number, long length) {
        int octets = Math.clamp(length - number * Base64Lines.CHUNK, 0, Base64Lines.CHUNK);
        return sql.first(
                        "SELECT format, data FROM blob_chunk WHERE id = ?",
                        row -> new Packed((int) row.integer(0), row.bytes(1)),
                        Piece.id(blob, number))
                .orElseThrow(Blobs::missing)
                .octets(octets);
    }

    private static DatabaseException missing() {
        return new DatabaseException(DatabaseException.Reason.DAMAGED, "account: a part of an attachment is missing");
    }

    /**
     * A piece that refers to a blob.
     *
     * @param start where it lies in the message
     * @param lines how it is broken into lines
     */
    record Reference(long blob, long start, Base64Lines lines) {

        /** @param format of the piece */
        static Reference of(long blob, long start, int format, int line) {
            return new Reference(blob, start, new Base64Lines(line, format == BASE64_LF ? 1 : 2));
        }
    }
}
