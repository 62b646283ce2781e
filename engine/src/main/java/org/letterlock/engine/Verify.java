package org.letterlock.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.letterlock.engine.accounts.AccountFiles;
import org.letterlock.engine.accounts.Arrivals;
import org.letterlock.engine.accounts.Snapshots;
import org.letterlock.engine.control.Inspection;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.DirectoryException;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.mail.AccountHistory;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Verifiable;
import org.letterlock.protocol.VerifyReport;

/** Looks over every file of a data folder on which no engine runs: those that the engine's key opens to the last row, of the others that they are there. */
final class Verify {

    private final Path data;
    private final Clock clock;
    private final SecureRandom random;
    private final boolean repair;
    private final Inspection inspection;

    Verify(Path data, boolean repair, Clock clock, SecureRandom random) {
        this.data = data;
        this.clock = clock;
        this.random = random;
        this.repair = repair;
        this.inspection = new Inspection(repair);
    }

    /** @throws StartException when nothing can be looked at */
    VerifyReport report() {
        try (Parts parts = new Parts()) {
            DataFolder folder = parts.add(DataFolder.open(data, false));
            if (Files.notExists(folder.engineKey())) {
                throw new StartException(
                        "The engine's key " + folder.engineKey() + " is missing: nothing can be opened.");
            }
            Storage storage = Storage.open(folder, parts, clock, random);
            look(folder.journal(), true, storage::journal);
            look(folder.queue(), true, storage::queue);
            Optional<Intake> intake = look(folder.intake(), true, () -> storage.intake(new Arrivals()));
            look(folder.directory(), false, storage::directory).ifPresent(directory -> {
                accounts(folder, directory, intake);
                new LooseFiles(
                                folder,
                                new SealedKeyCopy(folder.sealedEngineKey(), storage, directory),
                                new Snapshots(folder.snapshots()),
                                directory,
                                clock)
                        .look(inspection);
            });
        }
        return inspection.report();
    }

    private <T extends Verifiable> Optional<T> look(Path file, boolean canBeBegun, Supplier<T> open) {
        String name = String.valueOf(file.getFileName());
        boolean missing = Files.notExists(file);
        if (missing && !(repair && canBeBegun)) {
            inspection.fault("The file " + file + " is missing; restore it from a backup.");
            return Optional.empty();
        }
        if (!hasItsLog(file, name, () -> {})) {
            return Optional.empty();
        }
        try {
            T opened = open.get();
            if (missing) {
                inspection.repaired(name + ": it was missing, and is empty now.");
            }
            inspection.look(name, opened);
            return Optional.of(opened);
        } catch (StartException e) {
            inspection.fault(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * Whether the log beside a file has all that was acknowledged, or what it has not was given up; needs no key.
     *
     * @param before done before something is given up
     */
    private boolean hasItsLog(Path file, String name, Runnable before) {
        try {
            Optional<String> lost = Database.lostChanges(file);
            if (lost.isPresent() && repair) {
                before.run();
                String aside = Database.giveUpLostChanges(file)
                        .map(log -> " Its log as it was is laid aside: " + log.getFileName() + ".")
                        .orElse("");
                inspection.repaired(name + ": " + lost.get() + "; it goes on without these." + aside);
                return true;
            }
            lost.ifPresent(_ -> inspection.fault(StartFaults.lostChanges(file)));
            return lost.isEmpty();
        } catch (DatabaseException | DirectoryException e) {
            inspection.fault(StartFaults.sentence(file, e));
            return false;
        }
    }

    private void accounts(DataFolder folder, Directory directory, Optional<Intake> intake) {
        AccountFiles files = new AccountFiles(folder.accounts());
        Set<String> expected = new HashSet<>();
        Set<AccountId> known = new HashSet<>();
        for (Account account : directory.accounts()) {
            Path file = files.file(account.id());
            known.add(account.id());
            expected.add(String.valueOf(file.getFileName()));
            if (Files.notExists(file)) {
                inspection.fault(
                        "The file " + file + " of " + account.address() + " is missing; restore it from a backup.");
            } else if (hasItsLog(
                    file,
                    "accounts/" + file.getFileName() + " of " + account.address(),
                    () -> endHistory(directory, account.id()))) {
                lookFromOutside(file, account);
            }
        }
        strangers(folder.accounts(), expected);
        intake.map(Intake::recipients).orElse(Set.of()).stream()
                .filter(account -> !known.contains(account))
                .forEach(account -> inspection.fault(
                        "intake.sqlite: letters wait for the account " + account + ", which the directory has not."));
    }

    private void lookFromOutside(Path file, Account account) {
        Database.visibleDamage(file)
                .ifPresentOrElse(
                        damage -> inspection.fault(StartFaults.visibleDamage(file, account.address(), damage)),
                        () -> inspection.unchecked(
                                "accounts/" + file.getFileName() + " of " + account.address()
                                        + ": only a password of its owner opens it, so a damage inside it is seen when it is open; a running engine checks it while it is unlocked."));
    }

    /** A file that goes on without what clients have seen goes on in another history, so that no UID is given twice (RFC 9051 §2.3.1.1). */
    private void endHistory(Directory directory, AccountId account) {
        directory
                .history(account)
                .ifPresent(seen -> directory.setHistory(
                        account, new AccountHistory(random.nextLong(), seen.modSeq(), seen.uidValidity())));
    }

    private void strangers(Path folder, Set<String> expected) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.sqlite")) {
            for (Path file : found) {
                if (!expected.contains(String.valueOf(file.getFileName()))) {
                    inspection.fault("The file " + file + " belongs to no account of the directory.");
                }
            }
        } catch (IOException e) {
            inspection.fault("The folder " + folder + " cannot be read: " + DataFolder.reason(e) + ".");
        }
    }
}
