package org.letterlock.engine.accounts;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.Directory.ChangeResult;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.quota.Quotas;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.Allowance;

/** Opens account files, follows how much they hold, and lets the letters that wait for them in. */
final class StoreUnlocker implements Unlocker {

    private final Directory directory;
    private final Accounts.Stores stores;
    private final Timer timer;
    private final Clock clock;
    private final Continuity continuity;

    StoreUnlocker(
            Directory directory,
            Accounts.Stores stores,
            Timer timer,
            Clock clock,
            SecureRandom random,
            BiConsumer<MailLog.Kind, String> events) {
        this.directory = directory;
        this.stores = stores;
        this.timer = timer;
        this.clock = clock;
        this.continuity = new Continuity(directory, clock, random, events);
    }

    /** What {@code quotas} let an account hold. */
    private record Limits(Quotas quotas, AccountId account) implements Allowance {

        @Override
        public Quota quota() {
            return quotas.quota(account);
        }

        @Override
        public Quota ceiling() {
            return quotas.ceiling(account);
        }
    }

    @Override
    public Unlocked unlock(AccountId account, AccountKey key) {
        Allowance allowance = new Limits(stores.quotas(), account);
        AccountStore store = key.use(
                octets -> AccountStore.open(stores.files().file(account), octets, stores.threads(), clock, allowance));
        boolean ready = false;
        try {
            continuity.opened(account, store);
            ready = true;
        } finally {
            if (!ready) {
                store.close();
            }
        }
        Meter meter = new Meter(account, store, stores.quotas(), timer);
        stores.deliverer().opened(account, store);
        return new OpenAccount(account, store, meter, continuity.watch(account, store));
    }

    private final class OpenAccount implements Unlocked {

        private final AccountId account;
        private final AccountStore store;
        private final Meter meter;
        private final AccountStore.Watch notes;

        private OpenAccount(AccountId account, AccountStore store, Meter meter, AccountStore.Watch notes) {
            this.account = account;
            this.store = store;
            this.meter = meter;
            this.notes = notes;
        }

        @Override
        public AccountStore store() {
            return store;
        }

        @Override
        public void awaitLetters(Duration time) {
            stores.deliverer().awaitLetters(account, time);
        }

        @Override
        public void copied() {
            continuity.advance(account, store);
        }

        @Override
        public ChangeResult newSealKey() {
            return directory
                    .account(account)
                    .map(known -> continuity.newSealKey(known, store))
                    .orElse(ChangeResult.NO_SUCH_ACCOUNT);
        }

        @Override
        public void close() {
            stores.deliverer().closing(account);
            meter.close();
            notes.close();
            continuity.seen(account, store);
            store.close();
        }
    }
}
