package org.letterlock.engine.sqlite;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The room on the disk of a database. Mail is taken only while some of it stays free, because deleting and settling need a little too: on a disk that is full to
 * the last octet nobody could make room any more. Safe for any number of threads.
 */
public final class Room {

    /** Where there was this much more, who wants */
    private static final long PLENTY = 256L << 20;

    /** no more than this does not look again */
    private static final long LITTLE = 1L << 20;

    /** for so long: of letters that come in hundreds, looking takes a fortieth of the time. */
    private static final Duration KNOWN_FOR = Duration.ofMillis(20);

    private final String role;
    private final FileStore disk;
    private final long reserve;
    private volatile long plentyUntil = System.nanoTime();

    /**
     * @param file lies on that disk; must exist
     * @param reserve how many octets stay free
     * @throws DatabaseException with {@link DatabaseException.Reason#OTHER} when the disk is not there
     */
    public Room(Path file, long reserve) {
        this.role = String.valueOf(file.getFileName());
        this.reserve = reserve;
        try {
            // Asked for once: finding it means reading the table of mounts.
            this.disk = Files.getFileStore(file);
        } catch (IOException e) {
            throw gone(role, e);
        }
    }

    /** @throws DatabaseException with {@link DatabaseException.Reason#FULL} when so many octets leave too little free */
    public void require(long octets) {
        long now = System.nanoTime();
        if (octets <= LITTLE && now - plentyUntil < 0) {
            return;
        }
        try {
            long free = disk.getUsableSpace() - octets - reserve;
            if (free < 0) {
                throw new DatabaseException(DatabaseException.Reason.FULL, role + ": the disk is full");
            }
            if (free > PLENTY) {
                plentyUntil = now + KNOWN_FOR.toNanos();
            }
        } catch (IOException e) {
            throw gone(role, e);
        }
    }

    private static DatabaseException gone(String role, IOException cause) {
        return new DatabaseException(DatabaseException.Reason.OTHER, role + ": its disk is not there", cause);
    }
}
