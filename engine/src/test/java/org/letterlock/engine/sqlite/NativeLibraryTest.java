package org.letterlock.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeLibraryTest {

    private static final String PATH = "org.sqlite.lib.path";

    private final String name = System.mapLibraryName("sqlitejdbc");
    private final Optional<String> pathBefore = Optional.ofNullable(System.getProperty(PATH));

    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        pathBefore.ifPresentOrElse(path -> System.setProperty(PATH, path), () -> System.clearProperty(PATH));
    }

    @Test
    void liesWhereTheDriverIsToldToLookForIt() {
        NativeLibrary.unpack(folder.resolve("native"));
        assertThat(folder.resolve("native").resolve(name)).isNotEmptyFile();
        assertThat(System.getProperty(PATH)).isEqualTo(folder.resolve("native").toString());
    }

    @Test
    void isWrittenAgainOnlyWhereItDiffers() throws IOException {
        NativeLibrary.unpack(folder);
        Path file = folder.resolve(name);
        byte[] library = Files.readAllBytes(file);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        NativeLibrary.unpack(folder);
        assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(Instant.EPOCH);
        byte[] spoilt = library.clone();
        spoilt[library.length / 2] ^= 1;
        Files.write(file, spoilt);
        NativeLibrary.unpack(folder);
        assertThat(file).hasBinaryContent(library);
        assertThat(folder).isDirectoryNotContaining(found -> found.toString().endsWith(".new"));
    }

    @Test
    void isLeftToTheDriverWhereItCannotBeWritten() throws IOException {
        Path noFolder = Files.createFile(folder.resolve("file"));
        NativeLibrary.unpack(noFolder);
        assertThat(Optional.ofNullable(System.getProperty(PATH))).isEqualTo(pathBefore);
    }
}
