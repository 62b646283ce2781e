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
 * @param taken so many frames SQLite takes: up to the last commit before the first frame that does not fit its sum; none where the header does not fit its own
 * @param proven the last commit that a frame goes on from. Each frame is summed on from the one before it, and one that follows a commit is written only when that was
 *     fsynced. That a commit stands somewhere before another proves nothing: a torn one of an earlier crash may be left behind one that was written over its beginning
 * @param written the last frame of the last commit, as the heads of frames tell
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WriteAheadLog(long length, byte[] salts, long step, long taken, long proven, long written) {

    static final int HEADER = 32;
    static final int SALTS_LENGTH = 8;

    private static final int FRAME_HEAD = 24;
    private static final int PAGE_SIZE = 8;
    private static final int SALTS = 16;
    private static final int HEADER_SUM = 24;
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

    /** The salts alone, which takes no time. */
    static byte[] salts(Path file) throws IOException {
        try (FileChannel log = FileChannel.open(file, StandardOpenOption.READ)) {
            return salts(octets(log, 0, HEADER + FRAME_HEAD));
        } catch (NoSuchFileException e) {
            return NONE;
        }
    }

    private static byte[] salts(ByteBuffer beginning) {
        if (beginning.remaining() >= HEADER && isSound(beginning)) {
            return salts(beginning, SALTS);
        }
        return beginning.remaining() < HEADER + FRAME_HEAD ? NONE : salts(beginning, HEADER + SALTS_LENGTH);
    }

    private static WriteAheadLog without(long length, byte[] salts) {
        return new WriteAheadLog(length, salts, FRAME_HEAD + PAGE, 0, 0, 0);
    }

    private static WriteAheadLog read(FileChannel log) throws IOException {
        long length = log.size();
        ByteBuffer beginning = octets(log, 0, HEADER + FRAME_HEAD);
        byte[] salts = salts(beginning);
        boolean sound = beginning.remaining() >= HEADER && isSound(beginning);
        if (!sound && !isMended(beginning, salts)) {
            return without(length, salts);
        }
        int page = beginning.getInt(PAGE_SIZE);
        return new Frames(salts, FRAME_HEAD + page, order(beginning), WalSum.at(beginning, HEADER_SUM), sound)
                .in(log, length);
    }

    private static boolean isSound(ByteBuffer header) {
        WalSum sum = new WalSum();
        sum.add(header.duplicate().order(order(header)), 0, HEADER_SUM);
        int page = header.getInt(PAGE_SIZE);
        return sum.isAt(header, HEADER_SUM) && Integer.bitCount(page) == 1 && page > 0 && page <= LARGEST_PAGE;
    }

    /** The lowest bit of the first number says in which order the log sums its words. */
    private static ByteOrder order(ByteBuffer header) {
        return (header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /**
     * Turns the one bit that is wrong in a header, if it is one: then the frames are of this log. A header that a crash tore, when the log was begun anew, differs from that
     * of the frames in many; these were copied into the file before.
     */
    private static boolean isMended(ByteBuffer beginning, byte[] salts) {
        if (beginning.remaining() < HEADER + FRAME_HEAD) {
            return false;
        }
        for (int bit = 0; bit < 8 * HEADER; bit++) {
            int at = bit / 8;
            byte found = beginning.get(at);
            beginning.put(at, (byte) (found ^ (1 << bit % 8)));
            if (isSound(beginning) && Arrays.equals(salts(beginning, SALTS), salts)) {
                return true;
            }
            beginning.put(at, found);
        }
        return false;
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
        /** What the frame before says that the sum is. */
        private WalSum said;
        /** What it is, if what the frame before that says is right. */
        private WalSum summed;

        private boolean sound;
        private boolean behindCommit;
        private boolean behindOwn;
        private long taken;
        private long proven;
        private long written;

        private Frames(byte[] salts, int step, ByteOrder order, WalSum said, boolean sound) {
            this.salts = salts;
            this.step = step;
            this.order = order;
            this.said = said;
            this.summed = said;
            this.sound = sound;
        }

        private WriteAheadLog in(FileChannel log, long length) throws IOException {
            long count = (length - HEADER) / step;
            for (long number = 1; number <= count; number++) {
                add(octets(log, HEADER + (number - 1) * step, step), number);
            }
            return new WriteAheadLog(length, salts, step, taken, proven, written);
        }

        private void add(ByteBuffer frame, long number) {
            boolean own = Arrays.equals(salts(frame, SALTS_LENGTH), salts);
            boolean commit = frame.getInt(4) != 0;
            WalSum sum = behind(said, frame);
            boolean fits = sum.isAt(frame, SALTS);
            sound = sound && own && fits;
            taken = sound && commit ? number : taken;
            // Whether the frame before or its sum is what was spoilt, this one tells that it was there. Frames of the
            // log before this one have other salts, both of them.
            if (behindCommit
                    && (own || behindOwn)
                    && (fits || behind(summed, frame).isAt(frame, SALTS))) {
                proven = number - 1;
            }
            written = commit && own ? number : written;
            said = WalSum.at(frame, SALTS);
            summed = sum;
            behindCommit = commit;
            behindOwn = own;
        }

        private WalSum behind(WalSum before, ByteBuffer frame) {
            WalSum sum = before.copy();
            ByteBuffer words = frame.duplicate().order(order);
            sum.add(words, 0, 8);
            sum.add(words, FRAME_HEAD, step - FRAME_HEAD);
            return sum;
        }
    }
}
