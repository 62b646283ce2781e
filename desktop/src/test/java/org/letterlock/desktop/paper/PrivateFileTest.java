package org.letterlock.desktop.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a file that could not be written. */
final class PrivateFileTest {

    private static final byte[] SECRET = "a password".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void leavesNothingBesideWhereItCannotTakeThePlace() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("profile"));
        Files.createFile(taken.resolve("inside"));
        assertThatThrownBy(() -> PrivateFile.write(taken, SECRET)).isInstanceOf(IOException.class);
        assertThat(folder.toFile().list()).containsExactly("profile");
    }

    @Test
    void leavesNothingWhereItIsInterrupted() throws IOException {
        Path file = folder.resolve("profile");
        Files.writeString(file, "before");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> PrivateFile.write(file, SECRET)).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(folder.toFile().list()).containsExactly("profile");
        assertThat(file).hasContent("before");
    }
}
