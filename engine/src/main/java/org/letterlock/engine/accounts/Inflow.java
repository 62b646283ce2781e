package org.letterlock.engine.accounts;

import java.util.List;
import org.letterlock.engine.intake.Intake.EntryId;
import org.letterlock.engine.store.AccountStore.Arriving;

/** What a mover moves: the entries of one account in the intake, and the account they go to. */
interface Inflow extends AutoCloseable {

    /**
     * The entries that wait, oldest first, at most {@code limit}.
     *
     * @param after only those in places after this one
     */
    List<EntryId> waiting(long after, int limit);

    /** Begins to make letters ready. Several threads may do so at once, each with one of its own. */
    Preparation preparation();

    /** Makes letters ready, one after the other. One thread at a time. */
    interface Preparation extends AutoCloseable {

        /**
         * Opens an entry and makes its letter ready.
         *
         * @throws org.letterlock.engine.crypto.SealBrokenException when it cannot be read
         * @throws org.letterlock.engine.sqlite.DatabaseException when a file fails
         */
        Arriving prepare(EntryId entry);

        @Override
        void close();
    }

    /**
     * Takes letters in, each once, in their order; durable when it returns.
     *
     * @throws org.letterlock.engine.sqlite.DatabaseException when the account's file fails; none was taken in
     */
    void deliver(List<Arriving> letters);

    /** Forgets entries that were taken in. */
    void remove(List<EntryId> entries);

    /** Clears the keys that opened entries. Once, when nothing is being prepared any more. */
    @Override
    void close();
}
