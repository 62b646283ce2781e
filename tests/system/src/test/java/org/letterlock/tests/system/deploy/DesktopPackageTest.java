package org.letterlock.tests.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.peer.ThrowawayHost;

/** The app as people install it: its package in a fresh Debian, on a screen, and off again; and what the recipes for other systems tell jpackage. */
@Tag("long")
final class DesktopPackageTest {

    private static final Path PACKAGES = Path.of(System.getProperty("letterlock.bundles", "../../installers/target"));
    private static final int WAX = 0x9b2335;
    private static final int MOST_KILOBYTES = 300_000;

    @Test
    void installsOnAFreshDebianShowsItsFirstScreenAndLeavesNothing() throws IOException, InterruptedException {
        assumeTrue(ThrowawayHost.isPossible(), "needs root, for namespaces, and mmdebstrap");
        try (TempFolder folder = new TempFolder()) {
            Path state = folder.path().resolve("state");
            Process process = new ProcessBuilder(
                            "bash",
                            ThrowawayHost.script(folder.path().resolve("scripts"), "desktop-package.sh")
                                    .toString(),
                            ThrowawayHost.CACHE,
                            state.toString(),
                            "bookworm",
                            deb().toAbsolutePath().toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                String line = new BufferedReader(
                                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                        .readLine();
                long began = System.nanoTime();
                assertThat(line).isEqualTo("started");
                Path screen = state.resolve("display/Xvfb_screen0");
                boolean shown = Waiting.until(Duration.ofSeconds(60), () -> wax(picture(screen)) > 200);
                long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
                ImageIO.write(
                        picture(screen),
                        "png",
                        Files.createDirectories(Path.of("target"))
                                .resolve("desktop-package.png")
                                .toFile());
                assertThat(shown)
                        .as("%s", Files.readString(state.resolve("app.log")))
                        .isTrue();
                process.getOutputStream().close();
                assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
                assertThat(process.exitValue()).isZero();
                // Warnings of JavaFX about a class path are no fault.
                assertThat(Files.readString(state.resolve("app.log"))).doesNotContain("Exception", "Error");
                String memory = Files.readString(state.resolve("memory"));
                assertThat(memory).startsWith("VmHWM:").doesNotContain("left behind");
                int kilobytes = Integer.parseInt(memory.replaceAll("[^0-9]", ""));
                System.Logger.Level level = System.Logger.Level.INFO;
                System.getLogger("figures")
                        .log(level, "shown after {0} ms, the first time; {1} kB at most", millis, kilobytes);
                assertThat(kilobytes).isLessThan(MOST_KILOBYTES);
            } finally {
                process.getOutputStream().close();
            }
        }
    }

    /** A signature is checked at each start, and its classes are kept ready by no cache. */
    @Test
    void bringsNoJarThatIsSigned() throws IOException {
        try (Stream<Path> files = Files.list(PACKAGES.resolve("Letterlock/lib/app"))) {
            List<Path> jars =
                    files.filter(file -> file.toString().endsWith(".jar")).toList();
            assertThat(jars).hasSizeGreaterThan(10);
            for (Path jar : jars) {
                try (JarFile file = new JarFile(jar.toFile(), false)) {
                    assertThat(file.stream().map(JarEntry::getName).filter(name -> name.matches("META-INF/[^/]+\\.SF")))
                            .as("%s", jar)
                            .isEmpty();
                }
            }
        }
    }

    private static Path deb() throws IOException {
        try (Stream<Path> files = Files.list(PACKAGES)) {
            return files.filter(file -> file.getFileName().toString().matches("letterlock-desktop_.*\\.deb"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("first: ./letterlock package"));
        }
    }

    /** A screen as Xvfb writes it: the head of an xwd file in words of the network's order, a table of colours, then pixels of 32 bits. */
    private static BufferedImage picture(Path file) {
        try {
            ByteBuffer xwd = ByteBuffer.wrap(Files.readAllBytes(file));
            int width = xwd.getInt(16);
            int height = xwd.getInt(20);
            int lineLength = xwd.getInt(48);
            int pixels = xwd.getInt(0) + 12 * xwd.getInt(76);
            xwd.order(xwd.getInt(28) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    picture.setRGB(x, y, xwd.getInt(pixels + y * lineLength + 4 * x) & 0xffffff);
                }
            }
            return picture;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many pixels have the colour of what a screen wants to be done. */
    private static int wax(BufferedImage picture) {
        int count = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                if ((picture.getRGB(x, y) & 0xffffff) == WAX) {
                    count++;
                }
            }
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(strings = {"common", "macos", "windows"})
    void tellsJpackageWhatItKnows(String system) throws IOException, InterruptedException {
        Path options = Path.of("../../installers/desktop", system + ".options");
        List<String> words = Files.readAllLines(options).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst(" .*", ""))
                .distinct()
                .toList();
        assertThat(words).isNotEmpty();
        for (String word : words) {
            // Of options for another system it says so; of others, that there is no such.
            assertThat(jpackage(word, "x")).doesNotContainIgnoringCase("invalid option: [" + word);
        }
        assertThat(jpackage("--no-such-thing", "x")).containsIgnoringCase("invalid option: [--no-such-thing");
    }

    private static String jpackage(String... words) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "jpackage")
                                .toString()),
                        Stream.of(words))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
