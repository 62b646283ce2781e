package org.letterlock.tests.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.TempFolder;

/** The archive that goes onto a server, unpacked where it was not made. */
@Tag("long")
final class ServerArchiveTest {

    private static final Path PACKAGES = Path.of(System.getProperty("letterlock.bundles", "../../installers/target"));

    @Test
    void itsEngineIsKeptReadyByTheJvmWhereverItLies() throws IOException, InterruptedException {
        try (TempFolder folder = new TempFolder()) {
            Path there = Files.createDirectories(folder.path().resolve("else where"));
            assertThat(run(
                            "tar",
                            "-C",
                            there.toString(),
                            "--strip-components=1",
                            "-xzf",
                            archive().toString()))
                    .isEmpty();
            Path engine = there.resolve("bin/letterlock-engine");
            assertThat(run("env", "LETTERLOCK_JAVA_OPTIONS=-Xlog:class+load", engine.toString(), "--version"))
                    .anyMatch(line -> line.contains("org.letterlock.engine.EngineMain source: shared objects file"));
            Files.delete(there.resolve("lib/engine.aot"));
            assertThat(run(engine.toString(), "--version"))
                    .singleElement()
                    .asString()
                    .startsWith("letterlock-engine ");
        }
    }

    private static Path archive() throws IOException {
        try (Stream<Path> files = Files.list(PACKAGES)) {
            return files.filter(file -> file.getFileName().toString().matches("letterlock-server-.*\\.tar\\.gz"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("first: ./letterlock package server"))
                    .toAbsolutePath();
        }
    }

    private static List<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).as("%s", said).isZero();
        return said;
    }
}
