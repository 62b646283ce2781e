package org.letterlock.engine.accounts;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore;

/** Opens account files, and lets the letters that wait for them in. */
final class StoreUnlocker implements Unlocker {

    private final AccountFiles files;
    private final Deliverer deliverer;
    private final SqliteThreads threads;
    private final Clock clock;
    private final SecureRandom random;

    StoreUnlocker(AccountFiles files, Deliverer deliverer, SqliteThreads threads, Clock clock, SecureRandom random) {
        this.files = files;
        this.deliverer = deliverer;
        this.threads = threads;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Unlocked unlock(AccountId account, AccountKey key) {
        AccountStore store = key.use(octets -> AccountStore.open(files.file(account), octets, threads, clock, random));
        deliverer.opened(account, store);
        return new Unlocked() {
            @Override
            public AccountStore store() {
                return store;
            }

            @Override
            public void awaitLetters(Duration time) {
                deliverer.awaitLetters(account, time);
            }

            @Override
            public void close() {
                deliverer.closing(account);
                store.close();
            }
        };
    }
}
