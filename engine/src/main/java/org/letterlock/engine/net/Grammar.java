package org.letterlock.engine.net;

import java.nio.ByteBuffer;

/**
 * A pure function that cuts one element (a command line, a chunk of data, n octets) off the front of the octets that have arrived.
 * Limits are its arguments. It runs on an event loop: it must not block and must be linear in what it looks at.
 *
 * @param <T> what it yields
 */
@FunctionalInterface
public interface Grammar<T> {

    /**
     * Tries to cut one element from {@code octets} between its position and limit. Neither is changed and the buffer is not kept.
     * Called again with the same octets and more while it answers {@link Cut.More}; called with no octet at all when none has arrived.
     */
    Cut<T> cut(ByteBuffer octets);

    /**
     * Whether another {@link #cut} is worth its time: the first {@code seen} octets answered {@link Cut.More} before, the rest is new. A
     * grammar of long elements that looks here only at what is new stays linear however small the pieces are in which a peer sends.
     */
    default boolean mayComplete(ByteBuffer octets, int seen) {
        return true;
    }
}
