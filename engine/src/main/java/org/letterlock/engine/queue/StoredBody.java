package org.letterlock.engine.queue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Sql;

/** The body of a letter in the queue, read chunk by chunk. */
final class StoredBody implements Octets {

    private static final int CHUNK = 64 * 1024;

    private final Database database;
    private final long message;
    private final long length;

    StoredBody(Database database, long message, long length) {
        this.database = database;
        this.message = message;
        this.length = length;
    }

    /** Stores {@code content} as the body of {@code message} and says how many octets it has. */
    static long store(Sql sql, long message, Octets content) {
        long length = 0;
        try (InputStream in = content.open()) {
            for (long chunk = 0; ; chunk++) {
                byte[] octets = in.readNBytes(CHUNK);
                if (octets.length == 0) {
                    return length;
                }
                sql.update("INSERT INTO body (message, chunk, octets) VALUES (?, ?, ?)", message, chunk, octets);
                length += octets.length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() {
        return new Chunks();
    }

    private final class Chunks extends InputStream {
        private long next;
        private long delivered;
        private byte[] chunk = new byte[0];
        private int position;

        @Override
        public int read() throws IOException {
            return fill() ? chunk[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            Objects.checkFromIndexSize(offset, count, target.length);
            if (count == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int taken = Math.min(count, chunk.length - position);
            System.arraycopy(chunk, position, target, offset, taken);
            position += taken;
            return taken;
        }

        private boolean fill() throws IOException {
            if (position < chunk.length) {
                return true;
            }
            if (delivered == length) {
                return false;
            }
            long wanted = next;
            chunk = database.read(sql -> sql.first(
                            "SELECT octets FROM body WHERE message = ? AND chunk = ?",
                            row -> row.bytes(0),
                            message,
                            wanted))
                    .orElseThrow(() -> new IOException("the body of a letter is no longer in the queue"));
            position = 0;
            next++;
            delivered += chunk.length;
            return true;
        }
    }
}
