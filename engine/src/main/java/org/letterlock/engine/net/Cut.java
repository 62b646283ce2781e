package org.letterlock.engine.net;

/**
 * What a grammar says of the octets so far.
 *
 * @param <T> what the grammar yields
 */
public sealed interface Cut<T> {

    /** The element is not complete. */
    record More<T>() implements Cut<T> {}

    /**
     * The element is complete. Bad input that the protocol has an answer for is an element too: a value of {@code T} that says so.
     *
     * @param value the element
     * @param octets how many octets it took, at least 0
     */
    record Done<T>(T value, int octets) implements Cut<T> {}
}
