package org.letterlock.tests.system.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Plays a {@link DiskLog} onto what a folder was before, and shows what is left of it when the power is cut. Stricter than a real file system: an fsync makes
 * one file durable, or the names in one folder, and nothing else.
 */
public final class Replay {

    private final Path folder;
    private final FolderState root = new FolderState();
    private final Map<Long, FileState> byInode = new HashMap<>();
    private final Map<FileState, String> names = new HashMap<>();
    private final Predicate<String> forgetful;

    /**
     * @param folder where the process saw it
     * @param before a copy of it as it was before the log begins; empty where there was none
     * @param forgetful names of files whose fsyncs are left out, as if the program did not call it
     */
    public Replay(Path folder, Optional<Path> before, Predicate<String> forgetful) {
        this.folder = folder.toAbsolutePath();
        this.forgetful = forgetful;
        before.ifPresent(copy -> load(copy, root));
    }

    private void load(Path from, FolderState into) {
        try (Stream<Path> all = Files.list(from)) {
            for (Path each : all.toList()) {
                String name = each.getFileName().toString();
                if (Files.isDirectory(each)) {
                    FolderState inner = new FolderState();
                    load(each, inner);
                    into.put(name, new FolderState.Node.OfFolder(inner));
                } else if (Files.isRegularFile(each)) {
                    into.put(name, new FolderState.Node.OfFile(new FileState(Files.readAllBytes(each))));
                }
            }
            into.sync();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Plays what ends at {@code position} of the log or before it. */
    public Replay upTo(DiskLog log, long position) {
        for (DiskLog.Entry entry : log.entries()) {
            if (entry.end() > position) {
                break;
            }
            play(entry);
        }
        return this;
    }

    private void play(DiskLog.Entry entry) {
        switch (entry.kind()) {
            case 'O' -> file(entry.path()).ifPresent(file -> byInode.put(entry.inode(), file));
            case 'C' -> {
                FileState file = new FileState(new byte[0]);
                byInode.put(entry.inode(), file);
                put(entry.path(), new FolderState.Node.OfFile(file));
            }
            case 'M' -> put(entry.path(), new FolderState.Node.OfFolder(new FolderState()));
            case 'W' -> known(entry).write(entry.offset(), entry.content());
            case 'T' -> known(entry).truncate(entry.offset());
            case 'S' -> sync(known(entry));
            case 'D' -> folder(Path.of(entry.path())).ifPresent(FolderState::sync);
            case 'R' -> rename(entry.path().split("\0", -1));
            case 'L' -> {
                String[] paths = entry.path().split("\0", -1);
                node(paths[0]).ifPresent(node -> put(paths[1], node));
            }
            case 'U' -> folder(parent(entry.path())).ifPresent(parent -> parent.remove(name(entry.path())));
            default -> throw new IllegalStateException("an entry " + entry.kind());
        }
    }

    private FileState known(DiskLog.Entry entry) {
        return Objects.requireNonNull(byInode.get(entry.inode()), "a file that was opened");
    }

    private void sync(FileState file) {
        if (!forgetful.test(names.getOrDefault(file, ""))) {
            file.sync();
        }
    }

    private void put(String path, FolderState.Node node) {
        folder(parent(path)).ifPresent(parent -> parent.put(name(path), node));
        if (node instanceof FolderState.Node.OfFile(FileState file)) {
            names.put(file, name(path));
        }
    }

    private void rename(String[] paths) {
        FolderState from = folder(parent(paths[0])).orElseThrow();
        FolderState to = folder(parent(paths[1])).orElseThrow();
        if (from == to) {
            from.rename(name(paths[0]), name(paths[1]));
        } else {
            node(paths[0]).ifPresent(node -> to.put(name(paths[1]), node));
            from.remove(name(paths[0]));
        }
        file(paths[1]).ifPresent(file -> names.put(file, name(paths[1])));
    }

    private static Path parent(String path) {
        return Objects.requireNonNull(Path.of(path).getParent());
    }

    private static String name(String path) {
        return String.valueOf(Path.of(path).getFileName());
    }

    private Optional<FolderState.Node> node(String path) {
        return folder(parent(path)).flatMap(parent -> parent.get(name(path)));
    }

    private Optional<FileState> file(String path) {
        Optional<FileState> found = node(path)
                .flatMap(node ->
                        node instanceof FolderState.Node.OfFile(FileState file) ? Optional.of(file) : Optional.empty());
        found.ifPresent(file -> names.putIfAbsent(file, name(path)));
        return found;
    }

    private Optional<FolderState> folder(Path path) {
        FolderState at = root;
        if (path.equals(folder)) {
            return Optional.of(at);
        }
        if (!path.startsWith(folder)) {
            return Optional.empty();
        }
        for (Path step : folder.relativize(path)) {
            Optional<FolderState.Node> node = at.get(step.toString());
            if (node.isPresent() && node.get() instanceof FolderState.Node.OfFolder(FolderState inner)) {
                at = inner;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(at);
    }

    /** Writes down what a power cut now may leave of the folder. */
    public void powerCut(Path target, Random random) {
        try {
            write(root, target, random);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(FolderState from, Path to, Random random) throws IOException {
        Files.createDirectory(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (Map.Entry<String, FolderState.Node> each :
                from.afterPowerCut(random).entrySet()) {
            Path path = to.resolve(each.getKey());
            switch (each.getValue()) {
                case FolderState.Node.OfFolder(FolderState inner) -> write(inner, path, random);
                case FolderState.Node.OfFile(FileState file) -> {
                    Files.createFile(
                            path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                    Files.write(path, content(each.getKey(), file, random));
                }
            }
        }
    }

    /** SQLite's shared memory is mapped, which the layer does not see: any octets may be left of it. */
    private static byte[] content(String name, FileState file, Random random) {
        byte[] left = file.afterPowerCut(random);
        if (isSharedMemory(name)) {
            random.nextBytes(left);
        }
        return left;
    }

    private static boolean isSharedMemory(String name) {
        return name.endsWith("-shm");
    }

    /** Where the folder that the process left differs from what was played: nowhere, if the layer saw everything. */
    public List<String> differences(Path real) {
        List<String> differences = new ArrayList<>();
        try {
            compare(root, real, differences);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return differences;
    }

    private static void compare(FolderState played, Path real, List<String> differences) throws IOException {
        List<Path> present;
        try (Stream<Path> all = Files.list(real)) {
            present = all.filter(path -> Files.isDirectory(path) || Files.isRegularFile(path))
                    .toList();
        }
        for (Path path : present) {
            if (!played.now().containsKey(path.getFileName().toString())) {
                differences.add(path + " was not seen");
            }
        }
        for (Map.Entry<String, FolderState.Node> each : played.now().entrySet()) {
            Path path = real.resolve(each.getKey());
            switch (each.getValue()) {
                case FolderState.Node.OfFolder(FolderState inner) -> compare(inner, path, differences);
                case FolderState.Node.OfFile(FileState file) -> {
                    if (!Files.exists(path)) {
                        differences.add(path + " is gone");
                    } else if (!isSharedMemory(each.getKey()) && !Arrays.equals(file.now(), Files.readAllBytes(path))) {
                        differences.add(path + " has other octets");
                    }
                }
            }
        }
    }
}
