package org.letterlock.engine.accounts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.letterlock.engine.accounts.Snapshots.Snapshot;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.mail.AccountId;

/**
 * Copies of accounts as they are at one moment, and the end of an account. A snapshot lies in a folder of its own, under its account's key like the file it was
 * made of: it opens with the credentials that the directory has, and with nothing when they are gone. Safe for any number of threads.
 */
public final class Custody {

    private static final int BATCH = 500;

    private final Directory directory;
    private final Accounts accounts;
    private final AccountFiles files;
    private final Intake intake;
    private final Snapshots copies;
    private final Clock clock;

    public Custody(
            Directory directory, Accounts accounts, AccountFiles files, Intake intake, Snapshots copies, Clock clock) {
        this.directory = directory;
        this.accounts = accounts;
        this.files = files;
        this.intake = intake;
        this.copies = copies;
        this.clock = clock;
    }

    /**
     * Copies an account while others go on with it: through SQLite when it is unlocked, and octet by octet, without its key, when it is locked. The copy is on the
     * disk when this returns.
     */
    public Snapshot snapshot(AccountId account) {
        Path target = copies.target(account, clock.instant());
        accounts.copy(account, files.file(account), target);
        return copies.made(target);
    }

    /** Where a copy may lie that is deleted soon after it was made; if not by who made it, then at the next start. */
    Path draft(AccountId account) {
        return copies.draft(account);
    }

    /** The snapshots of an account, oldest first. */
    public List<Snapshot> snapshots(AccountId account) {
        return copies.of(account);
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
            List<Snapshot> gone = copies.of(account);
            copies.delete(account);
            files.sweep(account);
            files.sync();
            return new Erased(waited, gone);
        } catch (IOException e) {
            throw new UncheckedIOException("the account's file cannot be removed", e);
        }
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
        copies.deleteDrafts();
        marked().stream()
                .filter(account -> directory.account(account).isEmpty())
                .forEach(copies::delete);
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
