package org.letterlock.engine.crypto;

import java.io.IOException;

/** Where sealed chunks go, in order. */
@FunctionalInterface
public interface ChunkSink {

    /**
     * Takes one chunk.
     *
     * @param index 0 for the first
     * @param sealed the array is the receiver's
     * @param last whether no other follows
     */
    void accept(long index, byte[] sealed, boolean last) throws IOException;
}
