package org.letterlock.engine.spool;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.letterlock.engine.mail.Octets;

/** A written spool. Readable from any thread until closed; closing removes its file. Streams that are still open then fail. */
public final class Spool implements Octets, AutoCloseable {

    private final long length;
    private final Opener opener;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Spool(long length, Opener opener, Runnable release) {
        this.length = length;
        this.opener = opener;
        this.release = release;
    }

    /** @param blocks all of one size, the last one filled as far as {@code length} says */
    static Spool inMemory(List<byte[]> blocks, long length, Runnable release) {
        return new Spool(length, spool -> spool.new BlockStream(blocks), release);
    }

    static Spool inFile(SpoolFile file, long length) {
        return new Spool(length, spool -> file.open(), () -> SpoolWriter.discard(file));
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() throws IOException {
        mustBeOpen();
        return opener.open(this);
    }

    private void mustBeOpen() throws IOException {
        if (closed.get()) {
            throw new IOException("the spool is closed");
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }

    private interface Opener {
        InputStream open(Spool spool);
    }

    private final class BlockStream extends InputStream {

        private final List<byte[]> blocks;
        private long at;

        BlockStream(List<byte[]> blocks) {
            this.blocks = blocks;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            Objects.checkFromIndexSize(offset, count, into.length);
            mustBeOpen();
            if (count == 0) {
                return 0;
            }
            if (at == length) {
                return -1;
            }
            int size = blocks.getFirst().length;
            byte[] block = blocks.get((int) (at / size));
            int from = (int) (at % size);
            int part = (int) Math.min(Math.min(count, size - from), length - at);
            System.arraycopy(block, from, into, offset, part);
            at += part;
            return part;
        }

        @Override
        public int available() {
            return (int) Math.min(length - at, Integer.MAX_VALUE);
        }
    }
}
