package org.letterlock.agent.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.letterlock.agent.host.Places;

/** Held while the computer is changed. */
final class Lock implements AutoCloseable {

    private final FileChannel file;

    private Lock(FileChannel file) {
        this.file = file;
    }

    static Lock take(Places places) {
        try {
            Files.createDirectories(places.home());
            FileChannel file = FileChannel.open(
                    places.home().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(file) == null) {
                file.close();
                throw Faults.refused(
                        "busy", "Somebody is installing on this server already.", "Wait until it is done.");
            }
            return new Lock(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
