package org.letterlock.engine.accounts;

import java.time.Duration;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.store.AccountStore;

/** Opens what an account key opens. */
interface Unlocker {

    /**
     * Opens an account.
     *
     * @param key stays the caller's
     * @throws org.letterlock.engine.sqlite.DatabaseException when it does not open
     */
    Unlocked unlock(AccountId account, AccountKey key);

    /** An account that is open. */
    interface Unlocked extends AutoCloseable {
        /** Its file. */
        AccountStore store();

        /** Waits until the letters that wait for it have moved in, failed, or the time is over. */
        void awaitLetters(Duration time);

        /** Makes sure that a copy of its file as it was until now can be told from it. */
        void copied();

        /**
         * Gives it a new pair of seal keys.
         *
         * @return how the directory took it
         */
        ChangeResult newSealKey();

        /** Stops all work on it and closes its file. */
        @Override
        void close();
    }
}
