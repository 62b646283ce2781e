package org.letterlock.engine.store;

/**
 * Base64 in a message that writing its decoded octets again gives back to the octet.
 *
 * @param start where it begins in the message
 * @param lines how it is broken into lines
 * @param length how many octets it has when decoded
 * @param sha256 of the decoded octets
 */
record Attachment(long start, Base64Lines lines, long length, byte[] sha256) {

    /** Where it ends in the message. */
    long end() {
        return start + lines.encodedLength(length);
    }

    /** How many chunks it has. */
    long chunks() {
        return chunks(length);
    }

    /** How many chunks so many octets have. */
    static long chunks(long length) {
        return (length + Base64Lines.CHUNK - 1) / Base64Lines.CHUNK;
    }
}
