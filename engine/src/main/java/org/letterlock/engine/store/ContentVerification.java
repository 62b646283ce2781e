package org.letterlock.engine.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.Packer.Packed;

/** Reads every octet of an account's messages, in steps, and says which are not what they should be. */
final class ContentVerification {

    /** How many pieces one read looks at. */
    private static final int STEP = 32;

    private final Ledger ledger;
    private final List<String> troubles = new ArrayList<>();

    ContentVerification(Ledger ledger) {
        this.ledger = ledger;
    }

    List<String> run() {
        octets(
                "SELECT message, length, format, data FROM header WHERE message > ? ORDER BY message LIMIT ?",
                id -> "message " + id + ": its header does not unpack");
        octets(
                "SELECT id, length, format, data FROM piece WHERE id > ? AND blob IS NULL ORDER BY id LIMIT ?",
                id -> "message " + Piece.message(id) + ": a piece does not unpack");
        attachments();
        return List.copyOf(troubles);
    }

    private record Read(long id, int length, Packed packed) {}

    /** @param select id, length, format and data of the rows behind an id, so many of them */
    private void octets(String select, LongFunction<String> trouble) {
        for (long after = -1; after != Long.MAX_VALUE; ) {
            long from = after;
            List<Read> some = ledger.read(sql -> sql.query(
                    select,
                    row -> new Read(
                            row.integer(0), (int) row.integer(1), new Packed((int) row.integer(2), row.bytes(3))),
                    from,
                    STEP));
            for (Read piece : some) {
                if (!unpacks(piece)) {
                    troubles.add(trouble.apply(piece.id()));
                }
            }
            after = some.size() < STEP ? Long.MAX_VALUE : some.getLast().id();
        }
    }

    private static boolean unpacks(Read piece) {
        try {
            return piece.packed().octets(piece.length()).length == piece.length();
        } catch (DatabaseException e) {
            return damaged(e);
        }
    }

    private record Blob(long id, long length, byte[] sha256) {}

    private void attachments() {
        Optional<Blob> next = nextBlob(0);
        while (next.isPresent()) {
            Blob blob = next.get();
            if (!hasItsHash(blob)) {
                troubles.add("blob " + blob.id() + ": its content is not what its hash says");
            }
            next = nextBlob(blob.id());
        }
    }

    private Optional<Blob> nextBlob(long after) {
        return ledger.read(sql -> sql.first(
                "SELECT id, length, sha256 FROM blob WHERE id > ? AND refs > 0 ORDER BY id LIMIT 1",
                row -> new Blob(row.integer(0), row.integer(1), row.bytes(2)),
                after));
    }

    private boolean hasItsHash(Blob blob) {
        MessageDigest digest = sha256();
        try {
            for (long number = 0; number < Attachment.chunks(blob.length()); number++) {
                long chunk = number;
                byte[] octets = ledger.read(sql -> Blobs.chunk(sql, blob.id(), chunk, blob.length()));
                digest.update(octets);
            }
        } catch (DatabaseException e) {
            return damaged(e) || ledger.read(sql -> isGone(sql, blob));
        }
        return Arrays.equals(digest.digest(), blob.sha256());
    }

    /** Whether the last letter with it went while it was read. */
    private static boolean isGone(Sql sql, Blob blob) {
        return sql.first("SELECT 1 FROM blob WHERE id = ? AND refs > 0", row -> true, blob.id())
                .isEmpty();
    }

    /** False for damage; what else failed is not a property of the content. */
    private static boolean damaged(DatabaseException e) {
        if (e.reason() != DatabaseException.Reason.DAMAGED) {
            throw e;
        }
        return false;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the runtime has no SHA-256", e);
        }
    }
}
