package org.letterlock.engine.store;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Sql;

/** Decoded attachments, kept once each; a piece that refers to one stands for its base64 in lines of 76 octets (RFC 2045 §6.8). */
final class Blobs {

    /** The format of a piece that refers to a blob. */
    static final int BASE64 = 2;

    /** Octets of a chunk: whole lines of base64, about 64 KiB. */
    static final int CHUNK = 57 * 1024;

    private static final int ENCODED_CHUNK = 78 * 1024;

    private Blobs() {}

    /** How many octets the base64 of {@code length} octets has, without a line break at its end. */
    static long encodedLength(long length) {
        long characters = (length + 2) / 3 * 4;
        return characters + (characters - 1) / 76 * 2;
    }

    /** The octets of a piece around {@code position}: those of one chunk. */
    static PieceStream.Slice slice(Sql sql, long blob, long start, long length, long position) {
        long number = (position - start) / ENCODED_CHUNK;
        byte[] octets = sql.first(
                        "SELECT format, data FROM blob_chunk WHERE id = ?",
                        row -> plain((int) row.integer(0), row.bytes(1)),
                        Piece.id(blob, number))
                .orElseThrow(() -> new DatabaseException(
                        DatabaseException.Reason.DAMAGED, "account: a chunk of an attachment is missing"));
        byte[] encoded = Base64.getMimeEncoder().encode(octets);
        long from = start + number * ENCODED_CHUNK;
        long left = start + length - from;
        if (left <= encoded.length) {
            return new PieceStream.Slice(from, left < encoded.length ? Arrays.copyOf(encoded, (int) left) : encoded);
        }
        // A chunk that is not the last ends with a line break, which the encoder leaves out.
        byte[] broken = Arrays.copyOf(encoded, encoded.length + 2);
        broken[encoded.length] = '\r';
        broken[encoded.length + 1] = '\n';
        return new PieceStream.Slice(from, broken);
    }

    private static byte[] plain(int format, byte[] data) {
        return format == Piece.RAW ? data : inflateChunk(data);
    }

    private static byte[] inflateChunk(byte[] data) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(CHUNK);
        java.util.zip.Inflater inflater = new java.util.zip.Inflater(true);
        try {
            inflater.setInput(data);
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if (count == 0 && !inflater.finished()) {
                    throw new DatabaseException(DatabaseException.Reason.DAMAGED, "account: a chunk is cut short");
                }
                octets.write(buffer, 0, count);
            }
        } catch (java.util.zip.DataFormatException e) {
            throw new DatabaseException(DatabaseException.Reason.DAMAGED, "account: a chunk does not inflate", e);
        } finally {
            inflater.end();
        }
        return octets.toByteArray();
    }
}
