package org.letterlock.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.letterlock.engine.sqlite.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where everything lies in the data folder (docs/architecture.md lists it), and the lock that keeps a second engine out of it. */
final class DataFolder implements AutoCloseable {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String MEMORY = "-shm";

    private final Path root;
    private final FileChannel lockFile;

    private DataFolder(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Opens the folder for this process alone.
     *
     * @throws StartException when it is another engine's, or may not be used
     */
    static DataFolder open(Path path, boolean create) {
        Path root = path.toAbsolutePath().normalize();
        try {
            if (create) {
                createPrivate(root);
                requirePrivate(root);
                DataFolder folder = locked(root);
                createPrivate(folder.accounts());
                createPrivate(folder.spool());
                createPrivate(folder.tls());
                createPrivate(folder.natives());
                return folder;
            }
            if (!Files.isDirectory(root)) {
                throw new StartException("There is no data folder " + root + ".");
            }
            requirePrivate(root);
            return locked(root);
        } catch (IOException e) {
            throw new StartException("The data folder " + root + " cannot be used: " + reason(e) + ".", e);
        }
    }

    private static void createPrivate(Path folder) throws IOException {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }

    /** Others may not even look at names and sizes. A folder that was made for us and holds nothing yet is made private; another is for its owner to look at. */
    private static void requirePrivate(Path root) throws IOException {
        if (OWNER_ONLY.containsAll(Files.getPosixFilePermissions(root))) {
            return;
        }
        try (Stream<Path> inside = Files.list(root)) {
            if (inside.findAny().isPresent()) {
                throw new StartException("The data folder " + root
                        + " is open to others than its owner; make it private first: chmod 700 " + root);
            }
        }
        Files.setPosixFilePermissions(root, OWNER_ONLY);
    }

    private static DataFolder locked(Path root) throws IOException {
        DataFolder folder = lock(root);
        boolean ready = false;
        try {
            folder.noteBoot();
            ready = true;
            return folder;
        } finally {
            if (!ready) {
                folder.close();
            }
        }
    }

    /**
     * What lies beside the databases in shared memory is exact as long as the system was not started anew since: the boot that it was made in is noted in the lock
     * file. That need not be durable, for it counts only within the same boot.
     */
    private void noteBoot() throws IOException {
        byte[] boot = Files.isReadable(BOOT) ? Files.readAllBytes(BOOT) : new byte[0];
        ByteBuffer noted = ByteBuffer.allocate(boot.length + 1);
        lockFile.read(noted, 0);
        if (boot.length == 0 || !Arrays.equals(boot, Arrays.copyOf(noted.array(), noted.position()))) {
            forgetOtherBoot(root);
            forgetOtherBoot(accounts());
            write(boot);
        }
    }

    /** In the place of what is there, which takes no room on a full disk: what cannot be noted keeps no engine from its start. */
    private void write(byte[] boot) {
        try {
            lockFile.write(ByteBuffer.wrap(boot), 0);
            lockFile.truncate(boot.length);
        } catch (IOException e) {
            LOG.warn("the boot of the system is not noted: {}", reason(e));
        }
    }

    private static void forgetOtherBoot(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> memories = Files.newDirectoryStream(folder, "*" + MEMORY)) {
            for (Path memory : memories) {
                String name = String.valueOf(memory.getFileName());
                try {
                    Database.forgetOtherBoot(folder.resolve(name.substring(0, name.length() - MEMORY.length())));
                } catch (IOException e) {
                    // Whoever opens the file is told.
                    LOG.warn("what another boot of the system left beside {} is not cleared away: {}", name, reason(e));
                }
            }
        }
    }

    private static DataFolder lock(Path root) throws IOException {
        FileChannel file = FileChannel.open(
                root.resolve("engine.lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_FILE));
        try {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return new DataFolder(root, file);
            }
        } catch (OverlappingFileLockException e) {
            file.close();
            throw new StartException("An engine is running on the data folder " + root + " already.", e);
        }
        file.close();
        throw new StartException("An engine is running on the data folder " + root + " already.");
    }

    /**
     * Makes sure that no file of an engine that ran before is missing: a new and empty one in its place would hide what is lost.
     *
     * @throws StartException when one is
     */
    void requireWhole() {
        if (Files.notExists(directory())) {
            if (hasAccounts()) {
                throw missing(directory(), ", and with it whose the accounts are; restore it from a backup.");
            }
            return;
        }
        // It is made last, so the others were there.
        for (Path file : List.of(journal(), intake(), queue())) {
            if (Files.notExists(file)) {
                throw missing(
                        file,
                        ", and with it what was in it; restore it from a backup, or begin a new one: letterlock-engine verify --repair.");
            }
        }
    }

    private static StartException missing(Path file, String more) {
        return new StartException("The file " + file + " is missing" + more);
    }

    private boolean hasAccounts() {
        try (Stream<Path> files = Files.list(accounts())) {
            return files.anyMatch(file -> file.toString().endsWith(".sqlite"));
        } catch (IOException e) {
            throw new StartException("The folder " + accounts() + " cannot be read: " + reason(e) + ".", e);
        }
    }

    /** What the system said, in words. */
    static String reason(IOException failure) {
        return switch (failure) {
            case java.nio.file.AccessDeniedException e -> "this user may not write there";
            case java.nio.file.FileAlreadyExistsException e -> e.getFile() + " is no folder";
            case java.nio.file.NoSuchFileException e -> e.getFile() + " is missing";
            case java.nio.file.FileSystemException e when e.getReason() != null -> e.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }

    Path root() {
        return root;
    }

    Path engineKey() {
        return root.resolve("engine.key");
    }

    /** The engine's key, sealed to the owner. */
    Path sealedEngineKey() {
        return root.resolve("engine.key.sealed");
    }

    Path directory() {
        return root.resolve("directory.db");
    }

    Path intake() {
        return root.resolve("intake.sqlite");
    }

    Path queue() {
        return root.resolve("queue.sqlite");
    }

    Path journal() {
        return root.resolve("journal.sqlite");
    }

    Path accounts() {
        return root.resolve("accounts");
    }

    Path snapshots() {
        return root.resolve("snapshots");
    }

    Path spool() {
        return root.resolve("spool");
    }

    /** Libraries of native code, unpacked. */
    Path natives() {
        return root.resolve("native");
    }

    Path tls() {
        return root.resolve("tls");
    }

    Path controlSocket() {
        return root.resolve("control.sock");
    }

    /** Lets another process have it. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
