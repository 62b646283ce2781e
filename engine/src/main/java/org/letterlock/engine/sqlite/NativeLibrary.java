package org.letterlock.engine.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.OSInfo;

/** SQLite's native code. The driver would unpack it into the temporary folder at each start, and a process that is killed would leave it there for ever. */
public final class NativeLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

    private NativeLibrary() {}

    /**
     * Unpacks the library into {@code folder} unless it lies there octet by octet, and lets the driver load it from there; before the first database is opened. Where that fails, the driver goes its own way.
     */
    public static void unpack(Path folder) {
        String name = System.mapLibraryName("sqlitejdbc");
        try {
            keep(folder, name, packed(name));
            System.setProperty("org.sqlite.lib.path", folder.toAbsolutePath().toString());
        } catch (IOException e) {
            LOG.info("SQLite's library stays in the temporary folder: {}", e.getMessage());
        }
    }

    /**
     * Writes native code into a file for its owner alone, unless it lies there octet by octet.
     *
     * @return the file
     * @throws IOException when that fails; what lay there is as it was
     */
    public static Path keep(Path folder, String name, byte[] library) throws IOException {
        Path file = folder.resolve(name);
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), library)) {
            return file;
        }
        Files.createDirectories(folder);
        Path unfinished = folder.resolve(name + ".new");
        Files.write(unfinished, library);
        Files.setPosixFilePermissions(unfinished, OWNER_FILE);
        // Replaced, never overwritten: another process may run it.
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        return file;
    }

    private static byte[] packed(String name) throws IOException {
        String resource = "/org/sqlite/native/" + OSInfo.getNativeLibFolderPathForCurrentOS() + "/" + name;
        try (InputStream packed = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new IOException("the driver has none for this system");
            }
            return packed.readAllBytes();
        }
    }
}
