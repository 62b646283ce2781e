package org.letterlock.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {

    private static final int LIMIT = 65536;

    @TempDir
    Path folder;

    private Spooler spooler() {
        return new Spooler(folder, LIMIT, new SecureRandom());
    }

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        new Random(length).nextBytes(body);
        return body;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void everyLengthAroundTheLimitsComesBackAnyNumberOfTimes() throws Exception {
        Spooler spooler = spooler();
        for (int length : new int[] {0, 1, 8191, 8192, 8193, LIMIT - 1, LIMIT, LIMIT + 1, 2 * LIMIT, 300_000}) {
            for (int step : new int[] {999, 8192, 1 << 20}) {
                byte[] body = body(length);
                try (SpoolWriter writer = spooler.create()) {
                    for (int at = 0; at < length; at += step) {
                        writer.write(body, at, Math.min(step, length - at));
                    }
                    assertThat(writer.length()).isEqualTo(length);
                    try (Spool spool = writer.finish()) {
                        assertThat(files()).hasSize(length > LIMIT ? 1 : 0);
                        assertThat(spool.length()).isEqualTo(length);
                        for (int i = 0; i < 2; i++) {
                            try (InputStream in = spool.open()) {
                                assertThat(in.readAllBytes()).isEqualTo(body);
                            }
                        }
                    }
                }
            }
        }
        assertThat(files()).isEmpty();
        assertThat(spooler.memoryUsed()).isZero();
    }

    @Test
    void theFileIsItsOwnersAndHoldsNoPlaintext() throws Exception {
        byte[] body = "the same secret line\r\n".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
        try (SpoolWriter writer = spooler().create()) {
            writer.write(body, 0, body.length);
            Path file = files().getFirst();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .doesNotContain("secret");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void closingTheWriterDiscardsOnlyWhatIsNotFinished() throws Exception {
        Spooler spooler = spooler();
        Spool kept;
        try (SpoolWriter writer = spooler.create()) {
            writer.write(body(100), 0, 100);
            kept = writer.finish();
        }
        try (InputStream in = kept.open()) {
            assertThat(in.readAllBytes()).isEqualTo(body(100));
        }
        assertThat(spooler.memoryUsed()).isPositive();
        kept.close();
        kept.close();
        assertThat(spooler.memoryUsed()).isZero();
        assertThatThrownBy(kept::open).isInstanceOf(IOException.class);
        SpoolWriter abandoned = spooler.create();
        abandoned.write(body(100), 0, 100);
        abandoned.close();
        assertThat(spooler.memoryUsed()).isZero();
        assertThatThrownBy(() -> abandoned.write(body(1), 0, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(abandoned::finish).isInstanceOf(IOException.class);
    }

    @Test
    void removesWhatAnEarlierProcessLeft() throws Exception {
        Files.writeString(folder.resolve("00.spool"), "left");
        Files.writeString(folder.resolve("other"), "not ours");
        spooler();
        assertThat(files()).containsExactly(folder.resolve("other"));
    }

    @Test
    void goesToFilesAtOnceWhenAllSpoolsTogetherHoldTooMuch() throws Exception {
        Spooler spooler = new Spooler(folder, LIMIT, 3 * 8192L, new SecureRandom());
        try (SpoolWriter first = spooler.create();
                SpoolWriter second = spooler.create()) {
            first.write(body(20_000), 0, 20_000);
            assertThat(files()).isEmpty();
            second.write(body(100), 0, 100);
            assertThat(files()).hasSize(1);
            try (Spool spool = second.finish();
                    InputStream in = spool.open()) {
                assertThat(in.readAllBytes()).isEqualTo(body(100));
            }
        }
        assertThat(spooler.memoryUsed()).isZero();
    }

    @Test
    void aHundredMegabytesDoNotStayInMemory() throws Exception {
        byte[] block = body(1 << 20);
        long before = heap();
        try (SpoolWriter writer = spooler().create()) {
            for (int i = 0; i < 100; i++) {
                writer.write(block, 0, block.length);
            }
            assertThat(heap() - before).isLessThan(10L << 20);
            try (Spool spool = writer.finish();
                    InputStream in = spool.open()) {
                byte[] read = new byte[1 << 20];
                for (int i = 0; i < 100; i++) {
                    assertThat(in.readNBytes(read, 0, read.length)).isEqualTo(read.length);
                    assertThat(Arrays.equals(read, block)).isTrue();
                }
                assertThat(in.read()).isEqualTo(-1);
                assertThat(heap() - before).isLessThan(10L << 20);
            }
        }
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void aFileThatWasChangedDoesNotRead() throws Exception {
        try (SpoolWriter writer = spooler().create()) {
            writer.write(body(200_000), 0, 200_000);
            try (Spool spool = writer.finish();
                    InputStream in = spool.open()) {
                byte[] octets = Files.readAllBytes(files().getFirst());
                octets[100] ^= 1;
                Files.write(files().getFirst(), octets);
                assertThatThrownBy(in::readAllBytes)
                        .isInstanceOf(org.letterlock.engine.crypto.SealBrokenException.class);
            }
        }
    }

    @Test
    void aFullDiskIsAnIoExceptionAndLeavesNothing() throws Exception {
        Path small = folder.resolve("small");
        Files.createDirectory(small);
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString()), "cannot mount a small disk");
        try {
            Spooler spooler = new Spooler(small, LIMIT, new SecureRandom());
            try (SpoolWriter writer = spooler.create()) {
                byte[] body = body(4 << 20);
                assertThatThrownBy(() -> writer.write(body, 0, body.length)).isInstanceOf(IOException.class);
                assertThatThrownBy(writer::finish).isInstanceOf(IOException.class);
            }
            assertThat(spooler.memoryUsed()).isZero();
            try (Stream<Path> left = Files.list(small)) {
                assertThat(left).isEmpty();
            }
            try (SpoolWriter writer = spooler.create()) {
                writer.write(body(500_000), 0, 500_000);
                writer.finish().close();
            }
        } finally {
            run("umount", small.toString());
        }
    }

    private static boolean run(String... words) throws InterruptedException {
        try {
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
