package org.letterlock.engine.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Decrypts a body, chunk by chunk, and holds no more than one. What it gives out was authenticated; that the body is whole is certain at its end. Reading throws
 * {@link SealBrokenException} when a chunk does not open. For one thread.
 */
public final class ChunkOpener extends InputStream {

    private final ContentKey key;
    private final byte[] context;
    private final ChunkSource source;
    private byte[] text = new byte[0];
    private int at;
    private long index;
    private boolean ended;

    /** @param context the one that the body was encrypted with */
    public ChunkOpener(ContentKey key, byte[] context, ChunkSource source) {
        this.key = key;
        this.context = context.clone();
        this.source = source;
    }

    private boolean fill() throws IOException {
        while (at == text.length) {
            if (ended) {
                return false;
            }
            ChunkSource.SealedChunk chunk = source.chunk(index);
            text = key.openChunk(index, chunk.last(), chunk.octets(), context);
            at = 0;
            index++;
            ended = chunk.last();
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        return fill() ? text[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, text.length - at);
        System.arraycopy(text, at, into, offset, count);
        at += count;
        return count;
    }

    @Override
    public int available() {
        return text.length - at;
    }
}
