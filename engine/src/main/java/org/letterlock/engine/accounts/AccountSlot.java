package org.letterlock.engine.accounts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.letterlock.engine.accounts.Unlocker.Unlocked;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Credential;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.keys.WrappedKey;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One account, locked or unlocked. It is unlocked by the first login, and locked when the grace time after the last one is over, or on command. All changes of
 * that happen under one lock; actions for revoked logins run under it too, so they must not wait for anything.
 */
final class AccountSlot {

    private static final Logger LOG = LoggerFactory.getLogger(AccountSlot.class);

    private final AccountId account;
    private final Unlocker unlocker;
    private final Timer timer;
    private final Supplier<Duration> graceTime;
    private final BiConsumer<MailLog.Kind, String> events;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<AccountLogin> logins = new LinkedHashSet<>();
    private Optional<Open> open = Optional.empty();
    private Optional<Grace> grace = Optional.empty();
    private boolean stopped;

    private record Open(AccountKey key, Unlocked unlocked) {}

    /** The time between the last login and locking. A class, not a record: each is itself alone. */
    private static final class Grace {
        private Timer.Timeout timeout = () -> {};
    }

    AccountSlot(
            AccountId account,
            Unlocker unlocker,
            Timer timer,
            Supplier<Duration> graceTime,
            BiConsumer<MailLog.Kind, String> events) {
        this.account = account;
        this.unlocker = unlocker;
        this.timer = timer;
        this.graceTime = graceTime;
        this.events = events;
    }

    AccountId account() {
        return account;
    }

    /**
     * Signs in with a credential that was checked, and opens the account.
     *
     * @param stillValid asked under the lock, so that a credential that is being revoked does not slip in
     */
    LoginResult signIn(Credential credential, byte[] clientKey, BooleanSupplier stillValid) {
        lock.lock();
        try {
            Optional<LoginResult> refusal = refusal(stillValid);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            if (open.isEmpty() && !unlock(credential, clientKey)) {
                return new LoginResult.Unavailable();
            }
            endGrace();
            return accepted(new AccountLogin(this, credential.name(), true));
        } finally {
            lock.unlock();
        }
    }

