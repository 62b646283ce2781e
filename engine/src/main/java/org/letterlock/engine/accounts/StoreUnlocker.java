package org.letterlock.engine.accounts;

import java.time.Clock;
import java.time.Duration;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.quota.Quotas;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.Allowance;

/** Opens account files, follows how much they hold, and lets the letters that wait for them in. */
final class StoreUnlocker implements Unlocker {

    private final Accounts.Stores stores;
    private final Timer timer;
    private final Clock clock;

    StoreUnlocker(Accounts.Stores stores, Timer timer, Clock clock) {
        this.stores = stores;
        this.timer = timer;
        this.clock = clock;
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
        Meter meter = new Meter(account, store, stores.quotas(), timer);
        stores.deliverer().opened(account, store);
        return new Unlocked() {
            @Override
            public AccountStore store() {
                return store;
            }

            @Override
            public void awaitLetters(Duration time) {
                stores.deliverer().awaitLetters(account, time);
            }

            @Override
            public void close() {
                stores.deliverer().closing(account);
                meter.close();
                store.close();
            }
        };
    }
}
