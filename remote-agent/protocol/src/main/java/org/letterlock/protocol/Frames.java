package org.letterlock.protocol;

import java.io.IOException;
import java.io.InputStream;

/**
 * Lets messages through that are framed as LSP frames them, and none that is longer than allowed: the JSON library would take memory for as many octets as a
 * header announces. A stream that breaks has ended.
 */
final class Frames extends InputStream {

    private static final int LONGEST_HEADER = 256;
    private static final String LENGTH = "content-length:";

    private final InputStream in;
    private final int longest;
    private final StringBuilder line = new StringBuilder();
    private int header;
    private long announced = -1;
    private long body;

    /** @param longest how many octets a message may have */
    Frames(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    @Override
    public int read() throws IOException {
        int octet;
        try {
            octet = in.read();
        } catch (IOException e) {
            // Cut off, or closed on this side: it has ended either way.
            return -1;
        }
        if (octet < 0) {
            return octet;
        }
        if (body > 0) {
            body--;
        } else {
            head(octet);
        }
        return octet;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (body == 0) {
            int octet = read();
            if (octet < 0) {
                return -1;
            }
            octets[offset] = (byte) octet;
            return 1;
        }
        try {
            int count = in.read(octets, offset, (int) Math.min(length, body));
            body -= Math.max(0, count);
            return count;
        } catch (IOException e) {
            // As above.
            return -1;
        }
    }

    private void head(int octet) throws IOException {
        if (++header > LONGEST_HEADER) {
            throw new IOException("a message has no end of its header");
        }
        if (octet == '\r') {
            return;
        }
        if (octet != '\n') {
            line.append((char) octet);
            return;
        }
        String ended = line.toString();
        line.setLength(0);
        if (!ended.isEmpty()) {
            if (ended.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                announced = length(ended.substring(LENGTH.length()).strip());
            }
            return;
        }
        if (announced < 0) {
            throw new IOException("a message does not say its length");
        }
        body = announced;
        announced = -1;
        header = 0;
    }

    private long length(String text) throws IOException {
        try {
            int length = Integer.parseUnsignedInt(text);
            if (length >= 0 && length <= longest) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new IOException("a message has no length", e);
        }
        throw new IOException("a message is longer than " + longest + " octets");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
