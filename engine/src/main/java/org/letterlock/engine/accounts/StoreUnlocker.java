package org.letterlock.engine.accounts;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
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
        Closing closing = new Closing();
        boolean ready = false;
        try {
            closing.add(store::close);
            continuity.opened(account, store);
            closing.add(() -> continuity.seen(account, store));
            AccountStore.Watch notes = continuity.watch(account, store);
            closing.add(notes::close);
            stores.deliverer().forgetTaken(account, store);
            Meter meter = new Meter(account, store, stores.quotas(), timer);
            closing.add(meter::close);
            meter.begin();
            closing.add(() -> stores.deliverer().closing(account));
            stores.deliverer().opened(account, store);
            ready = true;
            return new OpenAccount(account, store, closing);
        } finally {
            if (!ready) {
                closing.close();
            }
        }
    }

    /** What is to be done when an account is closed, the last first: each of it, whatever of it fails. */
    private static final class Closing implements AutoCloseable {

        private final Deque<Runnable> steps = new ArrayDeque<>();

        void add(Runnable step) {
            steps.push(step);
        }

        @Override
        public void close() {
            if (!steps.isEmpty()) {
                Runnable next = steps.pop();
                try {
                    next.run();
                } finally {
                    close();
                }
            }
        }
    }

    private final class OpenAccount implements Unlocked {

        private final AccountId account;
        private final AccountStore store;
        private final Closing closing;

        private OpenAccount(AccountId account, AccountStore store, Closing closing) {
            this.account = account;
            this.store = store;
            this.closing = closing;
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
            closing.close();
        }
    }
}
