package org.letterlock.engine.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.Directory.Account;
import org.letterlock.engine.directory.Directory.ChangeResult;
import org.letterlock.engine.directory.Directory.Credential;
import org.letterlock.engine.directory.Directory.LastUse;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.keys.Password;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.sasl.Authenticator;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.engine.sasl.SaslText;
import org.letterlock.engine.sasl.Scope;
import org.letterlock.engine.sasl.ScramSecret;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore;

/** The accounts that are unlocked, and who unlocked them. Checks logins, opens files, keeps them open for the grace time, locks them again. */
public final class Accounts implements Authenticator, AutoCloseable {

    private final Directory directory;
    private final Unlocker unlocker;
    private final Keyed keyed;
    private final Clock clock;
    private final SecureRandom random;
    private final Supplier<Duration> graceTime;
    private final Timer timer;
    private final BiConsumer<MailLog.Kind, String> events;
    private final Throttle throttle;
    private final Hashing hashing = new Hashing(Runtime.getRuntime().availableProcessors());
    private final ConcurrentMap<AccountId, AccountSlot> slots = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param deliverer is told of every account that opens
     * @param secret 32 octets that stay the same from start to start ({@code EngineKey.subkey("login")}); copied
     * @param graceTime how long an account stays unlocked after its last session, asked each time
     * @param events gets {@code UNLOCKED} and {@code LOCKED}; must neither block nor fail
     */
    public Accounts(
            Directory directory,
            AccountFiles files,
            Deliverer deliverer,
            SqliteThreads threads,
            byte[] secret,
            Clock clock,
            SecureRandom random,
            Supplier<Duration> graceTime,
            Timer timer,
            BiConsumer<MailLog.Kind, String> events) {
        this(
                directory,
                new StoreUnlocker(files, deliverer, threads, clock, random),
                secret,
                clock,
                random,
                graceTime,
                timer,
                events);
    }

    Accounts(
            Directory directory,
            Unlocker unlocker,
            byte[] secret,
            Clock clock,
            SecureRandom random,
            Supplier<Duration> graceTime,
            Timer timer,
            BiConsumer<MailLog.Kind, String> events) {
        this.directory = directory;
        this.unlocker = unlocker;
        this.keyed = new Keyed(secret);
        this.clock = clock;
        this.random = random;
        this.graceTime = graceTime;
        this.timer = timer;
        this.events = events;
        this.throttle = new Throttle(keyed, clock);
    }

    @Override
    public LoginResult withPassword(String user, byte[] password, Attempt attempt) {
        Optional<byte[]> prepared = SaslText.password(password);
        if (prepared.isEmpty()) {
            return new LoginResult.Rejected();
        }
        byte[] canonical = Password.canonical(prepared.get());
        try {
            return withCanonical(user, canonical, attempt);
        } finally {
            Arrays.fill(prepared.get(), (byte) 0);
            Arrays.fill(canonical, (byte) 0);
        }
    }

    private LoginResult withCanonical(String user, byte[] password, Attempt attempt) {
        Optional<Account> account = directory.accountForLogin(user);
        if (!pause(throttle.delay(throttleName(account, user), attempt.remote()))) {
            return new LoginResult.Unavailable();
        }
        Optional<ScramSecret> hashed = hashing.hash(password, parameters(account, user));
        if (hashed.isEmpty()) {
            return new LoginResult.Unavailable();
        }
        try (ScramSecret secret = hashed.get()) {
            Optional<Credential> credential = account.flatMap(found -> matching(found, secret.storedKey()));
            if (account.isEmpty() || credential.isEmpty()) {
                throttle.wrong(throttleName(account, user), attempt.remote(), password);
                return new LoginResult.Rejected();
            }
            return signIn(account.get(), credential.get(), secret.clientKey(), attempt);
        }
    }

    /** Looks at every credential, whether one matched already or not. */
    private Optional<Credential> matching(Account account, byte[] storedKey) {
        Optional<Credential> matching = Optional.empty();
        for (Credential credential : directory.credentials(account.id())) {
            if (MessageDigest.isEqual(credential.storedKey(), storedKey)) {
                matching = Optional.of(credential);
            }
        }
        return matching;
    }

    @Override
    public ScramParameters scramParameters(String user) {
        return parameters(directory.accountForLogin(user), user);
    }

    /** The real parameters, or for whom we do not know ones that look real and never change. */
    private ScramParameters parameters(Optional<Account> account, String user) {
        byte[] invented = keyed.hash("salt", normal(user).getBytes(UTF_8));
        return account.map(found -> new ScramParameters(found.salt(), found.iterations()))
                .orElse(new ScramParameters(
                        Arrays.copyOf(invented, AccountMaker.SALT_LENGTH), AccountMaker.ITERATIONS));
    }

    @Override
    public ScramResult withScramProof(String user, byte[] authMessage, byte[] proof, Attempt attempt) {
        Optional<Account> account = directory.accountForLogin(user);
        if (!pause(throttle.delay(throttleName(account, user), attempt.remote()))) {
            return new ScramResult(new LoginResult.Unavailable(), Optional.empty());
        }
        for (Credential credential :
                account.map(found -> directory.credentials(found.id())).orElse(List.of())) {
            Optional<ScramSecret> proven =
                    ScramSecret.ofProof(credential.storedKey(), credential.serverKey(), authMessage, proof);
            if (proven.isPresent()) {
                try (ScramSecret secret = proven.get()) {
                    LoginResult result = signIn(account.orElseThrow(), credential, secret.clientKey(), attempt);
                    return result instanceof LoginResult.Accepted
                            ? new ScramResult(
                                    result,
                                    Optional.of(ScramSecret.serverSignature(credential.serverKey(), authMessage)))
                            : new ScramResult(result, Optional.empty());
                }
            }
        }
        throttle.wrong(throttleName(account, user), attempt.remote(), proof);
        return new ScramResult(new LoginResult.Rejected(), Optional.empty());
    }

