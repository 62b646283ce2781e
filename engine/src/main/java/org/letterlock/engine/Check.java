package org.letterlock.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.letterlock.engine.accounts.AccountFiles;
import org.letterlock.engine.accounts.Arrivals;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.sqlite.Database;

/** Looks at everything in a data folder that opens without an owner's password. */
final class Check {

    private final Path data;
    private final Clock clock;
    private final SecureRandom random;
    private final List<String> faults = new ArrayList<>();

    Check(Path data, Clock clock, SecureRandom random) {
        this.data = data;
        this.clock = clock;
        this.random = random;
    }

    /**
     * What is wrong, a sentence each; empty when all is in order.
     *
     * @throws StartException when no check can be made
     */
    List<String> faults() {
        try (Parts parts = new Parts()) {
            DataFolder folder = parts.add(DataFolder.open(data, false));
            if (Files.notExists(folder.engineKey())) {
                throw new StartException(
                        "The engine's key " + folder.engineKey()
                                + " is missing: nothing can be opened. Bring it back from a backup, or with the recovery kit: letterlock-agent recovery restore-engine-key.");
            }
            Storage storage = Storage.open(folder, parts, clock, random);
            opened(folder.journal(), storage::journal);
            opened(folder.intake(), () -> storage.intake(new Arrivals()))
                    .map(Intake::verify)
                    .ifPresent(said -> note(folder.intake(), said));
            opened(folder.queue(), storage::queue).map(MailQueue::verify).ifPresent(said -> note(folder.queue(), said));
            opened(folder.directory(), storage::directory).ifPresent(directory -> accounts(directory, folder));
            LooseFiles.certificate(folder, clock.instant(), faults::add, _ -> {});
        }
        return List.copyOf(faults);
    }

    private <T> Optional<T> opened(Path file, Supplier<T> open) {
        if (Files.notExists(file)) {
            faults.add("The file " + file + " is missing.");
            return Optional.empty();
        }
        try {
            return Optional.of(open.get());
        } catch (StartException e) {
            faults.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void note(Path file, List<String> said) {
        said.forEach(fault -> faults.add("In the file " + file + ": " + fault + "."));
    }

    private void accounts(Directory directory, DataFolder folder) {
        AccountFiles files = new AccountFiles(folder.accounts());
        for (Account account : directory.accounts()) {
            Path file = files.file(account.id());
            if (Files.notExists(file)) {
                faults.add("The file " + file + " of " + account.address() + " is missing; restore it from a backup.");
            } else {
                Database.visibleDamage(file)
                        .ifPresent(fault -> faults.add(StartFaults.visibleDamage(file, account.address(), fault)));
            }
            if (directory.credentials(account.id()).isEmpty()) {
                faults.add(account.address() + " has no password left: only the recovery key opens it.");
            }
        }
    }
}
