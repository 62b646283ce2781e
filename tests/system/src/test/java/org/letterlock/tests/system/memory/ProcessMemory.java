package org.letterlock.tests.system.memory;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The memory of another process of ours, as a core would show it: everything that it has mapped and may read (Linux, {@code /proc/PID/mem}). */
final class ProcessMemory {

    private final Path folder;

    ProcessMemory(long pid) {
        folder = Path.of("/proc", Long.toString(pid));
    }

    /** Whether this process may look. */
    boolean isOpen() {
        try (RandomAccessFile memory =
                new RandomAccessFile(folder.resolve("mem").toFile(), "r")) {
            memory.seek(Long.parseUnsignedLong(
                    Files.readAllLines(folder.resolve("maps")).getFirst().split("-", 2)[0], 16));
            return memory.read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** How often each secret is there, by the kind of memory. */
    Map<String, Integer> search(Secrets secrets) {
        Map<String, Integer> found = new TreeMap<>();
        try (RandomAccessFile memory =
                new RandomAccessFile(folder.resolve("mem").toFile(), "r")) {
            for (String line : Files.readAllLines(folder.resolve("maps"))) {
                String[] words = line.split(" +", 6);
                if (words[1].startsWith("r")) {
                    String[] bounds = words[0].split("-", 2);
                    long start = Long.parseUnsignedLong(bounds[0], 16);
                    long end = Long.parseUnsignedLong(bounds[1], 16);
                    String what = words.length > 5 && !words[5].isBlank() ? words[5] : "anonymous " + words[0];
                    secrets.in(new Region(memory, start, end))
                            .forEach((secret, count) -> found.merge(secret + ", in " + what, count, Integer::sum));
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One mapping; what cannot be read of it is its end. */
    private static final class Region extends InputStream {

        private final RandomAccessFile memory;
        private final long end;
        private long at;

        Region(RandomAccessFile memory, long start, long end) {
            this.memory = memory;
            this.at = start;
            this.end = end;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (at >= end || at < 0) {
                return -1;
            }
            try {
                memory.seek(at);
                int read = memory.read(into, offset, (int) Math.min(length, end - at));
                at += Math.max(0, read);
                return read;
            } catch (IOException e) {
                // A page that is not there, such as that of the kernel's own mappings.
                return -1;
            }
        }
    }
}
