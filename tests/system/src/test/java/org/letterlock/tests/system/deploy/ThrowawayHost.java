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

    /** Of root, and of bert, who may use sudo by it. */
    static final String PASSWORD = "throw-away-root";

    /** Where Debians are kept that were made once. */
    static final String CACHE = "/var/tmp/letterlock-tests";

    private static final List<String> TOOLS =
            List.of("/usr/bin/systemd-nspawn", "/usr/bin/mmdebstrap", "/usr/sbin/ip", "/usr/bin/ssh-keygen");

    private final Process process;
    private final BufferedReader said;
    private final String address;
    private final String ours;

    private ThrowawayHost(Process process, BufferedReader said, String address, String ours) {
        this.process = process;
        this.said = said;
        this.address = address;
        this.ours = ours;
    }

    /** Whether this machine can have one: root, for namespaces, and the tools. */
    static boolean isPossible() {
        return System.getProperty("user.name").equals("root")
                && TOOLS.stream().allMatch(tool -> Files.isExecutable(Path.of(tool)));
    }

    /** Whether there is, or can be made, what one of a release of Debian is made of. */
    static boolean canHave(String release) {
        try {
            return new ProcessBuilder("bash", script(), "--base-only", CACHE, release)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String script() {
        return Path.of("src/test/scripts/throwaway-host.sh").toAbsolutePath().toString();
    }

    /** Boots one. */
    static ThrowawayHost boot(String release, Path state) {
        try {
            Process process = new ProcessBuilder("bash", script(), CACHE, state.toString(), release, PASSWORD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = said.readLine();
            if (line == null || !line.startsWith("ready ")) {
                process.destroy();
                throw new IllegalStateException("the host did not start: " + line);
            }
            String[] words = line.split(" ", -1);
            return new ThrowawayHost(process, said, words[1], words[2]);
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

    /** Takes its network away. */
    void cut() {
        order("cut");
    }

    /** Gives it back. */
    void mend() {
        order("mend");
    }

    /** Takes its power away and gives it back. */
    void restart() {
        order("restart");
    }

    private void order(String word) {
        try {
            process.getOutputStream().write((word + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            if (!"done".equals(said.readLine())) {
                throw new IllegalStateException("the host is gone");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
