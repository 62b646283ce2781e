package org.letterlock.engine.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.letterlock.engine.sqlite.DatabaseException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of the write-ahead log that a crash left beside a file was on the disk for certain. SQLite itself takes a log up to its first frame that does not
 * fit its checksum, and cannot tell a frame that was spoilt afterwards from one that was never written to the end: it would drop acknowledged changes silently,
 * and take a log that is missing, or another one, for what belongs to the file.
 *
 * <p>Two things tell more. A frame that goes on from a commit proves that commit ({@link WriteAheadLog}). And the shared memory, while it is whole, tells which log there
 * was, and how much of it ({@link WalIndex}): exactly, as long as the system was not started anew since; what another boot left is {@linkplain #forgetOtherBoot
 * cleared away} unless it speaks of the log that is there. What remains unseen is damage in the last transaction where the shared memory is gone, as after a
 * power cut.
 */
final class WalEvidence {

    private static final Logger LOG = LoggerFactory.getLogger(WalEvidence.class);

    private static final String GIVEN_UP = ".given-up";

    private final Path wal;
    private final Path shm;
    private final byte[] memory;
    private final Optional<WalIndex> index;
    private final WriteAheadLog log;

    private WalEvidence(Path wal, Path shm, byte[] memory, WriteAheadLog log) {
        this.wal = wal;
        this.shm = shm;
        this.memory = memory;
        this.index = WalIndex.of(memory);
        this.log = log;
    }

    /** Looks at what lies beside {@code file}, before it is opened. Takes time in proportion to the log. */
    static WalEvidence of(Path file, String role) {
        Path wal = wal(file);
        Path shm = shm(file);
        try {
            byte[] memory = Files.exists(shm) ? Files.readAllBytes(shm) : new byte[0];
            return new WalEvidence(wal, shm, memory, WriteAheadLog.read(wal));
        } catch (IOException e) {
            throw new DatabaseException(Reason.OTHER, role + ": its log cannot be read", e);
        }
    }

    private static Path wal(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    private static Path shm(Path file) {
        return file.resolveSibling(file.getFileName() + "-shm");
    }

    /** Whether opening the file would lose changes that were acknowledged, in words; empty where it would not. */
    Optional<String> loss() {
        return lastKnown().flatMap(this::otherLog).or(this::lostFrames);
    }

    /** What the memory says of a log that had something in it. */
    private Optional<WalIndex> lastKnown() {
        return index.filter(last -> last.frames() > 0);
    }

    private Optional<String> otherLog(WalIndex last) {
        if (log.isOf(last)) {
            return Optional.empty();
        }
        if (log.taken() > 0) {
            return Optional.of("its log (-wal) is not the one that it was written with");
        }
        return last.inFile() < last.frames()
                ? Optional.of("its log (-wal) is missing, and with it changes that were acknowledged")
                : Optional.empty();
    }

    private Optional<String> lostFrames() {
        long known = Math.max(log.proven(), counted());
        return log.taken() < known && !(log.taken() == 0 && isAllInFile())
                ? Optional.of("its log (-wal) is damaged, and with it changes that were acknowledged")
                : Optional.empty();
    }

    private Optional<WalIndex> ofThisLog() {
        return index.filter(log::isOf);
    }

    private long counted() {
        return ofThisLog().map(WalIndex::frames).orElse(0L);
    }

    private long inFile() {
        return ofThisLog().map(WalIndex::inFile).orElse(0L);
    }

    private boolean isAllInFile() {
        return inFile() >= Math.max(counted(), log.written());
    }

    /**
     * Holds what SQLite makes of the log against the evidence, and lets {@code check} look at the file by a connection that cannot write: the last one that can, when
     * it is closed, moves what it took of the log into the file and deletes the log, also when its key was wrong.
     *
     * @param check what else must hold before a connection may write; throws what it finds
     * @throws DatabaseException with {@link Reason#LOG_DAMAGED} when changes would be lost; when the file cannot be read; file, log and shared memory are as they
     *     were found
     */
    void hold(Supplier<SqliteConnection> readOnly, Consumer<SqliteConnection> check, String role) {
        loss().ifPresent(words -> {
            throw new DatabaseException(Reason.LOG_DAMAGED, role + ": " + words);
        });
        if (log.length() == 0) {
            return;
        }
        boolean held = false;
        try (SqliteConnection connection = readOnly.get()) {
            check.accept(connection);
            held = true;
        } catch (DatabaseException e) {
            if (e.reason() != Reason.FULL) {
                throw e;
            }
            // No room for shared memory. The file opens all the same, so that something can be deleted.
            LOG.warn("{}: the disk is full, and it could not be looked at before it was opened", role);
            held = true;
        } finally {
            if (!held) {
                restoreMemory(role);
            }
        }
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

    /**
     * Gives up what is lost, so that the file opens with what is left: the log up to its first damaged frame, or, where the file has more than that already, the file
     * alone. The log as it was is laid aside, for the evidence may be wrong, too: shared memory of another time makes a sound log look like another one.
     *
     * @return where it is laid aside; empty where there was none
     */
    Optional<Path> giveUpLoss(String role) {
        boolean fromFile = lastKnown().flatMap(this::otherLog).isPresent() || inFile() > log.taken();
        long kept = fromFile || log.taken() == 0 ? 0 : WriteAheadLog.HEADER + log.taken() * log.step();
        try {
            Optional<Path> aside = layAside(kept);
            Files.deleteIfExists(shm);
            return aside;
        } catch (IOException e) {
            throw new DatabaseException(Reason.OTHER, role + ": its log cannot be cut", e);
        }
    }

    private Optional<Path> layAside(long kept) throws IOException {
        if (log.length() == 0) {
            return Optional.empty();
        }
        Path aside = unused();
        if (kept == 0) {
            Files.move(wal, aside);
        } else {
            Files.copy(wal, aside, StandardCopyOption.COPY_ATTRIBUTES);
            sync(aside, StandardOpenOption.WRITE);
        }
        sync(Objects.requireNonNull(wal.toAbsolutePath().getParent()), StandardOpenOption.READ);
        if (kept > 0) {
            try (FileChannel channel = FileChannel.open(wal, StandardOpenOption.WRITE)) {
                channel.truncate(kept);
                channel.force(true);
            }
        }
        return Optional.of(aside);
    }

    /** What was laid aside before is kept. */
    private Path unused() {
        String name = wal.getFileName() + GIVEN_UP;
        Path aside = wal.resolveSibling(name);
        for (int i = 2; Files.exists(aside); i++) {
            aside = wal.resolveSibling(name + "-" + i);
        }
        return aside;
    }

    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    /**
     * Clears away shared memory beside {@code file} that another boot of the system left, unless it speaks of the log that is there: it may be older than the log. Looks
     * at the beginning of each alone.
     *
     * @throws IOException when one of them cannot be read
     */
    static void forgetOtherBoot(Path file) throws IOException {
        byte[] salts = WriteAheadLog.salts(wal(file));
        Path shm = shm(file);
        if (Files.exists(shm)
                && WalIndex.of(Files.readAllBytes(shm))
                        .filter(index -> Arrays.equals(index.salts(), salts))
                        .isEmpty()) {
            Files.delete(shm);
        }
    }
}
