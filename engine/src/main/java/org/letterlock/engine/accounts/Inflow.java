package org.letterlock.engine.accounts;

import java.util.List;
import org.letterlock.engine.intake.Intake.EntryId;
import org.letterlock.engine.store.AccountStore.Delivery;

/** What a mover moves: the entries of one account in the intake, and the account they go to. */
interface Inflow {

    /** The entries that wait, oldest first, at most {@code limit}. */
    List<EntryId> waiting(int limit);

    /**
     * Opens an entry.
     *
     * @throws org.letterlock.engine.crypto.SealBrokenException when it cannot be read; reading the letter throws it too
     */
    Delivery open(EntryId entry);

    /**
     * Takes letters in, each once; durable when it returns.
     *
     * @throws org.letterlock.engine.crypto.SealBrokenException when one of them cannot be read; none was taken in
     * @throws org.letterlock.engine.sqlite.DatabaseException when the account's file fails
     */
    void deliver(List<Delivery> letters);

    /** Forgets entries that were taken in. */
    void remove(List<EntryId> entries);
}
