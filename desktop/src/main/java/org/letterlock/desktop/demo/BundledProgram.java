package org.letterlock.desktop.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.letterlock.desktop.agentclient.Bundle;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;

/** The engine of the archive that goes onto servers, unpacked in the demo's folder. For Linux alone: for other systems there is no such archive. */
public final class BundledProgram implements DemoEngine.Program {

    private final Path bundles;

    /** @param bundles the folder of the archives */
    public BundledProgram(Path bundles) {
        this.bundles = bundles;
    }

    /** Whether there is one for this computer. */
    public boolean isThere() {
        return System.getProperty("os.name").equals("Linux") && Bundle.isThere(bundles, processor());
    }

    private static String processor() {
        String name = System.getProperty("os.arch");
        return name.equals("amd64") ? "x86_64" : name;
    }

    @Override
    public List<String> command(Path folder) throws ProblemException {
        try {
            Optional<Bundle> bundle = Bundle.find(bundles, processor());
            if (bundle.isEmpty()) {
                throw problem(bundles.toString());
            }
            Path release = folder.resolve("release-" + bundle.get().sha256().substring(0, 16));
            Path whole = release.resolve("whole");
            if (!Files.exists(whole)) {
                unpack(bundle.get().file(), release);
                Files.createFile(whole);
            }
            return List.of(release.resolve("bin").resolve("letterlock-engine").toString());
        } catch (IOException e) {
            throw problem(String.valueOf(e));
        }
    }

    private static void unpack(Path archive, Path release) throws IOException, ProblemException {
        Files.createDirectories(release);
        Process tar = new ProcessBuilder(
                        "tar", "-C", release.toString(), "--strip-components=1", "-xzf", archive.toString())
                .redirectErrorStream(true)
                .start();
        tar.getOutputStream().close();
        String said = new String(tar.getInputStream().readNBytes(10_000), StandardCharsets.UTF_8);
        try {
            if (tar.waitFor() != 0) {
                throw problem(said);
            }
        } catch (InterruptedException e) {
            tar.destroyForcibly();
            Thread.currentThread().interrupt();
            throw problem("interrupted");
        }
    }

    private static ProblemException problem(String detail) {
        return new ProblemException(Problem.of("demo", "no-program", Map.of(), detail));
    }
}
