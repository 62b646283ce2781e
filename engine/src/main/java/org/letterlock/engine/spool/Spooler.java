package org.letterlock.engine.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/**
 * Makes spools. One for the whole engine; safe for any number of threads.
 */
public final class Spooler {

    /** How many octets all spools hold in memory together, unless told otherwise; what comes beyond goes to files at once. */
    public static final long TOTAL_MEMORY = 32L << 20;

    private static final String SUFFIX = ".spool";

    private final Path folder;
    private final int memoryLimit;
    private final Memory memory;
    private final SecureRandom random;

    /**
     * As {@link #Spooler(Path, int, long, SecureRandom)} with {@link #TOTAL_MEMORY}.
     *
     * @param folder where spools that outgrow memory put their encrypted files; what an earlier process left there is removed
     * @param memoryLimit how many octets of one spool stay in memory before it moves to a file
     */
    public Spooler(Path folder, int memoryLimit, SecureRandom random) {
        this(folder, memoryLimit, TOTAL_MEMORY, random);
    }

    /**
     * Creates the folder if it is missing.
     *
     * @param folder where spools that outgrow memory put their encrypted files; what an earlier process left there is removed
     * @param memoryLimit how many octets of one spool stay in memory before it moves to a file
     * @param totalMemory how many octets of all spools stay in memory
     * @throws UncheckedIOException when the folder cannot be used
     */
    public Spooler(Path folder, int memoryLimit, long totalMemory, SecureRandom random) {
        this.folder = folder;
        this.memoryLimit = memoryLimit;
        this.memory = new Memory(totalMemory);
        this.random = random;
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            removeLeftovers();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for spools cannot be used", e);
        }
    }

    private void removeLeftovers() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    /** A new, empty spool to write to. */
    public SpoolWriter create() {
        return new SpoolWriter(memoryLimit, memory, () -> SpoolFile.create(folder, SUFFIX, random));
    }

    /** How many octets lie in memory at present. */
    public long memoryUsed() {
        return memory.used();
    }
}
