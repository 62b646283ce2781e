package org.letterlock.engine.accounts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.Directory.ChangeResult;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.mail.AccountId;

/**
 * Copies of accounts as they are at one moment, and the end of an account. A snapshot lies in a folder of its own, under its account's key like the file it was
 * made of: it opens with the credentials that the directory has, and with nothing when they are gone. Safe for any number of threads.
 */
public final class Custody {

    private static final String SUFFIX = ".sqlite";
    private static final String DRAFT = ".draft";
    private static final int BATCH = 500;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private final Directory directory;
    private final Accounts accounts;
    private final AccountFiles files;
    private final Intake intake;
    private final Path folder;
    private final Clock clock;
    private final AtomicLong drafts = new AtomicLong();

    /** @param folder for snapshots; made when the first is taken, for its owner alone */
    public Custody(
            Directory directory, Accounts accounts, AccountFiles files, Intake intake, Path folder, Clock clock) {
        this.directory = directory;
        this.accounts = accounts;
        this.files = files;
        this.intake = intake;
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * A copy of an account's file.
     *
     * @param file where it lies
     * @param octets its length
     */
    public record Snapshot(Path file, long octets) {}

    /**
     * Copies an account while others go on with it: through SQLite when it is unlocked, and octet by octet, without its key, when it is locked. The copy is on the
     * disk when this returns.
     */
    public Snapshot snapshot(AccountId account) {
        Instant now = clock.instant();
        Path target = folder().resolve(account + "-" + TIME.format(now) + SUFFIX);
        accounts.copy(account, files.file(account), target);
        return told(target);
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

    /** The snapshots of an account, oldest first. */
    public List<Snapshot> snapshots(AccountId account) {
        return found(account + "-*" + SUFFIX).stream().map(Custody::told).toList();
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

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("a copy cannot be removed", e);
        }
    }

    private static Snapshot told(Path file) {
        try {
            return new Snapshot(file, Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException("a snapshot cannot be read", e);
        }
    }

    /**
     * What went with an account.
     *
     * @param waiting how many letters waited for it
     * @param snapshots copies of its file
     */
    public record Erased(long waiting, List<Snapshot> snapshots) {}

    /**
     * Ends an account for good: its sessions, its credentials and with them every way to its key, its addresses, what waits for it, its file and all copies of it here.
     * A crash on the way ends it at the next start.
     */
    public Erased erase(AccountId account) {
        try {
            files.mark(account);
            accounts.lock(account);
            if (directory.removeAccount(account) != ChangeResult.DONE) {
                files.unmark(account);
                throw new IllegalStateException("the directory has no such account");
            }
            accounts.forget(account);
            long waited = forgetWaiting(account);
            List<Snapshot> copies = snapshots(account);
            deleteCopies(account);
            files.sweep(account);
            files.sync();
            return new Erased(waited, copies);
        } catch (IOException e) {
            throw new UncheckedIOException("the account's file cannot be removed", e);
        }
    }

    /** Snapshots with what a crash left beside them, and drafts. */
    private void deleteCopies(AccountId account) {
        found(account + "-*").forEach(Custody::delete);
    }

    private long forgetWaiting(AccountId account) {
        long removed = 0;
        List<Intake.EntryId> some = intake.waiting(account, BATCH);
        while (!some.isEmpty()) {
            intake.remove(some);
            removed += some.size();
            some = intake.waiting(account, BATCH);
        }
        return removed;
    }

    /** Ends what was cut short: copies for an export, and erasures, but for the files themselves, which {@link AccountMaker#sweep} deletes after this. Call it at start, before mail is taken. */
    public void sweep() {
        found("*" + DRAFT).forEach(Custody::delete);
        marked().stream()
                .filter(account -> directory.account(account).isEmpty())
                .forEach(this::deleteCopies);
        intake.recipients().stream()
                .filter(account -> directory.account(account).isEmpty())
                .forEach(this::forgetWaiting);
    }

    private List<AccountId> marked() {
        try {
            return files.marked();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of accounts cannot be read", e);
        }
    }
}
