package org.letterlock.agent.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A release as it lies in a folder: its files, and in {@code SHA256SUMS} the hash of each.
 *
 * @param folder where
 */
record Release(Path folder) {

    private static final String SUMS = "SHA256SUMS";
    private static final String MARK = "whole";
    private static final int HASH = 64;
    private static final int CHUNK = 64 * 1024;

    /** Its name: the version, and of which archive. */
    String name() throws IOException {
        String version = Files.readString(folder.resolve("VERSION"), StandardCharsets.UTF_8)
                .strip()
                .replaceAll("[^A-Za-z0-9._-]", "_");
        return version + "-" + hash(folder.resolve(SUMS)).substring(0, 12);
    }

    /** What is wrong with it: a file that is missing, changed, or not of it; empty where all is right. */
    Optional<String> fault() throws IOException {
        Map<String, String> sums = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve(SUMS), StandardCharsets.UTF_8)) {
            if (line.length() < HASH + 3) {
                return Optional.of("its list of files is none");
            }
            sums.put(line.substring(HASH + 2), line.substring(0, HASH));
        }
        TreeSet<String> wrong = new TreeSet<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = folder.relativize(file).toString();
                if (attributes.isSymbolicLink()) {
                    if (!file.toRealPath().startsWith(folder.toRealPath())) {
                        wrong.add(name + " leads out of the release");
                    }
                } else if (!name.equals(SUMS) && !name.equals(MARK)) {
                    String expected = sums.remove(name);
                    if (!hash(file).equals(expected)) {
                        wrong.add(name + (expected == null ? " does not belong to it" : " was changed"));
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
        sums.keySet().forEach(name -> wrong.add(name + " is missing"));
        return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", wrong));
    }

    private static String hash(Path file) throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            drain(in);
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void drain(InputStream in) throws IOException {
        byte[] octets = new byte[CHUNK];
        int count = in.read(octets);
        while (count >= 0) {
            count = in.read(octets);
        }
    }

    /** Copies it to a folder that is not there, readable by everybody and writable by its owner alone. */
    Release copyTo(Path target) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                Path to = target.resolve(folder.relativize(from).toString());
                Files.createDirectory(to);
                Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                String name = folder.relativize(from).toString();
                if (name.equals(MARK)) {
                    return FileVisitResult.CONTINUE;
                }
                Path to = target.resolve(name);
                Files.copy(from, to, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
                if (!attributes.isSymbolicLink()) {
                    Files.setPosixFilePermissions(
                            to, PosixFilePermissions.fromString(Files.isExecutable(from) ? "rwxr-xr-x" : "rw-r--r--"));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return new Release(target);
    }

    /** Removes a folder with all that is in it, and follows no link. */
    static void remove(Path folder) throws IOException {
        if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path done, java.io.IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(done);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
