package org.letterlock.engine.imap;

import java.util.List;

/**
 * Which octets of a message a FETCH item means (RFC 9051 §6.4.5, section-spec).
 *
 * @param part the numbers of the part, empty for the message itself
 * @param text what of it
 * @param fields the names of header fields as the client wrote them; empty unless {@code text} selects fields
 */
public record Section(List<Integer> part, Text text, List<String> fields) {

    /** The whole message. */
    public static final Section WHOLE = new Section(List.of(), Text.ALL, List.of());

    /** Whether it is the header of the message, or fields of it. */
    public boolean isHeader() {
        return part.isEmpty() && (text == Text.HEADER || text == Text.HEADER_FIELDS || text == Text.HEADER_FIELDS_NOT);
    }

    /** What of a part. */
    public enum Text {
        ALL,
        HEADER,
        HEADER_FIELDS,
        HEADER_FIELDS_NOT,
        TEXT,
        MIME
    }

    /**
     * Some of the octets of a section.
     *
     * @param origin how many to leave out, from 0
     * @param length how many at most, at least 1
     */
    public record Partial(long origin, long length) {}
}
