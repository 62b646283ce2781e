package org.letterlock.engine.control;

import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.protocol.VerifyReport;

/** Looks over everything that is open in a running engine. */
final class VerifyAnswers {

    private final ControlService.Parts parts;

    private final Consumer<Inspection> looseFiles;

    /** @param looseFiles looks over the files that are no databases */
    VerifyAnswers(ControlService.Parts parts, Consumer<Inspection> looseFiles) {
        this.parts = parts;
        this.looseFiles = looseFiles;
    }

    VerifyReport verify(boolean repair) {
        Inspection inspection = new Inspection(repair);
        inspection.look("directory.db", parts.directory());
        inspection.look("intake.sqlite", parts.intake());
        inspection.look("queue.sqlite", parts.queue());
        inspection.look("journal.sqlite", parts.log());
        Set<AccountId> known =
                parts.directory().accounts().stream().map(Account::id).collect(Collectors.toSet());
        parts.intake().recipients().stream()
                .filter(account -> !known.contains(account))
                .forEach(account -> inspection.fault(
                        "intake.sqlite: letters wait for the account " + account + ", which the directory has not."));
        for (Account account : parts.directory().accounts()) {
            String name = "accounts/" + account.id() + ".sqlite of " + account.address();
            if (!parts.accounts().visit(account.id(), store -> inspection.look(name, store))) {
                inspection.unchecked(name + ": it is locked, and only a password of its owner opens it.");
            }
        }
        looseFiles.accept(inspection);
        return inspection.report();
    }
}
