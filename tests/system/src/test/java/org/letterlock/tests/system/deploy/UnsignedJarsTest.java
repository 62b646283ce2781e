package org.letterlock.tests.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.bouncycastle.util.encoders.Hex;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.TempFolder;

/** The program that takes the signatures off the jars that are packed. */
final class UnsignedJarsTest {

    @Test
    void aSignedJarIsCopiedWithoutItsSignatureAndNothingElseChanges() throws Exception {
        try (TempFolder folder = new TempFolder()) {
            Path signed = jarOf(Hex.class);
            Path plain = plainJar(folder.path().resolve("plain.jar"));
            Path out = folder.path().resolve("out");
            String first = run(out, signed + File.pathSeparator + plain);
            Path copy = out.resolve(signed.getFileName());
            assertThat(first).isEqualTo(copy + File.pathSeparator + plain);
            Map<String, byte[]> before = files(signed);
            Map<String, byte[]> after = files(copy);
            assertThat(before.keySet()).anyMatch(UnsignedJarsTest::isOfASignature);
            before.keySet().removeIf(UnsignedJarsTest::isOfASignature);
            assertThat(after.keySet()).isEqualTo(before.keySet());
            for (Map.Entry<String, byte[]> file : after.entrySet()) {
                if (!file.getKey().equals(JarFile.MANIFEST_NAME)) {
                    assertThat(Arrays.equals(file.getValue(), before.get(file.getKey())))
                            .as(file.getKey())
                            .isTrue();
                }
            }
            assertThat(manifest(copy).getMainAttributes())
                    .isEqualTo(manifest(signed).getMainAttributes());
            assertThat(manifest(copy).getEntries()).isEmpty();
            assertThat(Files.getPosixFilePermissions(copy)).isEqualTo(Files.getPosixFilePermissions(plain));
            // It is not copied anew each time.
            Object kept = Files.getAttribute(copy, "unix:ino");
            assertThat(run(out, signed.toString())).isEqualTo(copy.toString());
            assertThat(Files.getAttribute(copy, "unix:ino")).isEqualTo(kept);
        }
    }

    private static boolean isOfASignature(String name) {
        return name.startsWith("META-INF/BC");
    }

    private static Path jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static Path plainJar(Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("a"));
        }
        return jar;
    }

    private static String run(Path out, String classPath) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "../../installers/Unsigned.java",
                        out.toString(),
                        classPath)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.strip();
    }

    private static Manifest manifest(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            return file.getManifest();
        }
    }

    private static Map<String, byte[]> files(Path jar) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (JarFile from = new JarFile(jar.toFile(), false)) {
            for (JarEntry entry : Collections.list(from.entries())) {
                try (InputStream in = from.getInputStream(entry)) {
                    files.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return files;
    }
}
