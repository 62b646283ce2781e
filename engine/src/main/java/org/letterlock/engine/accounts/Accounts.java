package org.letterlock.engine.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Credential;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.DirectoryException;
import org.letterlock.engine.directory.LastUse;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.keys.Password;
import org.letterlock.engine.keys.RecoveryBox;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.quota.Quotas;
import org.letterlock.engine.sasl.Authenticator;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.engine.sasl.SaslText;
import org.letterlock.engine.sasl.Scope;
import org.letterlock.engine.sasl.ScramSecret;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The accounts that are unlocked, and who unlocked them. Checks logins, opens files, keeps them open for the grace time, locks them again. */
public final class Accounts implements Authenticator, AutoCloseable {

    private static final int MOST_REVOKED = 8;
    private static final Duration LETTERS_TIME = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

    private final Directory directory;
    private final Unlocker unlocker;
    private final Keyed keyed;
    private final Clock clock;
    private final SecureRandom random;
    private final Supplier<Duration> graceTime;
    private final Timer timer;
    private final BiConsumer<MailLog.Kind, String> events;
    private final Throttle throttle;

    /** Passwords that were taken away since the start, newest first: devices may go on trying them. */
    private final Cache<AccountId, List<Credential>> revoked =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private final Hashing hashing = new Hashing(Runtime.getRuntime().availableProcessors());
    private final ConcurrentMap<AccountId, AccountSlot> slots = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param stores what files are opened with
     * @param secret 32 octets that stay the same from start to start ({@code EngineKey.subkey("login")}); copied
     * @param graceTime how long an account stays unlocked after its last session, asked each time
     * @param events gets {@code UNLOCKED}, {@code LOCKED}, {@code RECOVERY}, {@code SEAL_KEY} and {@code RENUMBERED}; must neither block nor fail
     */
    public Accounts(
            Directory directory,
            Stores stores,
            byte[] secret,
            Clock clock,
            SecureRandom random,
            Supplier<Duration> graceTime,
            Timer timer,
            BiConsumer<MailLog.Kind, String> events) {
        this(
                directory,
                new StoreUnlocker(directory, stores, timer, clock, random, events),
                secret,
                clock,
                random,
                graceTime,
                timer,
                events);
    }

