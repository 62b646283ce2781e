package org.letterlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another boot of the system left in a data folder. */
final class DataFolderTest {

    @TempDir
    private Path root;

    private Path lock;

    @BeforeEach
    void noteAnotherBoot() throws IOException {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        lock = root.resolve("engine.lock");
        DataFolder.open(root, true).close();
        Files.write(lock, "another boot, by a longer name than any that Linux gives".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void isClearedAwayOnce() throws IOException {
        Path memory = Files.createFile(root.resolve("accounts").resolve("1.sqlite-shm"));
        DataFolder.open(root, true).close();
        assertThat(memory).doesNotExist();
        byte[] noted = Files.readAllBytes(lock);
        assertThat(noted).hasSizeLessThan(50);
        Files.createFile(memory);
        DataFolder.open(root, true).close();
        assertThat(memory).exists();
        assertThat(lock).hasBinaryContent(noted);
    }

    /** The account is refused when it is opened; the others are not. */
    @Test
    void keepsNoEngineFromItsStartWhereItCannotBeRead() throws IOException {
        Path accounts = root.resolve("accounts");
        Path unreadable = Files.createDirectory(accounts.resolve("1.sqlite-shm"));
        Files.createFile(accounts.resolve("2.sqlite-shm"));
        Files.createDirectory(accounts.resolve("2.sqlite-wal"));
        Path others = Files.createFile(accounts.resolve("3.sqlite-shm"));
        DataFolder.open(root, true).close();
        assertThat(unreadable).exists();
        assertThat(others).doesNotExist();
    }
}
