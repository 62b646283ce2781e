package org.letterlock.engine.export;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip archive while it is written, one entry after the other. One that is closed before it was finished lacks the table at its end, without which no program
 * takes it for a whole one.
 */
final class Archive implements AutoCloseable {

    private final Gate gate;
    private final ZipOutputStream zip;
    private final OutputStream entry;

    /** @param out stays open */
    Archive(OutputStream out) {
        this.gate = new Gate(out);
        this.zip = new ZipOutputStream(gate, StandardCharsets.UTF_8);
        this.entry = new Entry(zip);
    }

    /** Makes an empty folder. */
    void folder(String path, Instant time) throws IOException {
        begin(path + "/", time);
        end();
    }

    /** Begins a file. Its octets go to what this returns until {@link #end}; closing that does nothing. */
    OutputStream begin(String path, Instant time) throws IOException {
        ZipEntry next = new ZipEntry(path);
        next.setLastModifiedTime(FileTime.from(time));
        zip.putNextEntry(next);
        return entry;
    }

    /** As {@link #begin}, for octets that do not get smaller. */
    OutputStream beginPacked(String path, Instant time) throws IOException {
        zip.setLevel(Deflater.NO_COMPRESSION);
        return begin(path, time);
    }

    /** Ends the file that was begun. */
    void end() throws IOException {
        zip.closeEntry();
        zip.setLevel(Deflater.DEFAULT_COMPRESSION);
    }

    /** Writes a small file. */
    void text(String path, Instant time, String text) throws IOException {
        begin(path, time).write(text.getBytes(StandardCharsets.UTF_8));
        end();
    }

    /** Writes the table at the end: from now on the archive is whole. */
    void finish() throws IOException {
        zip.finish();
    }

    @Override
    public void close() throws IOException {
        gate.shut = true;
        zip.close();
    }

    /** Once it is shut nothing comes through, least of all the table at the end. */
    private static final class Gate extends FilterOutputStream {

        private boolean shut;

        Gate(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            if (!shut) {
                out.write(octet);
            }
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            if (!shut) {
                out.write(octets, offset, length);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static final class Entry extends FilterOutputStream {

        Entry(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            out.write(octets, offset, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
