package org.letterlock.engine.mail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first octets of a stream. */
final class OctetRange extends FilterInputStream {

    private long left;

    OctetRange(InputStream in, long length) {
        super(in);
        left = Math.max(0, length);
    }

    @Override
    public int read() throws IOException {
        int octet = left > 0 ? in.read() : -1;
        if (octet >= 0) {
            left--;
        }
        return octet;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0 && length > 0) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        left -= Math.max(0, count);
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(Math.min(count, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