    /**
     * What the files of accounts are opened with.
     *
     * @param files where they are
     * @param deliverer is told of every account that opens
     * @param quotas how much each may hold
     * @param threads what they are read and written on
     */
    public record Stores(AccountFiles files, Deliverer deliverer, Quotas quotas, SqliteThreads threads) {}

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
        byte[] invented = keyed.hash("salt", directory.loginName(user).getBytes(UTF_8));
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
        throttle.wrong(
                throttleName(account, user),
                attempt.remote(),
                account.flatMap(found -> stale(found.id(), authMessage, proof)).orElse(proof));
        return new ScramResult(new LoginResult.Rejected(), Optional.empty());
    }

    /** A proof is never the same twice. One that belongs to a password that was revoked is known all the same, so that its device counts once. */
    private Optional<byte[]> stale(AccountId account, byte[] authMessage, byte[] proof) {
        for (Credential credential : revoked.get(account, _ -> List.of())) {
            Optional<ScramSecret> proven =
                    ScramSecret.ofProof(credential.storedKey(), credential.serverKey(), authMessage, proof);
            if (proven.isPresent()) {
                proven.get().close();
                return Optional.of(credential.storedKey());
            }
        }
        return Optional.empty();
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
            sealForRecovery(account.id());
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

    private String throttleName(Optional<Account> account, String user) {
        return account.map(found -> found.id().value()).orElseGet(() -> directory.loginName(user));
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
     * The same, with the letters in it that were acknowledged before, as far as they move in within half a minute: for sessions that are told of none
     * that come later.
     *
     * @throws org.letterlock.engine.sqlite.DatabaseException when the login is over
     */
    public AccountStore storeWithLetters(Login login) {
        return slot(login.account()).storeWithLetters(login, LETTERS_TIME);
    }

    /**
     * Lends the key of the account that {@code login} holds, for its owner to take away.
     *
     * @throws org.letterlock.engine.sqlite.DatabaseException when the login is over
     */
    <T> T withKey(Login login, Function<AccountKey, T> action) {
        return slot(login.account()).withKey(login, action);
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

    /** Where logins wait because of wrong passwords. */
    public List<Blocked> blocks() {
        return throttle.blocks().stream()
                .map(block -> new Blocked(
                        directory.accounts().stream()
                                .filter(account -> account.id().value().equals(block.user()))
                                .findFirst(),
                        !block.user().isEmpty(),
                        block.network(),
                        block.guesses(),
                        block.delay(),
                        block.until()))
                .toList();
    }

    /** Forgets the wrong passwords for an account; says whether there were any. */
    public boolean lift(AccountId account) {
        return throttle.lift(account.value());
    }

    /** Forgets the wrong passwords from a network, as {@link Blocked} names it; says whether there were any. */
    public boolean lift(String network) {
        return throttle.lift(network);
    }

    /**
     * Where logins wait.
     *
     * @param account for which account; empty for a name that is nobody's, or for everybody
     * @param oneUser whether it is for one user
     * @param network an address and the length of its prefix; empty for everywhere
     * @param guesses how many different wrong passwords came
     * @param delay how long the next login waits
     * @param until when it is forgotten, if no other wrong one comes
     */
    public record Blocked(
            Optional<Account> account, boolean oneUser, String network, int guesses, Duration delay, Instant until) {}

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

    /**
     * Gives an account a new pair of seal keys: what comes from now on is sealed to it, and what was sealed to an older one stays readable.
     *
     * @return empty where it is locked: the private half is kept in its file
     */
    public Optional<ChangeResult> newSealKey(AccountId account) {
        return slot(account).newSealKey();
    }

    /** Removes a credential and ends the sessions that used it. */
    public ChangeResult revoke(AccountId account, String credential) {
        directory.credentials(account).stream()
                .filter(found -> found.name().equals(credential))
                .forEach(found -> revoked.asMap()
                        .merge(
                                account,
                                List.of(found),
                                (known, last) -> Stream.concat(last.stream(), known.stream())
                                        .limit(MOST_REVOKED)
                                        .toList()));
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

    /**
     * Chooses whether the owner may recover an account. Only an unlocked account can be made recoverable: its key is needed.
     *
     * @return empty where it is locked
     */
    public Optional<ChangeResult> chooseRecovery(AccountId id, boolean chosen) {
        Optional<ChangeResult> result = chosen
                ? slot(id).withKey(key -> directory.setRecovery(id, true, sealedToOwner(id, key)))
                : Optional.of(directory.setRecovery(id, false, Optional.empty()));
        if (result.filter(ChangeResult.DONE::equals).isPresent()) {
            events.accept(
                    MailLog.Kind.RECOVERY,
                    "account " + id + (chosen ? " can be recovered by the owner" : " cannot be recovered any more"));
        }
        return result;
    }

    /** Seals the key of an unlocked account to the owner where that was chosen and not done yet; tried again with the next login where the disk does not let it. */
    public void sealForRecovery(AccountId id) {
        try {
            directory
                    .account(id)
                    .filter(account ->
                            account.recoverable() && account.recoveryBox().isEmpty())
                    .filter(_ -> directory.recoveryKey().isPresent())
                    .ifPresent(_ -> slot(id).withKey(key -> directory.setRecovery(id, true, sealedToOwner(id, key))));
        } catch (DirectoryException e) {
            LOG.warn("account {} is not sealed for recovery yet: {}", id, e.getMessage());
        }
    }

    private Optional<byte[]> sealedToOwner(AccountId id, AccountKey key) {
        return directory.recoveryKey().map(owner -> RecoveryBox.seal(id, key, owner, random));
    }

    /**
     * Opens an account with its bare key, which the owner unsealed, and adds a credential for everything.
     *
     * @param key taken over
     * @return empty where the key is not the account's, and nothing was changed
     */
    public Optional<NewCredential> recover(Account account, AccountKey key, String name) {
        Optional<NewCredential> recovered = slot(account.id())
                .recover(
                        key,
                        own -> add(
                                CredentialMaker.make(account, own, name, Scope.everything(), clock.instant(), random)));
        if (recovered.filter(NewCredential.Added.class::isInstance).isPresent()) {
            events.accept(MailLog.Kind.RECOVERY, "account " + account.id() + " was recovered by the owner");
        }
        return recovered;
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
