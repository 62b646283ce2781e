package org.letterlock.engine.mail;

/**
 * A mod-sequence (RFC 7162 §3.1): the number of a change in an account; later changes have larger ones.
 *
 * @param value 0 (before every change) to 2<sup>63</sup>-1
 */
public record ModSeq(long value) implements Comparable<ModSeq> {

    /** Before every change. */
    public static final ModSeq ZERO = new ModSeq(0);

    /** @throws IllegalArgumentException when {@code value} is negative */
    public ModSeq {
        if (value < 0) {
            throw new IllegalArgumentException("not a mod-sequence: " + value);
        }
    }

    @Override
    public int compareTo(ModSeq other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
