package org.letterlock.engine.mail;

/**
 * A unique identifier of a message in a mailbox (RFC 9051 §2.3.1.1).
 *
 * @param value 1 to 4,294,967,295
 */
public record Uid(long value) implements Comparable<Uid> {

    /** The largest UID there can be. */
    public static final long MAX = 0xFFFF_FFFFL;

    /** @throws IllegalArgumentException when {@code value} is out of range */
    public Uid {
        if (value < 1 || value > MAX) {
            throw new IllegalArgumentException("not a UID: " + value);
        }
    }

    @Override
    public int compareTo(Uid other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
