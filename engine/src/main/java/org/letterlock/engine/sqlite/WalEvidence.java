package org.letterlock.engine.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.letterlock.engine.sqlite.DatabaseException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of the write-ahead log that a crash left beside a file was on the disk for certain. SQLite itself takes a log up to its first frame that does not
 * fit its checksum, and cannot tell a frame that was spoilt afterwards from one that was never written to the end: it would drop acknowledged changes silently.
 *
 * <p>Two things tell more (https://sqlite.org/walformat.html). The header of the shared memory, while it is whole, counts the frames of the last commit, and is
 * written after their fsync. And a commit is written only when the one before it was fsynced: each commit proves those before it. (Frames that are no commits
 * prove nothing: a transaction that was taken back may have left them.) The heads of frames are not encrypted, so this needs no key. What remains unseen is
 * damage in the last transaction where the shared memory is gone, as after a power cut.
 */
final class WalEvidence {

    private static final Logger LOG = LoggerFactory.getLogger(WalEvidence.class);

    private static final int HEADER = 32;
    private static final int FRAME_HEAD = 24;
    private static final int SALTS = 16;
    private static final int SALTS_LENGTH = 8;
    private static final int INDEX_HEADER = 48;
    private static final int INDEX_VERSION = 3_007_000;
    private static final int FRAMES = 16;

    private final Path shm;
    private final byte[] memory;
    private final boolean empty;
    private final long frames;

    private WalEvidence(Path shm, byte[] memory, boolean empty, long frames) {
        this.shm = shm;
        this.memory = memory;
        this.empty = empty;
        this.frames = frames;
    }

    /** Looks at what lies beside {@code file}, before it is opened. */
    static WalEvidence of(Path file, String role) {
        Path wal = file.resolveSibling(file.getFileName() + "-wal");
        Path shm = file.resolveSibling(file.getFileName() + "-shm");
        try (FileChannel log = FileChannel.open(wal, StandardOpenOption.READ)) {
            byte[] memory = Files.exists(shm) ? Files.readAllBytes(shm) : new byte[0];
            return new WalEvidence(shm, memory, log.size() == 0, frames(log, memory));
        } catch (NoSuchFileException e) {
            return new WalEvidence(shm, new byte[0], true, 0);
        } catch (IOException e) {
            throw new DatabaseException(Reason.OTHER, role + ": its log cannot be read", e);
        }
    }

    private static long frames(FileChannel log, byte[] memory) throws IOException {
        ByteBuffer header = read(log, 0, HEADER + FRAME_HEAD);
        if (header.remaining() < HEADER) {
            return 0;
        }
        if (isSummed(summed(header), HEADER - 8, ByteOrder.BIG_ENDIAN)) {
            byte[] salts = octets(header, SALTS, SALTS_LENGTH);
            return Math.max(followed(log, header, salts), counted(memory, salts));
        }
        // The header is spoilt; what it said is in each frame, too.
        return header.remaining() < HEADER + FRAME_HEAD
                ? 0
                : counted(memory, octets(header, HEADER + SALTS_LENGTH, SALTS_LENGTH));
    }

    /** The lowest bit of the first number says in which order the log sums its words. */
    private static ByteBuffer summed(ByteBuffer header) {
        return header.duplicate().order((header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    /** The last frame of the last commit but one. */
    private static long followed(FileChannel log, ByteBuffer header, byte[] salts) throws IOException {
        long step = FRAME_HEAD + Integer.toUnsignedLong(header.getInt(8));
        long count = (log.size() - HEADER) / step;
        long before = 0;
        long commit = 0;
        for (long frame = 1; frame <= count; frame++) {
            ByteBuffer head = read(log, HEADER + (frame - 1) * step, FRAME_HEAD);
            if (head.getInt(4) != 0 && Arrays.equals(octets(head, SALTS_LENGTH, SALTS_LENGTH), salts)) {
                before = commit;
                commit = frame;
            }
        }
        return before;
    }

    /** The frames that the shared memory counts, if it is whole and of the log with these salts. */
    private static long counted(byte[] memory, byte[] salts) {
        if (memory.length < 2 * INDEX_HEADER) {
            return 0;
        }
        ByteBuffer index = ByteBuffer.wrap(memory).order(ByteOrder.nativeOrder());
        boolean whole = index.getInt(0) == INDEX_VERSION
                && Arrays.equals(octets(index, 0, INDEX_HEADER), octets(index, INDEX_HEADER, INDEX_HEADER))
                && Arrays.equals(octets(index, 32, SALTS_LENGTH), salts)
                && isSummed(index, INDEX_HEADER - 8, ByteOrder.nativeOrder());
        return whole ? Integer.toUnsignedLong(index.getInt(FRAMES)) : 0;
    }

    /**
     * Whether the two sums behind the first {@code length} octets are right.
     *
     * @param octets in the order in which they are summed
     * @param order in which the sums are written
     */
    private static boolean isSummed(ByteBuffer octets, int length, ByteOrder order) {
        int first = 0;
        int second = 0;
        for (int i = 0; i < length; i += 8) {
            first += octets.getInt(i) + second;
            second += octets.getInt(i + 4) + first;
        }
        ByteBuffer sums = octets.duplicate().order(order);
        return sums.getInt(length) == first && sums.getInt(length + 4) == second;
    }

    private static byte[] octets(ByteBuffer from, int at, int length) {
        byte[] octets = new byte[length];
        from.get(at, octets);
        return octets;
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(length);
        while (octets.hasRemaining() && channel.read(octets, at + octets.position()) >= 0) {
            // The next octets.
        }
        return octets.flip();
    }

    /**
     * Holds what SQLite makes of the log against the evidence, by a connection that cannot write: the last one that can, when it is closed, moves what it took of the
     * log into the file and deletes the log, also when its key was wrong.
     *
     * @param check what else must hold before a connection may write; throws what it finds
     * @throws DatabaseException when SQLite takes less than it must, or cannot read the file; file, log and shared memory are as they were found
     */
    void hold(Supplier<SqliteConnection> readOnly, Consumer<SqliteConnection> check, String role) {
        if (empty) {
            return;
        }
        boolean held = false;
        try (SqliteConnection connection = readOnly.get()) {
            if (taken() < frames) {
                throw new DatabaseException(
                        Reason.DAMAGED,
                        role + ": its log (-wal) is damaged, and with it changes that were acknowledged");
            }
            check.accept(connection);
            held = true;
        } catch (DatabaseException e) {
            if (e.reason() != Reason.FULL) {
                throw e;
            }
            // No room for shared memory. The file opens all the same, so that something can be deleted.
            LOG.warn("{}: the disk is full, and its log could not be looked over", role);
            held = true;
        } catch (IOException e) {
            throw new DatabaseException(Reason.OTHER, role + ": its log cannot be looked over", e);
        } finally {
            if (!held) {
                restoreMemory(role);
            }
        }
    }

    /** How many frames SQLite took: it has written that into the shared memory. */
    private long taken() throws IOException {
        ByteBuffer index = ByteBuffer.wrap(Files.readAllBytes(shm)).order(ByteOrder.nativeOrder());
        return index.remaining() < INDEX_HEADER ? 0 : Integer.toUnsignedLong(index.getInt(FRAMES));
    }

    private void restoreMemory(String role) {
        try {
            Files.deleteIfExists(shm);
            if (memory.length > 0) {
                Files.createFile(
                        shm, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.write(shm, memory);
            }
        } catch (IOException e) {
            throw new DatabaseException(Reason.OTHER, role + ": its shared memory cannot be put back", e);
        }
    }
}
