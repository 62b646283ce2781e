package org.letterlock.tests.system.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What the layer wrote down, in order. {@code disk.c} tells the format. */
public final class DiskLog {

    private static final int HEAD = 24;

    private final List<Entry> entries = new ArrayList<>();

    private DiskLog() {}

    /**
     * One change or fsync.
     *
     * @param kind as in {@code disk.c}
     * @param end where it ends in the log
     */
    record Entry(char kind, long inode, long offset, ByteBuffer content, long end) {

        String path() {
            return StandardCharsets.UTF_8.decode(content.duplicate()).toString();
        }
    }

    static DiskLog read(Path file) {
        DiskLog log = new DiskLog();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.nativeOrder());
            while (all.remaining() >= HEAD) {
                int at = all.position();
                int length = all.getInt(at + 4);
                if (all.remaining() < HEAD + length) {
                    // The process was killed in the midst of it.
                    break;
                }
                all.position(at + HEAD + length);
                log.entries.add(new Entry(
                        (char) all.getInt(at),
                        all.getLong(at + 8),
                        all.getLong(at + 16),
                        all.slice(at + HEAD, length),
                        all.position()));
            }
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Entry> entries() {
        return entries;
    }

    /** How many changes and fsyncs there are. */
    public int size() {
        return entries.size();
    }

    /** Where the {@code index}-th entry ends. */
    public long end(int index) {
        return entries.get(index).end();
    }
}
