package org.letterlock.engine.intake;

import java.io.IOException;
import java.io.InputStream;
import org.letterlock.engine.crypto.ChunkOpener;
import org.letterlock.engine.crypto.ChunkSource;
import org.letterlock.engine.crypto.ContentKey;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.sqlite.Database;

/** A letter that waits, read chunk by chunk: each is a short read of its own, so that a slow reader holds up nothing. */
final class WaitingLetter implements Octets {

    private final Database database;
    private final IntakeTables.StoredEntry stored;
    private final ContentKey key;

    WaitingLetter(Database database, IntakeTables.StoredEntry stored, ContentKey key) {
        this.database = database;
        this.stored = stored;
        this.key = key;
    }

    @Override
    public long length() {
        return stored.length();
    }

    @Override
    public InputStream open() {
        return new ChunkOpener(key, stored.name(), this::chunk);
    }

    private ChunkSource.SealedChunk chunk(long index) throws IOException {
        byte[] data = index == 0
                ? stored.first()
                : database.read(sql -> IntakeTables.chunk(sql, stored.letter(), index))
                        .orElseThrow(() -> new IOException("the letter is not in the intake any more"));
        return new ChunkSource.SealedChunk(data, index == stored.chunks() - 1);
    }
}
