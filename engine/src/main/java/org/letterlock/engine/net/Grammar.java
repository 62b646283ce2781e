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
     * Called again with the same octets and more while it answers {@link Cut.More}.
     */
    Cut<T> cut(ByteBuffer octets);
}