    /** Signs in for something that needs nothing of what the account holds: it stays locked if it is. */
    LoginResult signInLocked(Credential credential, BooleanSupplier stillValid) {
        lock.lock();
        try {
            return refusal(stillValid).orElseGet(() -> accepted(new AccountLogin(this, credential.name(), false)));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Copies the account's file: through SQLite while it is open, and octet by octet while nobody can open it.
     *
     * @throws IllegalStateException when the account was locked for good meanwhile; then no copy is left, so that whoever removes all of them after that has all
     */
    void copy(Path file, Path target) {
        Optional<AccountLogin> held = hold();
        while (held.isEmpty()) {
            lock.lock();
            try {
                if (open.isEmpty()) {
                    mustGoOn();
                    AccountFiles.copy(file, target);
                    return;
                }
            } finally {
                lock.unlock();
            }
            held = hold();
        }
        try (AccountLogin login = held.get()) {
            Unlocked unlocked = unlocked(login);
            unlocked.store().copyTo(target);
            keepUnlessStopped(target);
            unlocked.copied();
        }
    }

    private void keepUnlessStopped(Path copy) {
        lock.lock();
        try {
            if (stopped) {
                Files.deleteIfExists(copy);
            }
            mustGoOn();
        } catch (IOException e) {
            throw new UncheckedIOException("a copy cannot be removed", e);
        } finally {
            lock.unlock();
        }
    }

    private void mustGoOn() {
        if (stopped) {
            throw new IllegalStateException("the account was locked for good");
        }
    }

    /** Makes a new pair of seal keys; empty while the account is locked. */
    Optional<ChangeResult> newSealKey() {
        Optional<AccountLogin> held = hold();
        if (held.isEmpty()) {
            return Optional.empty();
        }
        try (AccountLogin login = held.get()) {
            return Optional.of(unlocked(login).newSealKey());
        }
    }

    /** Holds the account as a session does, if it is unlocked. */
    Optional<AccountLogin> hold() {
        lock.lock();
        try {
            if (open.isEmpty()) {
                return Optional.empty();
            }
            endGrace();
            AccountLogin login = new AccountLogin(this, "", true);
            logins.add(login);
            return Optional.of(login);
        } finally {
            lock.unlock();
        }
    }

    private Optional<LoginResult> refusal(BooleanSupplier stillValid) {
        if (stopped) {
            return Optional.of(new LoginResult.Unavailable());
        }
        return stillValid.getAsBoolean() ? Optional.empty() : Optional.of(new LoginResult.Rejected());
    }

    private LoginResult accepted(AccountLogin login) {
        logins.add(login);
        return new LoginResult.Accepted(login);
    }

    private boolean unlock(Credential credential, byte[] clientKey) {
        Optional<AccountKey> key =
                credential.wrappedKey().flatMap(wrapped -> WrappedKey.unwrap(account, wrapped, clientKey));
        if (key.isEmpty()) {
            LOG.error("the wrapped key of a credential is damaged, or another account's; account {}", account);
            return false;
        }
        boolean opened = false;
        try {
            open = Optional.of(new Open(key.get(), unlocker.unlock(account, key.get())));
            opened = true;
            events.accept(MailLog.Kind.UNLOCKED, "account " + account);
        } catch (DatabaseException e) {
            LOG.error("the file of account {} does not open: {}", account, e.getMessage(), e.unexpected());
        } finally {
            if (!opened) {
                key.get().close();
            }
        }
        return opened;
    }

    /** Ends a login; the last one starts the grace time. */
    void release(AccountLogin login) {
        lock.lock();
        try {
            if (!logins.remove(login) || !login.opensAccount() || isHeld() || open.isEmpty()) {
                return;
            }
            beginGrace();
        } finally {
            lock.unlock();
        }
    }

    private void beginGrace() {
        endGrace();
        Duration time = graceTime.get();
        if (time.isZero()) {
            lockNow();
        } else {
            Grace begun = new Grace();
            grace = Optional.of(begun);
            begun.timeout = timer.after(time, () -> graceIsOver(begun));
        }
    }

    /**
     * Opens the account with its bare key, does {@code action}, and lets the grace time begin where nobody is signed in.
     *
     * @param key taken over
     * @return empty where the key is not the account's, and nothing was done
     * @throws DatabaseException when the file does not open for another reason
     */
    <T> Optional<T> recover(AccountKey key, Function<AccountKey, T> action) {
        lock.lock();
        try {
            if (stopped || !opensWith(key)) {
                return Optional.empty();
            }
            try {
                return withKey(action);
            } finally {
                if (!isHeld()) {
                    beginGrace();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean opensWith(AccountKey key) {
        boolean kept = false;
        try {
            if (open.isPresent()) {
                return open.get().key().isSameAs(key);
            }
            open = Optional.of(new Open(key, unlocker.unlock(account, key)));
            kept = true;
            events.accept(MailLog.Kind.UNLOCKED, "account " + account);
            return true;
        } catch (DatabaseException e) {
            if (e.reason() == DatabaseException.Reason.WRONG_KEY) {
                return false;
            }
            throw e;
        } finally {
            if (!kept) {
                key.close();
            }
        }
    }

    private void graceIsOver(Grace over) {
        lock.lock();
        try {
            if (grace.filter(over::equals).isPresent()) {
                lockNow();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isHeld() {
        return logins.stream().anyMatch(AccountLogin::opensAccount);
    }

    /** Takes away the logins of one credential; locks when they were the last ones that held the account open. */
    void revoke(String credential) {
        lock.lock();
        try {
            List<AccountLogin> taken = logins.stream()
                    .filter(login -> login.credentialName().equals(credential))
                    .toList();
            if (!taken.isEmpty()) {
                taken.forEach(logins::remove);
                taken.forEach(AccountLogin::revoke);
                if (taken.stream().anyMatch(AccountLogin::opensAccount) && !isHeld()) {
                    lockNow();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes away every login and locks.
     *
     * @param forGood whether nobody may sign in any more
     */
    void lock(boolean forGood) {
        lock.lock();
        try {
            stopped |= forGood;
            List<AccountLogin> taken = new ArrayList<>(logins);
            logins.clear();
            try {
                taken.forEach(AccountLogin::revoke);
            } finally {
                lockNow();
            }
        } finally {
            lock.unlock();
        }
    }

    private void lockNow() {
        endGrace();
        if (open.isEmpty()) {
            return;
        }
        Open closing = open.get();
        open = Optional.empty();
        try (AccountKey _ = closing.key()) {
            closing.unlocked().close();
        } catch (DatabaseException e) {
            LOG.error("the file of account {} did not close well: {}", account, e.getMessage(), e.unexpected());
        }
        events.accept(MailLog.Kind.LOCKED, "account " + account);
    }

    private void endGrace() {
        grace.ifPresent(begun -> begun.timeout.cancel());
        grace = Optional.empty();
    }

    /** The file; {@code login} must be one of ours, still held, and open the account. */
    AccountStore store(Login login) {
        return unlocked(login).store();
    }

    /** The same after the letters that wait have moved in, or {@code time} is over. */
    AccountStore storeWithLetters(Login login, Duration time) {
        Unlocked unlocked = unlocked(login);
        unlocked.awaitLetters(time);
        return unlocked.store();
    }

    private Unlocked unlocked(Login login) {
        lock.lock();
        try {
            return held(login).unlocked();
        } finally {
            lock.unlock();
        }
    }

    /** Lends the key to {@code action}; {@code login} must be one of ours, still held, and open the account. */
    <T> T withKey(Login login, Function<AccountKey, T> action) {
        lock.lock();
        try {
            return action.apply(held(login).key());
        } finally {
            lock.unlock();
        }
    }

    private Open held(Login login) {
        if (login instanceof AccountLogin held && held.opensAccount() && logins.contains(held)) {
            return open.orElseThrow();
        }
        throw new DatabaseException(DatabaseException.Reason.CLOSED, "the login is over");
    }

    /** Lends the key to {@code action}; empty while the account is locked. */
    <T> Optional<T> withKey(Function<AccountKey, T> action) {
        lock.lock();
        try {
            return open.map(o -> action.apply(o.key()));
        } finally {
            lock.unlock();
        }
    }

    boolean isUnlocked() {
        lock.lock();
        try {
            return open.isPresent();
        } finally {
            lock.unlock();
        }
    }
}
