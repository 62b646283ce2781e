package org.letterlock.tests.system.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A bare server, with root's password; gone when it is closed. See {@code src/test/scripts/throwaway-host.sh}. */
final class ThrowawayHost implements AutoCloseable {

    /** Of root. */
    static final String PASSWORD = "throw-away-root";

    /** Where Debians are kept that were made once. */
    static final String CACHE = "/var/tmp/letterlock-tests";

    private static final List<String> TOOLS =
            List.of("/usr/bin/systemd-nspawn", "/usr/bin/mmdebstrap", "/usr/sbin/ip", "/usr/bin/ssh-keygen");

    private final Process process;
    private final String address;
    private final String ours;

    private ThrowawayHost(Process process, String address, String ours) {
        this.process = process;
        this.address = address;
        this.ours = ours;
    }

    /** Whether this machine can have one: root, for namespaces, and the tools. */
    static boolean isPossible() {
        return System.getProperty("user.name").equals("root")
                && TOOLS.stream().allMatch(tool -> Files.isExecutable(Path.of(tool)));
    }

    /** Boots one. */
    static ThrowawayHost boot(String release, Path state) {
        try {
            Process process = new ProcessBuilder(
                            "bash",
                            Path.of("src/test/scripts/throwaway-host.sh")
                                    .toAbsolutePath()
                                    .toString(),
                            CACHE,
                            state.toString(),
                            release,
                            PASSWORD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (line == null || !line.startsWith("ready ")) {
                process.destroy();
                throw new IllegalStateException("the host did not start: " + line);
            }
            String[] words = line.split(" ", -1);
            return new ThrowawayHost(process, words[1], words[2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its address. */
    String address() {
        return address;
    }

    /** Our address in its network. */
    String ours() {
        return ours;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroy();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
