package org.letterlock.engine.mime;

import java.util.Arrays;

/**
 * A field of a header (RFC 5322 §2.2). It looks into the octets it was read from and copies none before it is asked to.
 */
public final class HeaderField {

    private final byte[] block;
    private final int start;
    private final int valueStart;
    private final int end;
    private final String name;

    HeaderField(byte[] block, int start, int valueStart, int end, String name) {
        this.block = block;
        this.start = start;
        this.valueStart = valueStart;
        this.end = end;
        this.name = name;
    }

    /** The name as it is written. */
    public String name() {
        return name;
    }

    /** Whether it has this name, in any case. */
    public boolean isNamed(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** Where the field begins, in octets from the start of its header. */
    public int start() {
        return start;
    }

    /** Where its value begins: behind the colon. */
    public int valueStart() {
        return valueStart;
    }

    /** Where it ends: behind its last line break. */
    public int end() {
        return end;
    }

    /** The octets of the whole field, line breaks and all. */
    public byte[] octets() {
        return Arrays.copyOfRange(block, start, end);
    }

    /** The value, unfolded, otherwise as it stands: UTF-8 where it is valid UTF-8, else ISO-8859-1. */
    public String value() {
        return HeaderText.unfold(block, valueStart, end);
    }

    /** The value, unfolded, its encoded words (RFC 2047) decoded: what a person would read and search. */
    public String decoded() {
        return EncodedWords.decode(value());
    }
}
