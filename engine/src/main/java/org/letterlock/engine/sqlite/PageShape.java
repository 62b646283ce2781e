package org.letterlock.engine.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** What an encrypted file shows from outside. */
final class PageShape {

    private static final int PAGE = 4096;

    private static final byte[] CLEAR = HexFormat.of().parseHex("53514c69746520666f726d6174203300");

    /**
     * Octets 16 to 23: pages of 4096 octets, whether there is a write-ahead log, 32 octets of each page for the cipher, and fractions that are always the same
     * (https://sqlite.org/fileformat.html §1.3). A copy that SQLite made has no log until it is opened.
     */
    private static final Set<String> HEADERS = Set.of("1000020220402020", "1000010120402020");

    private static final int HEADER = 8;

    private PageShape() {}

    /** In words. What a power cut left of a page that was being copied from the log is none while the log is there. */
    static Optional<String> damage(Path file) {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.exists(log) && Files.size(log) > 0) {
                return Optional.empty();
            }
            long size = Files.size(file);
            byte[] beginning = in.readNBytes(CLEAR.length + HEADER);
            if (size == 0 || size % PAGE != 0) {
                return Optional.of("it is cut short, its " + size + " octets are not whole pages");
            }
            if (Arrays.equals(beginning, 0, CLEAR.length, CLEAR, 0, CLEAR.length)) {
                return Optional.of("it is not encrypted");
            }
            return HEADERS.contains(HexFormat.of().formatHex(beginning, CLEAR.length, beginning.length))
                    ? Optional.empty()
                    : Optional.of("its first page is of no such file");
        } catch (IOException e) {
            return Optional.of("it cannot be read");
        }
    }
}
