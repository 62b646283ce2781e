package org.letterlock.engine.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.letterlock.engine.crypto.ChunkSealer;
import org.letterlock.engine.crypto.ContentKey;
import org.letterlock.engine.crypto.SealKeyId;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Sql;

/**
 * Writes one letter. A small one goes into one transaction; of a large one the chunks go ahead in steps, under a letter that nobody refers to yet. For one thread.
 */
final class LetterWriter {

    /** How many chunks are held before they are written: a megabyte. */
    private static final int STEP = 16;

    private final Database database;
    private final byte[] name;
    private final ContentKey key;
    private final List<byte[]> held = new ArrayList<>();
    private OptionalLong letter = OptionalLong.empty();
    private long written;
    private long length;

    LetterWriter(Database database, byte[] name, ContentKey key) {
        this.database = database;
        this.name = name;
        this.key = key;
    }

    /** Encrypts the whole letter; the last chunks are held back for {@link #commit}. */
    void encrypt(Octets content) throws IOException {
        try (InputStream in = content.open();
                ChunkSealer sealer = new ChunkSealer(key, name, (index, chunk, last) -> {
                    if (held.size() == STEP) {
                        writeHeld();
                    }
                    held.add(chunk);
                })) {
            in.transferTo(sealer);
            sealer.finish();
            length = sealer.length();
        }
    }

    private void writeHeld() {
        letter = OptionalLong.of(database.write(this::insertHeld));
        written += held.size();
        held.clear();
    }

    private long insertHeld(Sql sql) {
        long id = letter.isPresent() ? letter.getAsLong() : IntakeTables.insertLetter(sql, name, 0, 0, 0);
        insertHeld(sql, id);
        return id;
    }

    private void insertHeld(Sql sql, long id) {
        for (int i = 0; i < held.size(); i++) {
            IntakeTables.insertChunk(sql, id, written + i, held.get(i));
        }
    }

    /** Commits the rest of the letter and the entries of all its recipients, together. */
    void commit(List<NewEntry> entries) {
        database.write(sql -> {
            long chunks = written + held.size();
            long id;
            if (letter.isPresent()) {
                id = letter.getAsLong();
                IntakeTables.completeLetter(sql, id, length, chunks, entries.size());
            } else {
                id = IntakeTables.insertLetter(sql, name, length, chunks, entries.size());
            }
            insertHeld(sql, id);
            for (NewEntry entry : entries) {
                IntakeTables.insertEntry(sql, id, entry);
            }
            return id;
        });
        held.clear();
    }

    /** Removes what was written ahead. That this fails does no harm: the next start removes it. */
    void discard() {
        if (letter.isPresent()) {
            try {
                database.write(sql -> {
                    IntakeTables.deleteLetter(sql, letter.getAsLong());
                    return true;
                });
            } catch (DatabaseException e) {
                Intake.LOG.warn("an unfinished letter stays in the intake until the next start", e);
            }
        }
    }

    /** An entry to be. */
    record NewEntry(AccountId account, SealKeyId key, byte[] sealed) {}
}
