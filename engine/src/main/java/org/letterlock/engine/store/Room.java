package org.letterlock.engine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.letterlock.engine.sqlite.DatabaseException;

/**
 * The room on the disk of an account's file. Messages are taken only while some is kept free, because deleting needs a little too: on a disk that is full to the
 * last octet nobody could make room any more.
 *
 * @param file lies on that disk
 */
record Room(Path file) {

    /** How many octets stay free: 16 MiB. */
    static final long RESERVE = 16L << 20;

    /** @throws DatabaseException with {@link DatabaseException.Reason#FULL} when messages of so many octets leave too little free */
    void require(long octets) {
        try {
            if (Files.getFileStore(file).getUsableSpace() < octets + RESERVE) {
                throw new DatabaseException(DatabaseException.Reason.FULL, "account: the disk is full");
            }
        } catch (IOException e) {
            throw new DatabaseException(DatabaseException.Reason.OTHER, "account: the disk is not there", e);
        }
    }
}
