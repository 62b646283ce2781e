package org.letterlock.engine.smtp;

import java.nio.ByteBuffer;

/** Looks for line endings. */
final class CommandOctets {

    private CommandOctets() {}

    /** Where the first CRLF at or behind {@code from} begins, -1 when there is none. */
    static int indexOfCrlf(ByteBuffer octets, int from) {
        for (int i = from; i + 1 < octets.limit(); i++) {
            if (octets.get(i) == '\r' && octets.get(i + 1) == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Whether an LF came after the first {@code seen} octets, or there are more than {@code limit} octets. */
    static boolean mayEndLine(ByteBuffer octets, int seen, int limit) {
        if (octets.remaining() > limit) {
            return true;
        }
        for (int i = octets.position() + seen; i < octets.limit(); i++) {
            if (octets.get(i) == '\n') {
                return true;
            }
        }
        return false;
    }
}
