package org.letterlock.engine.delivery;

import java.io.ByteArrayOutputStream;
import org.letterlock.engine.mime.HeaderFields;

/** Keeps the header of a letter while the letter comes in, and notes what else must be known of its octets. For one letter and one thread. */
public final class IncomingHeader implements AutoCloseable {

    /** How much room is taken at a time. */
    private static final int STEP = 8192;

    /** How many fields a header may have: what reads it may look at each several times. */
    private static final int MAX_FIELDS = 1_000;

    private final int limit;
    private final HeaderRoom room;
    private ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private int taken;
    private boolean crowded;
    private boolean complete;
    private boolean tooLarge;
    private boolean eightBit;
    private int lineLength;
    private int fields;
    private boolean inName;
    private byte last;

    /**
     * @param limit how many octets a header may have
     * @param room for the headers of all letters
     */
    public IncomingHeader(int limit, HeaderRoom room) {
        this.limit = limit;
        this.room = room;
    }

    /** Takes the next octets of the letter, in CRLF lines. */
    public void take(byte[] piece) {
        for (byte octet : piece) {
            eightBit |= octet < 0;
            if (complete || tooLarge || crowded || !fits()) {
                continue;
            }
            octets.write(octet);
            inName = lineLength == 0 ? octet != ' ' && octet != '\t' : inName;
            if (inName && octet == ':') {
                fields++;
                inName = false;
            }
            boolean lineEnds = octet == '\n' && last == '\r';
            complete = lineEnds && lineLength == 1;
            lineLength = lineEnds ? 0 : lineLength + 1;
            last = octet;
            tooLarge = octets.size() > limit || fields > MAX_FIELDS;
        }
    }

    private boolean fits() {
        if (octets.size() < taken) {
            return true;
        }
        // Twice, because the octets lie in an array that doubles.
        crowded = !room.take(2 * STEP);
        if (crowded) {
            close();
        } else {
            taken += STEP;
        }
        return !crowded;
    }

    /** Whether there was no room for it: too many letters are on their way. */
    public boolean isCrowded() {
        return crowded;
    }

    /** Forgets it and gives its room back. Idempotent. */
    @Override
    public void close() {
        room.giveBack(2 * taken);
        taken = 0;
        octets = new ByteArrayOutputStream(0);
    }

    /** Whether it passed the limit, or has more than 1,000 fields. */
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

    /** Its fields as all who read the letter see them. */
    HeaderFields fields() {
        return HeaderFields.parse(octets.toByteArray());
    }

    /** Its fields. */
    public MessageHeader header() {
        return MessageHeader.parse(octets.toByteArray());
    }
}
