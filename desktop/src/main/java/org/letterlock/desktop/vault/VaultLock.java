package org.letterlock.desktop.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * That of all programs on this computer this one alone may write a vault. It is on an empty file beside the vault, which stays there: to delete it would let two hold it. The
 * system gives it back when the program ends, however it ends.
 */
public final class VaultLock implements AutoCloseable {

    private final FileChannel channel;

    private VaultLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it.
     *
     * @param vault the vault's file, which need not exist
     * @return empty where somebody else has it
     * @throws IOException when the file beside the vault cannot be made or locked
     */
    public static Optional<VaultLock> take(Path vault) throws IOException {
        Path folder = Objects.requireNonNull(vault.toAbsolutePath().getParent(), "a file in a folder");
        Files.createDirectories(folder, Vault.mode("rwx------"));
        FileChannel channel = FileChannel.open(
                folder.resolve(vault.getFileName() + ".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                Vault.mode("rw-------"));
        boolean held = false;
        try {
            FileLock lock = channel.tryLock();
            held = lock != null;
            return held ? Optional.of(new VaultLock(channel)) : Optional.empty();
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    /** Gives it back. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
