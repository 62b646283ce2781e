package org.letterlock.engine.directory;

import java.util.Optional;
import org.letterlock.engine.mail.AccountId;

/**
 * What accounts answer while their people are away. It lies in the directory, under the engine's key: letters are answered while the account is locked. Safe for any number of threads; lookups come
 * from memory.
 */
public final class Vacations {

    private final IndexedFile file;

    Vacations(IndexedFile file) {
        this.file = file;
    }

    /** What an account answers, now or later; empty where it answers nothing. */
    public Optional<Vacation> of(AccountId account) {
        return Optional.ofNullable(file.now().settings().get(Vacation.key(account)))
                .map(Vacation::of);
    }

    /**
     * Sets what an account answers.
     *
     * @param vacation without {@linkplain Vacation#problems problems}
     */
    public ChangeResult set(AccountId account, Vacation vacation) {
        return file.change(now -> now.accounts().containsKey(account)
                ? new Outcome(Edit.put(vacation.row(account)))
                : new Outcome(ChangeResult.NO_SUCH_ACCOUNT));
    }

    /** Has an account answer nothing. */
    public ChangeResult end(AccountId account) {
        return file.change(now -> Optional.ofNullable(now.settings().get(Vacation.key(account)))
                .map(row -> new Outcome(Edit.remove(row)))
                .orElse(new Outcome(ChangeResult.NOT_THERE)));
    }
}
