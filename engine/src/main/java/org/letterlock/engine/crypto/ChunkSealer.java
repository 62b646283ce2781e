package org.letterlock.engine.crypto;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Encrypts what is written to it, chunk by chunk, and holds no more than one. {@link #finish} marks the end; closing without it leaves a body that does not open.
 * For one thread.
 */
public final class ChunkSealer extends OutputStream {

    private final ContentKey key;
    private final byte[] context;
    private final ChunkSink sink;
    private final byte[] text = new byte[ContentKey.CHUNK];
    private int filled;
    private long index;
    private long length;
    private boolean finished;

    /**
     * @param key a key that encrypted nothing yet
     * @param context what the body is for; opening needs the same
     */
    public ChunkSealer(ContentKey key, byte[] context, ChunkSink sink) {
        this.key = key;
        this.context = context.clone();
        this.sink = sink;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, octets.length);
        if (finished) {
            throw new IOException("the body has ended");
        }
        int at = offset;
        int end = offset + count;
        while (at < end) {
            if (filled == text.length) {
                // Only now is it certain that this chunk is not the last.
                emit(false);
            }
            int part = Math.min(end - at, text.length - filled);
            System.arraycopy(octets, at, text, filled, part);
            filled += part;
            at += part;
        }
        length += count;
    }

    private void emit(boolean last) throws IOException {
        byte[] sealed = key.sealChunk(index, last, text, 0, filled, context);
        filled = 0;
        sink.accept(index++, sealed, last);
    }

    /** How many octets were written. */
    public long length() {
        return length;
    }

    /** Writes the last chunk. */
    public void finish() throws IOException {
        if (!finished) {
            emit(true);
            finished = true;
            Arrays.fill(text, (byte) 0);
        }
    }

    /** Ends writing without marking the end. */
    @Override
    public void close() {
        finished = true;
        Arrays.fill(text, (byte) 0);
    }
}
