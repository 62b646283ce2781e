package org.letterlock.tests.kit.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.letterlock.tests.kit.TempFolder;

/** A bare server, with root's password, one processor and 1 GB of memory; gone when it is closed. See {@code throwaway-host.sh} beside this class. */
public final class ThrowawayHost implements AutoCloseable {

    /** Of root, and of bert, who may use sudo by it. */
    public static final String PASSWORD = "throw-away-root";

    /** Where Debians are kept that were made once. */
    public static final String CACHE = "/var/tmp/letterlock-tests";

    private static final String SCRIPT = "throwaway-host.sh";
    private static final List<String> SCRIPTS = List.of(SCRIPT, "debian-base.sh", "desktop-package.sh");
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
    public static boolean isPossible() {
        return System.getProperty("user.name").equals("root")
                && TOOLS.stream().allMatch(tool -> Files.isExecutable(Path.of(tool)));
    }

    /** Whether there is, or can be made, what one of a release of Debian is made of. */
    public static boolean canHave(String release) {
        try (TempFolder folder = new TempFolder()) {
            return new ProcessBuilder("bash", script(folder.path(), SCRIPT).toString(), "--base-only", CACHE, release)
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

    /**
     * Copies the scripts of throw-away Debians into a folder.
     *
     * @param folder made where it is missing
     * @param name of the one that is to be run
     * @return where that one is; to be run by bash
     */
    public static Path script(Path folder, String name) {
        try {
            Files.createDirectories(folder);
            for (String each : SCRIPTS) {
                try (InputStream in = Objects.requireNonNull(ThrowawayHost.class.getResourceAsStream(each), each)) {
                    Files.copy(in, folder.resolve(each), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return folder.resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Boots one.
     *
     * @param release of Debian, by its name
     * @param state a folder for its files, gone with it
     */
    public static ThrowawayHost boot(String release, Path state) {
        try {
            Path scripts = state.resolveSibling(state.getFileName() + "-scripts");
            Process process = new ProcessBuilder(
                            "bash", script(scripts, SCRIPT).toString(), CACHE, state.toString(), release, PASSWORD)
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
    public String address() {
        return address;
    }

    /** Our address in its network. */
    public String ours() {
        return ours;
    }

    /** How many octets were sent to it, with all that the network adds. */
    public long octetsSent() throws IOException {
        // The script names our end by its own number.
        Path counter = Path.of("/sys/class/net/llt" + process.pid() + "/statistics/tx_bytes");
        return Long.parseLong(Files.readString(counter).strip());
    }

    /** Takes its network away. */
    public void cut() {
        order("cut");
    }

    /** Gives it back. */
    public void mend() {
        order("mend");
    }

    /** Takes its power away and gives it back. */
    public void restart() {
        order("restart");
    }

    /** Waits until it has ended itself to start again, as told by somebody who is on it, and lets it. */
    public void awaitReboot() {
        order("rebooted");
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
