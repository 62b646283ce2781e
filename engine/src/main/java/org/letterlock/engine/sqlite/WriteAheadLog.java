package org.letterlock.engine.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A write-ahead log as it lies beside a file (https://sqlite.org/walformat.html). Neither the heads of its frames nor its sums need the key: sums are over what
 * is written, which is encrypted already.
 *
 * @param length in octets; 0 where it is missing
 * @param salts of its header, or where that is spoilt of its first frame; empty where it has neither
 * @param step how long each of its frames is, in octets
 * @param taken so many frames SQLite takes: up to the last commit before the first frame that does not fit its sum
 * @param proven the last frame of the last commit but one, as the heads of frames tell: a commit is written only when the one before it was fsynced. Frames that
 *     are no commits prove nothing: a transaction that was taken back may have left them
 * @param written the last frame of the last commit, as the heads of frames tell
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WriteAheadLog(long length, byte[] salts, long step, long taken, long proven, long written) {

    static final int HEADER = 32;
    static final int SALTS_LENGTH = 8;

    private static final int FRAME_HEAD = 24;
    private static final int SALTS = 16;
    private static final int PAGE = 4096;
    private static final int LARGEST_PAGE = 65_536;
    private static final byte[] NONE = {};

    static WriteAheadLog read(Path file) throws IOException {
        try (FileChannel log = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(log);
        } catch (NoSuchFileException e) {
            return without(0, NONE);
        }
    }

    private static WriteAheadLog without(long length, byte[] salts) {
        return new WriteAheadLog(length, salts, FRAME_HEAD + PAGE, 0, 0, 0);
    }

    private static WriteAheadLog read(FileChannel log) throws IOException {
        long length = log.size();
        ByteBuffer header = octets(log, 0, HEADER + FRAME_HEAD);
        if (header.remaining() < HEADER) {
            return without(length, NONE);
        }
        // The lowest bit of the first number says in which order the log sums its words.
        ByteOrder order = (header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        WalSum sum = new WalSum();
        sum.add(header.duplicate().order(order), 0, HEADER - 8);
        long page = Integer.toUnsignedLong(header.getInt(8));
        if (sum.isAt(header, HEADER - 8) && page <= LARGEST_PAGE) {
            byte[] salts = salts(header, SALTS);
            return new Frames(salts, FRAME_HEAD + (int) page, order, sum).in(log, length);
        }
        return header.remaining() < HEADER + FRAME_HEAD
                ? without(length, NONE)
                : without(length, salts(header, HEADER + SALTS_LENGTH));
    }

    boolean isOf(WalIndex index) {
        return Arrays.equals(salts, index.salts());
    }

    private static byte[] salts(ByteBuffer from, int at) {
        byte[] salts = new byte[SALTS_LENGTH];
        from.get(at, salts);
        return salts;
    }

    private static ByteBuffer octets(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(length);
        while (octets.hasRemaining() && channel.read(octets, at + octets.position()) >= 0) {
            // The next octets.
        }
        return octets.flip();
    }

    /** Looks through the frames. */
    private static final class Frames {

        private final byte[] salts;
        private final int step;
        private final ByteOrder order;
        private final WalSum sum;
        private boolean sound = true;
        private long taken;
        private long proven;
        private long written;

        private Frames(byte[] salts, int step, ByteOrder order, WalSum sum) {
            this.salts = salts;
            this.step = step;
            this.order = order;
            this.sum = sum;
        }

        private WriteAheadLog in(FileChannel log, long length) throws IOException {
            long count = (length - HEADER) / step;
            for (long number = 1; number <= count; number++) {
                // Behind a frame that is not sound the heads are enough.
                add(octets(log, HEADER + (number - 1) * step, sound ? step : FRAME_HEAD), number);
            }
            return new WriteAheadLog(length, salts, step, taken, proven, written);
        }

        private void add(ByteBuffer frame, long number) {
            boolean ofThisLog = Arrays.equals(salts(frame, SALTS_LENGTH), salts);
            boolean commit = frame.getInt(4) != 0;
            if (sound) {
                ByteBuffer summed = frame.duplicate().order(order);
                sum.add(summed, 0, 8);
                sum.add(summed, FRAME_HEAD, step - FRAME_HEAD);
                sound = ofThisLog && sum.isAt(frame, SALTS);
                taken = sound && commit ? number : taken;
            }
            if (commit && ofThisLog) {
                proven = written;
                written = number;
            }
        }
    }
}
