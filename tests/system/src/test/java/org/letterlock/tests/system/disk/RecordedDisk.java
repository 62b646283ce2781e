package org.letterlock.tests.system.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The layer {@code disk.c} between a process and one folder. A process that is started with its {@link #environment} has every change of the folder's files
 * written down, in the order in which they took effect, with every fsync; and finds the disk full when it is told to be.
 */
public final class RecordedDisk {

    private static final int CONTROL_LENGTH = 64;
    private static final int WRITES = 0;
    private static final int FIRST = 8;
    private static final int LAST = 16;
    private static final int REFUSED = 24;

    private final Path layer;
    private final Path folder;
    private final Path log;
    private final Path controlFile;
    private final MappedByteBuffer control;

    private RecordedDisk(Path layer, Path folder, Path work) throws IOException {
        this.layer = layer;
        this.folder = folder;
        this.log = work.resolve("disk.log");
        this.controlFile = work.resolve("disk.control");
        Files.write(controlFile, new byte[CONTROL_LENGTH]);
        try (FileChannel channel = FileChannel.open(controlFile, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            control = channel.map(FileChannel.MapMode.READ_WRITE, 0, CONTROL_LENGTH);
            control.order(ByteOrder.nativeOrder());
        }
    }

    /**
     * Compiles the layer. Empty where there is no compiler, or the system has no LD_PRELOAD.
     *
     * @param folder what it watches
     * @param work for its own files
     */
    public static Optional<RecordedDisk> over(Path folder, Path work) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        Path source = work.resolve("disk.c");
        Path layer = work.resolve("disk.so");
        try (InputStream in = Objects.requireNonNull(RecordedDisk.class.getResourceAsStream("/disk.c"))) {
            Files.createDirectories(work);
            Files.write(source, in.readAllBytes());
            Process compiler = new ProcessBuilder(
                            "cc", "-Wall", "-O1", "-shared", "-fPIC", "-pthread", "-o", layer + "", source + "")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (compiler.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            return Optional.of(new RecordedDisk(layer, folder.toAbsolutePath(), work));
        } catch (IOException e) {
            // There is no cc.
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** For a process whose every change is written down. Its fsyncs are, too, and cost nothing. */
    public Map<String, String> environment() {
        return Map.of("LD_PRELOAD", layer.toString(), "DISK_FOLDER", folder.toString(), "DISK_LOG", log.toString());
    }

    /** For a process that finds the disk full when it is told to. */
    public Map<String, String> fillableEnvironment() {
        return Map.of(
                "LD_PRELOAD", layer.toString(), "DISK_FOLDER", folder.toString(), "DISK_CONTROL", controlFile + "");
    }

    /** How far the log goes now, in octets. What a process was told is on the disk stands before it. */
    public long position() {
        try {
            return Files.exists(log) ? Files.size(log) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets the log. */
    public void rewind() {
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public DiskLog log() {
        return DiskLog.read(log);
    }

    /** From the {@code first}-th write from now on, counted from 1, {@code count} writes find the disk full. */
    public void fillAt(long first, long count) {
        control.putLong(REFUSED, 0);
        long next = control.getLong(WRITES) + first;
        control.putLong(LAST, next + count - 1);
        control.putLong(FIRST, next);
    }

    /** There is room again; how many writes found none. */
    public long empty() {
        control.putLong(FIRST, 0);
        return control.getLong(REFUSED);
    }

    /** How many writes were tried. */
    public long writes() {
        return control.getLong(WRITES);
    }

    /** The folders and files that a process works on. */
    public List<Path> files() {
        return List.of(folder, log);
    }
}
