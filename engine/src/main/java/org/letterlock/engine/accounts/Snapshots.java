package org.letterlock.engine.accounts;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.letterlock.engine.mail.AccountId;

/**
 * The folder of snapshots. Beside each copy lies the SHA-256 of its octets, as {@code sha256sum} writes it, so that a damage is seen without the account's key. Safe
 * for any number of threads.
 */
public final class Snapshots {

    private static final String COPY = ".sqlite";
    private static final String LOG = "-wal";
    private static final String SUM = ".sha256";
    private static final String DRAFT = ".draft";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final AtomicLong drafts = new AtomicLong();

    /** @param folder made when the first copy is, for its owner alone */
    public Snapshots(Path folder) {
        this.folder = folder;
    }

    /**
     * A copy of an account's file.
     *
     * @param file where it lies
     * @param log the log beside it, which holds what came last; empty where the file holds all
     * @param octets the length of both
     */
    public record Snapshot(Path file, Optional<Path> log, long octets) {}

    /** What can be told of a copy without the account's key. */
    public enum State {
        /** It is as it was made. */
        SOUND,
        /** It is not. */
        CHANGED,
        /** Only its sum is there. */
        MISSING,
        /** Its sum is not there. */
        WITHOUT_SUM
    }

    /** Where a copy of an account is to be made that is taken at {@code now}. */
    Path target(AccountId account, Instant now) {
        return folder().resolve(account + "-" + TIME.format(now) + COPY);
    }

    /** Where a copy may lie that is deleted soon after it was made; if not by who made it, then at the next start. */
    Path draft(AccountId account) {
        return folder().resolve(account + "-" + drafts.incrementAndGet() + DRAFT);
    }

    private Path folder() {
        try {
            return Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of snapshots cannot be made", e);
        }
    }

    /**
     * Sums a copy that was just made, durably. Takes time in proportion to it.
     *
     * @throws UncheckedIOException when it was removed meanwhile or cannot be summed; then nothing of it is left
     */
    Snapshot made(Path copy) {
        boolean summed = false;
        try {
            write(sum(copy), sums(copy));
            if (!Files.exists(copy)) {
                throw new NoSuchFileException(copy.toString());
            }
            summed = true;
            return told(copy);
        } catch (IOException e) {
            throw new UncheckedIOException("a snapshot cannot be summed", e);
        } finally {
            if (!summed) {
                List.of(copy, log(copy), sum(copy), unfinished(sum(copy))).forEach(Snapshots::delete);
            }
        }
    }

    /** As {@code sha256sum} writes them: of the copy and of the log beside it, where there is one. */
    private static String sums(Path copy) throws IOException {
        StringBuilder lines = new StringBuilder(line(copy));
        if (Files.exists(log(copy))) {
            lines.append(line(log(copy)));
        }
        return lines.toString();
    }

    private static String line(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            byte[] some = new byte[1 << 16];
            while (digest.read(some) >= 0) {
                // The digest takes them.
            }
            return HexFormat.of().formatHex(digest.getMessageDigest().digest()) + "  " + file.getFileName() + "\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the runtime has no SHA-256", e);
        }
    }

    private void write(Path file, String text) throws IOException {
        Path draft = unfinished(file);
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel octets = FileChannel.open(draft, StandardOpenOption.WRITE);
                FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            ByteBuffer left = US_ASCII.encode(text);
            while (left.hasRemaining()) {
                octets.write(left);
            }
            octets.force(true);
            // Whole or not there: a sum that was cut short would tell of damage that is none.
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            names.force(true);
        }
    }

    private static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private static Path sum(Path copy) {
        return copy.resolveSibling(copy.getFileName() + SUM);
    }

    private static Path log(Path copy) {
        return copy.resolveSibling(copy.getFileName() + LOG);
    }

    /**
     * Holds a copy, with the log beside it, against its sum. Takes time in proportion to it.
     *
     * @throws UncheckedIOException when it cannot be read
     */
    public State state(Path copy) {
        try {
            if (!Files.exists(copy)) {
                return State.MISSING;
            }
            if (!Files.exists(sum(copy))) {
                return State.WITHOUT_SUM;
            }
            // Octets, for a sum that is spoilt may hold any.
            return Arrays.equals(Files.readAllBytes(sum(copy)), sums(copy).getBytes(US_ASCII))
                    ? State.SOUND
                    : State.CHANGED;
        } catch (IOException e) {
            throw new UncheckedIOException("a snapshot cannot be read", e);
        }
    }

    /** Every copy, also one of which only the sum is there, those of one account one after the other. */
    public List<Path> all() {
        Set<Path> all = new TreeSet<>(found("*" + COPY));
        for (Path sum : found("*" + COPY + SUM)) {
            String name = sum.getFileName().toString();
            all.add(sum.resolveSibling(name.substring(0, name.length() - SUM.length())));
        }
        return List.copyOf(all);
    }

    /** The copies of an account, oldest first. */
    List<Snapshot> of(AccountId account) {
        return found(account + "-*" + COPY).stream().map(Snapshots::told).toList();
    }

    private List<Path> found(String pattern) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(folder, pattern)) {
            names.forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of snapshots cannot be read", e);
        }
        found.sort(Comparator.comparing(Path::toString));
        return found;
    }

    private static Snapshot told(Path file) {
        try {
            Optional<Path> log = Optional.of(log(file)).filter(Files::exists);
            return new Snapshot(file, log, Files.size(file) + (log.isPresent() ? Files.size(log.get()) : 0));
        } catch (IOException e) {
            throw new UncheckedIOException("a snapshot cannot be read", e);
        }
    }

    /** Removes the copies of an account, with their sums and what a crash left beside them, and drafts. */
    void delete(AccountId account) {
        // Once more, for the sum of one that was just being made.
        for (List<Path> left = found(account + "-*"); !left.isEmpty(); left = found(account + "-*")) {
            left.forEach(Snapshots::delete);
        }
    }

    /** Removes what was to be removed soon. */
    void deleteDrafts() {
        found("*" + DRAFT).forEach(Snapshots::delete);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("a copy cannot be removed", e);
        }
    }
}
