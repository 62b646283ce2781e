package org.letterlock.desktop.agentclient;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The archive that goes onto a server.
 *
 * @param file where it lies on this computer
 * @param size in octets
 * @param sha256 of its octets, in hexadecimal
 */
public record Bundle(Path file, long size, String sha256) {

    private static final int CHUNK = 64 * 1024;

    /** The archive for a kind of processor as {@code uname -m} names it, in a folder; empty where there is none. */
    public static Optional<Bundle> find(Path folder, String processor) throws IOException {
        if (!Files.isDirectory(folder) || !processor.matches("[a-z0-9_]{2,20}")) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder, "letterlock-server-*-linux-" + processor + ".tar.gz")) {
            for (Path file : files) {
                return Optional.of(new Bundle(file, Files.size(file), sum(file)));
            }
        }
        return Optional.empty();
    }

    /** The release of the archives in a folder, by their names; empty where there is none. */
    public static Optional<String> release(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "letterlock-server-*-linux-*.tar.gz")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                return Optional.of(name.substring("letterlock-server-".length(), name.lastIndexOf("-linux-")));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Whether there is one, without reading it. */
    public static boolean isThere(Path folder, String processor) {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder, "letterlock-server-*-linux-" + processor + ".tar.gz")) {
            return files.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }

    private static String sum(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            byte[] octets = new byte[CHUNK];
            for (int count = in.read(octets); count >= 0; count = in.read(octets)) {
                hash.update(octets, 0, count);
            }
            return HexFormat.of().formatHex(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
