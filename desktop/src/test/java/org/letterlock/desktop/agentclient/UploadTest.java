package org.letterlock.desktop.agentclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server's shell does with the archive. */
final class UploadTest {

    @TempDir
    Path folder;

    private Process take(String sha256) throws IOException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", AgentClient.TAKE, "letterlock", sha256);
        shell.environment().put("HOME", folder.resolve("home").toString());
        return shell.redirectErrorStream(true).start();
    }

    private byte[] archive() throws IOException, InterruptedException {
        Path all = folder.resolve("archive");
        Path content = Files.createDirectories(all.resolve("agent"));
        Files.writeString(content.resolve("program"), "runs");
        Path file = folder.resolve("agent.tar.gz");
        assertThat(new ProcessBuilder("tar", "-C", all.toString(), "-czf", file.toString(), "agent")
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        return Files.readAllBytes(file);
    }

    private static int end(Process shell, byte[] rest) throws IOException, InterruptedException {
        try (OutputStream in = shell.getOutputStream()) {
            in.write(rest);
        }
        shell.getInputStream().readAllBytes();
        return shell.waitFor();
    }

    @Test
    void takesTwoThatComeAtOnce() throws IOException, InterruptedException, NoSuchAlgorithmException {
        byte[] archive = archive();
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
        Path cache = folder.resolve("home/.cache/letterlock");
        Process first = take(sha256);
        first.getOutputStream().write(archive, 0, 10);
        first.getOutputStream().flush();
        while (!Files.isDirectory(cache) || isEmpty(cache)) {
            assertThat(first.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        assertThat(end(take(sha256), archive)).isZero();
        Object inode = Files.getAttribute(cache.resolve(sha256), "unix:ino");
        assertThat(end(first, java.util.Arrays.copyOfRange(archive, 10, archive.length)))
                .isZero();
        assertThat(cache.resolve(sha256).resolve("program")).hasContent("runs");
        assertThat(cache.resolve(sha256).resolve("whole")).exists();
        assertThat(Files.getAttribute(cache.resolve(sha256), "unix:ino")).isEqualTo(inode);
        assertThat(cache.toFile().list()).containsExactly(sha256);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }
}
