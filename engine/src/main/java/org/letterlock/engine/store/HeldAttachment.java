package org.letterlock.engine.store;

import java.util.List;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.Packer.Packed;

/** An attachment in memory. Stored only where the account has none with the same content. */
record HeldAttachment(Attachment attachment, List<Packed> chunks) implements Cut {

    @Override
    public long storedOctets() {
        return chunks.stream().mapToLong(chunk -> chunk.data().length).sum();
    }

    @Override
    public void insert(Sql sql, long message, long number) {
        if (!Blobs.refer(sql, attachment, message, number)) {
            long blob = Blobs.begin(sql, attachment);
            for (int i = 0; i < chunks.size(); i++) {
                Blobs.addChunk(sql, blob, i, chunks.get(i));
            }
            Blobs.finish(sql, blob, attachment, message, number);
        }
    }
}
