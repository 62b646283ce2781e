package org.letterlock.engine.sqlite;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.Function;

/** The key of a file, outside the heap, overwritten when closed. */
final class FileKey implements AutoCloseable {

    static final int LENGTH = 32;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment = arena.allocate(LENGTH);

    /** @param key 32 octets; copied */
    FileKey(byte[] key) {
        if (key.length != LENGTH) {
            arena.close();
            throw new IllegalArgumentException("a key has 32 octets");
        }
        MemorySegment.copy(key, 0, segment, ValueLayout.JAVA_BYTE, 0, LENGTH);
    }

    /** Lends the octets to {@code use} and clears the copy. */
    <T> T lend(Function<byte[], T> use) {
        byte[] copy = segment.toArray(ValueLayout.JAVA_BYTE);
        try {
            return use.apply(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            segment.fill((byte) 0);
            arena.close();
        }
    }
}