    private LoginResult signIn(Account account, Credential credential, byte[] clientKey, Attempt attempt) {
        if (!Scope.allow(credential.scopes(), attempt.protocol())) {
            return new LoginResult.OutOfScope();
        }
        BooleanSupplier stillValid = () -> !closed && isThere(account.id(), credential);
        AccountSlot slot = slot(account.id());
        LoginResult result = attempt.protocol().opensAccount()
                ? slot.signIn(credential, clientKey, stillValid)
                : slot.signInLocked(credential, stillValid);
        if (result instanceof LoginResult.Accepted) {
            throttle.right(throttleName(Optional.of(account), ""), attempt.remote());
            directory.credentialUsed(
                    account.id(),
                    credential.name(),
                    new LastUse(
                            clock.instant(),
                            attempt.protocol(),
                            attempt.remote().getHostAddress()));
        }
        return result;
    }

    private boolean isThere(AccountId account, Credential credential) {
        return directory.credentials(account).stream()
                .anyMatch(found -> found.name().equals(credential.name())
                        && Arrays.equals(found.storedKey(), credential.storedKey()));
    }

    private static String throttleName(Optional<Account> account, String user) {
        return account.map(found -> found.id().value()).orElseGet(() -> normal(user));
    }

    private static String normal(String user) {
        return Normalizer.normalize(user, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    private boolean pause(Duration delay) {
        if (delay.isZero()) {
            return !closed;
        }
        CompletableFuture<Void> over = new CompletableFuture<>();
        Timer.Timeout timeout = timer.after(delay, () -> over.complete(null));
        try {
            over.get();
            return !closed;
        } catch (InterruptedException e) {
            timeout.cancel();
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private AccountSlot slot(AccountId account) {
        return slots.computeIfAbsent(account, id -> new AccountSlot(id, unlocker, timer, graceTime, events));
    }

    /**
     * The open file of the account that {@code login} holds. Valid until the login is closed.
     *
     * @throws org.letterlock.engine.sqlite.DatabaseException when the login is over
     */
    public AccountStore store(Login login) {
        return slot(login.account()).store(login);
    }

    /**
     * Lends the open file of an account to {@code visitor}, and keeps it from being locked for want of sessions meanwhile; a lock on command closes it all the same.
     *
     * @return false when the account is locked
     */
    public boolean visit(AccountId account, Consumer<AccountStore> visitor) {
        Optional<AccountLogin> held = slot(account).hold();
        held.ifPresent(login -> {
            try (login) {
                visitor.accept(store(login));
            }
        });
        return held.isPresent();
    }

    /** Whether the key of an account is in memory. */
    public boolean isUnlocked(AccountId account) {
        return Optional.ofNullable(slots.get(account))
                .map(AccountSlot::isUnlocked)
                .orElse(false);
    }

    /** Ends every session of an account and locks it. */
    public void lock(AccountId account) {
        slot(account).lock(false);
    }

    /** Copies the file of an account, locked or not. */
    void copy(AccountId account, Path file, Path target) {
        slot(account).copy(file, target);
    }

    /** Locks an account that is no more; nobody signs in again. */
    void forget(AccountId account) {
        slot(account).lock(true);
    }

    /** Removes a credential and ends the sessions that used it. */
    public ChangeResult revoke(AccountId account, String credential) {
        ChangeResult result = directory.removeCredential(account, credential);
        slot(account).revoke(credential);
        return result;
    }

    /**
     * Adds a credential with a new password. Only an unlocked account can, because its key is needed, unless no scope opens the account.
     *
     * @param name unique in the account
     */
    public NewCredential addCredential(AccountId id, String name, Set<Scope> scopes) {
        Optional<Account> account = directory.account(id);
        if (account.isEmpty()) {
            return new NewCredential.Refused(ChangeResult.NO_SUCH_ACCOUNT);
        }
        if (!Scope.open(scopes)) {
            return add(CredentialMaker.makeWithoutKey(account.get(), name, scopes, clock.instant(), random));
        }
        return slot(id).withKey(
                        key -> add(CredentialMaker.make(account.get(), key, name, scopes, clock.instant(), random)))
                .orElse(new NewCredential.NeedsUnlock());
    }

    private NewCredential add(CredentialMaker.Made made) {
        ChangeResult result = directory.addCredential(made.credential());
        return result == ChangeResult.DONE
                ? new NewCredential.Added(made.password())
                : new NewCredential.Refused(result);
    }

    /** Locks every account; nobody signs in any more. */
    @Override
    public void close() {
        closed = true;
        slots.values().forEach(slot -> slot.lock(true));
        hashing.close();
    }

    /** How adding a credential ended. */
    public sealed interface NewCredential {
        /**
         * It is there.
         *
         * @param password to be shown once
         */
        record Added(Password password) implements NewCredential {}

        /** The account is locked: its owner has to sign in with another credential first. */
        record NeedsUnlock() implements NewCredential {}

        /**
         * The directory refused it.
         *
         * @param reason why
         */
        record Refused(ChangeResult reason) implements NewCredential {}
    }
}
