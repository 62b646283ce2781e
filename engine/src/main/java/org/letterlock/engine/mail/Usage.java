package org.letterlock.engine.mail;

/**
 * What letters take up.
 *
 * @param octets the sum of their RFC822.SIZE
 * @param messages how many there are; one that lies in several mailboxes counts in each
 */
public record Usage(long octets, long messages) {

    /** Nothing. */
    public static final Usage NONE = new Usage(0, 0);

    /** One letter. */
    public static Usage of(long octets) {
        return new Usage(octets, 1);
    }

    public Usage plus(Usage other) {
        return new Usage(octets + other.octets, messages + other.messages);
    }

    public Usage minus(Usage other) {
        return new Usage(octets - other.octets, messages - other.messages);
    }
}
