package org.letterlock.engine.spool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A spool that is being written, by one thread. Closing it before {@link #finish} discards what was written. */
public final class SpoolWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);

    /** How much memory is taken at a time. */
    private static final int BLOCK = 8192;

    private final int memoryLimit;
    private final Memory memory;
    private final FileMaker files;
    private final List<byte[]> blocks = new ArrayList<>();
    private int room;
    private @Nullable SpoolFile file;
    private long length;
    private boolean ended;

    SpoolWriter(int memoryLimit, Memory memory, FileMaker files) {
        this.memoryLimit = memoryLimit;
        this.memory = memory;
        this.files = files;
    }

    /**
     * Appends octets.
     *
     * @throws IOException when the disk refuses them; everything written is discarded
     */
    public void write(byte[] octets, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, octets.length);
        if (ended) {
            throw new IOException("the spool is closed");
        }
        try {
            append(octets, offset, count);
        } catch (IOException e) {
            close();
            throw e;
        }
        length += count;
    }

    private void append(byte[] octets, int offset, int count) throws IOException {
        int at = offset;
        int end = offset + count;
        while (at < end && file == null) {
            if (room == 0 && !grow()) {
                file = moveToFile();
                break;
            }
            byte[] block = blocks.getLast();
            int part = Math.min(room, end - at);
            System.arraycopy(octets, at, block, block.length - room, part);
            room -= part;
            at += part;
        }
        if (file != null && at < end) {
            file.write(octets, at, end - at);
        }
    }

    private boolean grow() {
        // Blocks are all of one size, so the last one may exceed the limit: it is then not taken.
        if ((blocks.size() + 1L) * BLOCK > Math.max(memoryLimit, 0) || !memory.take(BLOCK)) {
            return false;
        }
        blocks.add(new byte[BLOCK]);
        room = BLOCK;
        return true;
    }

    private SpoolFile moveToFile() throws IOException {
        SpoolFile made = files.make();
        boolean moved = false;
        try {
            for (byte[] block : blocks) {
                made.write(block, 0, block.length);
            }
            moved = true;
        } finally {
            if (!moved) {
                made.close();
            }
        }
        memory.giveBack(blocks.size() * BLOCK);
        blocks.clear();
        return made;
    }

    /** How many octets were written so far. */
    public long length() {
        return length;
    }

    /**
     * Ends writing. The spool is the caller's to close.
     *
     * @throws IOException when the disk refuses the end; everything written is discarded
     */
    public Spool finish() throws IOException {
        if (ended) {
            throw new IOException("the spool is closed");
        }
        if (file == null) {
            ended = true;
            return Spool.inMemory(List.copyOf(blocks), length, () -> memory.giveBack(blocks.size() * BLOCK));
        }
        try {
            file.finish();
        } catch (IOException e) {
            close();
            throw e;
        }
        ended = true;
        return Spool.inFile(file, length);
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        memory.giveBack(blocks.size() * BLOCK);
        blocks.clear();
        if (file != null) {
            discard(file);
        }
    }

    /** Removes a file that nobody needs; that it stays behind harms nobody, as its key is gone. */
    static void discard(SpoolFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("a spool's file could not be removed", e);
        }
    }

    /** Makes the file when memory does not suffice. */
    interface FileMaker {
        SpoolFile make() throws IOException;
    }
}
