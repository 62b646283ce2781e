package org.letterlock.engine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EngineKeyTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path folder;

    @Test
    void theSameFileGivesTheSameSubkeys() throws IOException {
        Path file = folder.resolve("engine.key");
        byte[] directory;
        try (EngineKey key = EngineKey.openOrCreate(file, RANDOM)) {
            directory = key.subkey("directory");
            assertThat(directory).hasSize(32).isNotEqualTo(key.subkey("intake"));
        }
        try (EngineKey key = EngineKey.openOrCreate(file, RANDOM)) {
            assertThat(key.subkey("directory")).isEqualTo(directory);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void neverReplacesAKey() {
        Path file = folder.resolve("engine.key");
        EngineKey.create(file, RANDOM).close();
        assertThatThrownBy(() -> EngineKey.create(file, RANDOM)).isInstanceOf(EngineKeyException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void refusesAFileThatOthersMayTouch(String mode) throws IOException {
        Path file = folder.resolve("engine.key");
        EngineKey.create(file, RANDOM).close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> EngineKey.open(file)).hasMessageContaining("0600");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33})
    void refusesAnotherLength(int length) throws IOException {
        Path file = folder.resolve("engine.key");
        EngineKey.create(file, RANDOM).close();
        Files.write(file, new byte[length]);
        assertThatThrownBy(() -> EngineKey.open(file)).hasMessageContaining("length");
    }
}
