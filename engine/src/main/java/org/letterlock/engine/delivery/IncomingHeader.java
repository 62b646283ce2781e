package org.letterlock.engine.delivery;

import java.io.ByteArrayOutputStream;

/** Keeps the header of a letter while the letter comes in, and notes what else must be known of its octets. For one letter and one thread. */
public final class IncomingHeader {

    private final int limit;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private boolean complete;
    private boolean tooLarge;
    private boolean eightBit;
    private int lineLength;
    private byte last;

    /** @param limit how many octets a header may have */
    public IncomingHeader(int limit) {
        this.limit = limit;
    }

    /** Takes the next octets of the letter, in CRLF lines. */
    public void take(byte[] piece) {
        for (byte octet : piece) {
            eightBit |= octet < 0;
            if (complete || tooLarge) {
                continue;
            }
            octets.write(octet);
            boolean lineEnds = octet == '\n' && last == '\r';
            complete = lineEnds && lineLength == 1;
            lineLength = lineEnds ? 0 : lineLength + 1;
            last = octet;
            tooLarge = octets.size() > limit;
        }
    }

    /** Whether it passed the limit. */
    public boolean isTooLarge() {
        return tooLarge;
    }

    /** Whether the letter, not only its header, has octets above 127. */
    public boolean isEightBit() {
        return eightBit;
    }

    /** How many octets it has, the empty line behind it among them. */
    public int length() {
        return octets.size();
    }

    /** Its fields. */
    public MessageHeader header() {
        return MessageHeader.parse(octets.toByteArray());
    }
}
