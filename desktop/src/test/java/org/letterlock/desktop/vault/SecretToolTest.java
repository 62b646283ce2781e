package org.letterlock.desktop.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the app makes of a {@code secret-tool} that does not do what it is asked; a system test has one that does. */
final class SecretToolTest {

    private static final String BUS = "unix:path=/nowhere";

    @TempDir
    Path folder;

    private SecretTool tool(String script, Duration patience) throws IOException {
        Path program = folder.resolve("secret-tool");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new SecretTool(Map.of("PATH", folder + ":/usr/bin:/bin", "DBUS_SESSION_BUS_ADDRESS", BUS), patience);
    }

    private SecretTool tool(String script) throws IOException {
        return tool(script, Duration.ofSeconds(60));
    }

    @Test
    void isThereWithAProgramAndABusAlone() throws IOException {
        assertThat(tool("exit 0").isThere()).isTrue();
        assertThat(new SecretTool(Map.of("PATH", folder.toString())).isThere()).isFalse();
        assertThat(new SecretTool(Map.of("PATH", folder.toString(), "XDG_RUNTIME_DIR", folder.toString())).isThere())
                .isFalse();
        Files.createFile(folder.resolve("bus"));
        assertThat(new SecretTool(Map.of("PATH", folder.toString(), "XDG_RUNTIME_DIR", folder.toString())).isThere())
                .isTrue();
        assertThat(new SecretTool(Map.of("PATH", ".:relative", "DBUS_SESSION_BUS_ADDRESS", BUS)).isThere())
                .isFalse();
    }

    @Test
    void saysASecretOnItsInputAndNowhereElse() throws IOException {
        Path seen = folder.resolve("seen");
        tool("echo \"$@\" > " + seen + "; env >> " + seen + "; printf 'input:' >> " + seen + "; cat >> " + seen)
                .keep("/home/x/vault", "the-secret");
        assertThat(Files.readString(seen))
                .startsWith("store --label=Letterlock application letterlock vault /home/x/vault\n")
                .endsWith("input:the-secret")
                .containsOnlyOnce("the-secret");
    }

    @Test
    void tellsASecretThatIsNotThereFromAStoreThatFails() throws IOException {
        assertThat(tool("exit 1").find("v")).isEmpty();
        assertThat(tool("printf 'abc'").find("v")).contains("abc");
        assertThatIOException()
                .isThrownBy(
                        () -> tool("echo 'Cannot autolaunch D-Bus' >&2; exit 1").find("v"))
                .withMessageContaining("autolaunch");
        assertThatIOException().isThrownBy(() -> tool("exit 3").find("v"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo 'locked' >&2; exit 1", "kill -9 $$", "exec 0<&-; exit 2"})
    void saysWhatWasNotDone(String script) throws IOException {
        SecretTool tool = tool(script);
        assertThatIOException()
                .isThrownBy(() -> tool.keep("v", "s".repeat(100_000)))
                .withMessageNotContaining("sss");
        assertThatIOException().isThrownBy(() -> tool.forget("v"));
    }

    @Test
    void waitsForNobodyForEver() throws IOException {
        SecretTool endless = tool("while :; do echo endless; done", Duration.ofMillis(200));
        assertThatIOException().isThrownBy(() -> endless.find("v")).withMessageContaining("did not end");
    }

    @Test
    void stopsWhenItIsTold() throws Exception {
        Path begun = folder.resolve("begun");
        SecretTool tool = tool("echo > " + begun + "; exec sleep 600");
        FutureTask<String> work = new FutureTask<>(() -> {
            try {
                return tool.find("v").orElse("");
            } catch (IOException e) {
                return e.getMessage();
            }
        });
        Thread thread = Thread.ofVirtual().start(work);
        while (!Files.exists(begun)) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        assertThat(work.get()).isEqualTo("cancelled");
    }
}
