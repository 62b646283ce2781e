package org.letterlock.engine.crypto;

import java.io.IOException;

/** Where sealed chunks come from. */
@FunctionalInterface
public interface ChunkSource {

    /**
     * Fetches one chunk.
     *
     * @param index 0 for the first
     */
    SealedChunk chunk(long index) throws IOException;

    /**
     * One chunk as it is kept.
     *
     * @param octets ciphertext and tag
     * @param last whether no other follows; a lie about it does not open
     */
    record SealedChunk(byte[] octets, boolean last) {}
}
