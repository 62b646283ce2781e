package org.letterlock.engine.sqlite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the shared memory beside a file says of its log (https://sqlite.org/walformat.html, the WAL-index header). It is written after the fsync of what it
 * counts, and never fsynced itself.
 *
 * @param salts of the log that it speaks of
 * @param frames of that log up to its last commit
 * @param inFile how many of these were copied into the file, and fsynced there
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WalIndex(byte[] salts, long frames, long inFile) {

    private static final int HEADER = 48;
    private static final int VERSION = 3_007_000;
    private static final int FRAMES = 16;
    private static final int SALTS = 32;
    private static final int IN_FILE = 2 * HEADER;
    private static final int LENGTH = IN_FILE + 4;

    /** Empty where {@code memory} is none that was written to the end. */
    static Optional<WalIndex> of(byte[] memory) {
        if (memory.length < LENGTH) {
            return Optional.empty();
        }
        ByteBuffer index = ByteBuffer.wrap(memory).order(ByteOrder.nativeOrder());
        WalSum sum = new WalSum();
        sum.add(index, 0, HEADER - 8);
        boolean whole = index.getInt(0) == VERSION
                && Arrays.equals(memory, 0, HEADER, memory, HEADER, 2 * HEADER)
                && sum.isAt(index, HEADER - 8);
        return whole
                ? Optional.of(new WalIndex(
                        Arrays.copyOfRange(memory, SALTS, SALTS + WriteAheadLog.SALTS_LENGTH),
                        Integer.toUnsignedLong(index.getInt(FRAMES)),
                        Integer.toUnsignedLong(index.getInt(IN_FILE))))
                : Optional.empty();
    }
}
