package org.letterlock.engine.report;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Opens what is packed by gzip or zip, by its first octets; what it is called does not count. What comes out is bounded, whatever the container says of it. */
final class Unpacked {

    private static final int GZIP = 0x1f8b;
    private static final int ZIP = 0x504b;

    private static final int MOST_ENTRIES = 16;

    private Unpacked() {}

    /**
     * The first file in {@code in}; itself where it is not packed.
     *
     * @param budget what may come out of each layer; {@link ReportException} where more would
     */
    static InputStream open(InputStream in, Budget budget) throws IOException {
        InputStream open = new Bounded(new BufferedInputStream(in), budget, 0);
        for (int layer = 0; ; layer++) {
            BufferedInputStream buffered = new BufferedInputStream(open);
            int magic = magic(buffered);
            if (magic != GZIP && magic != ZIP) {
                return buffered;
            }
            if (layer == Budget.MOST_LAYERS) {
                throw new ReportException("it is packed too often");
            }
            open = magic == GZIP
                    ? new Bounded(new GZIPInputStream(buffered), budget, layer + 1)
                    : firstFile(buffered, budget, layer + 1);
        }
    }

    private static int magic(BufferedInputStream in) throws IOException {
        in.mark(2);
        int first = in.read();
        int second = in.read();
        in.reset();
        return first < 0 || second < 0 ? -1 : first << 8 | second;
    }

    /** What stands before it in the archive counts as much as it does: to pass it over it has to be unpacked. */
    private static InputStream firstFile(InputStream in, Budget budget, int layer) throws IOException {
        ZipInputStream zip = new ZipInputStream(in);
        Bounded bounded = new Bounded(zip, budget, layer);
        for (int entries = 0; entries < MOST_ENTRIES; entries++) {
            ZipEntry entry = zip.getNextEntry();
            if (entry == null) {
                break;
            }
            if (!entry.isDirectory() && !entry.getName().startsWith("__MACOSX/")) {
                return bounded;
            }
            bounded.skipAll();
        }
        throw new ReportException("the archive holds no file");
    }

    /** Ends with an exception where more comes than may. */
    static final class Bounded extends FilterInputStream {
        private final Budget budget;
        private final int layer;

        Bounded(InputStream in, Budget budget, int layer) {
            super(in);
            this.budget = budget;
            this.layer = layer;
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            if (octet >= 0) {
                budget.read(layer, 1);
            }
            return octet;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            int read = super.read(target, offset, count);
            if (read > 0) {
                budget.read(layer, read);
            }
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = 0;
            while (skipped < count && read() >= 0) {
                skipped++;
            }
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void skipAll() throws IOException {
            byte[] room = new byte[8192];
            while (read(room, 0, room.length) >= 0) {
                // Only counted.
            }
        }
    }
}
