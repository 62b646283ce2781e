package org.letterlock.engine.accounts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.keys.Password;
import org.letterlock.engine.keys.RecoveryBox;
import org.letterlock.engine.mail.AccountHistory;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.sasl.Scope;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore;

/**
 * Makes accounts. The file is durable before the directory names it, and the directory learns of account, address and credential in one change; so a crash
 * leaves either a whole account or a file that {@link #sweep} deletes.
 */
public final class AccountMaker {

    /** Octets of salt. */
    static final int SALT_LENGTH = 16;

    /**
     * Iterations of PBKDF2. Passwords have more than 120 random bits, which no number of guesses comes near; more iterations would only make every login of
     * every device slower.
     */
    static final int ITERATIONS = 10_000;

    private final Directory directory;
    private final AccountFiles files;
    private final SqliteThreads threads;
    private final Clock clock;
    private final SecureRandom random;

    public AccountMaker(
            Directory directory, AccountFiles files, SqliteThreads threads, Clock clock, SecureRandom random) {
        this.directory = directory;
        this.files = files;
        this.threads = threads;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Makes an account with one address and one credential.
     *
     * @param name what the owner calls it
     * @param credentialName what the owner calls the device or purpose
     * @param recoverable whether the owner may recover it
     * @throws UncheckedIOException when the folder cannot be written
     * @throws org.letterlock.engine.sqlite.DatabaseException when the file cannot be written
     */
    public Creation create(
            String name, EmailAddress address, String credentialName, Set<Scope> scopes, boolean recoverable) {
        Optional<ChangeResult> refusal = refusal(address);
        if (refusal.isPresent()) {
            return new Creation.Refused(refusal.get());
        }
        AccountId id = AccountId.random(random);
        try (AccountKey key = AccountKey.generate(random)) {
            files.mark(id);
            SealKeyPair seal = SealKeyPair.generate(random);
            AccountHistory history = key.use(octets -> {
                try (AccountStore made = AccountStore.create(files.file(id), octets, seal, threads, clock, random)) {
                    return made.history();
                }
            });
            files.sync();
            Creation creation = record(account(id, name, address, key, seal, recoverable), key, credentialName, scopes);
            switch (creation) {
                case Creation.Created _ -> {
                    directory.setHistory(id, history);
                    files.unmark(id);
                }
                case Creation.Refused _ -> files.sweep(id);
            }
            return creation;
        } catch (IOException e) {
            throw new UncheckedIOException("the account could not be made", e);
        }
    }

    private Optional<ChangeResult> refusal(EmailAddress address) {
        if (!directory.isLocal(address.domain())) {
            return Optional.of(ChangeResult.NO_SUCH_DOMAIN);
        }
        boolean taken = directory.route(address) instanceof Route.Ours(var accounts, var _, var _)
                && accounts.stream()
                        .flatMap(account -> directory.addresses(account.id()).stream())
                        .anyMatch(known -> known.canonical().equals(address.canonical()));
        return taken ? Optional.of(ChangeResult.ALREADY_THERE) : Optional.empty();
    }

    private Account account(
            AccountId id, String name, EmailAddress address, AccountKey key, SealKeyPair seal, boolean recoverable) {
        byte[] salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        Optional<byte[]> recovery = directory
                .recoveryKey()
                .filter(_ -> recoverable)
                .map(recoveryKey -> RecoveryBox.seal(id, key, recoveryKey, random));
        return new Account(
                id, name, address, salt, ITERATIONS, seal.publicKey(), recovery, clock.instant(), recoverable);
    }

    private Creation record(Account account, AccountKey key, String credentialName, Set<Scope> scopes) {
        CredentialMaker.Made made = CredentialMaker.make(account, key, credentialName, scopes, clock.instant(), random);
        ChangeResult result = directory.addAccount(account, account.address(), made.credential());
        return result == ChangeResult.DONE
                ? new Creation.Created(account, made.password())
                : new Creation.Refused(result);
    }

    /** Clears away what a crash left of accounts that were being made. Call it once at start, before anything else here. */
    public void sweep() {
        try {
            for (AccountId id : files.marked()) {
                if (directory.account(id).isPresent()) {
                    files.unmark(id);
                } else {
                    files.sweep(id);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("unfinished accounts cannot be cleared away", e);
        }
    }

    /** How making an account ended. */
    public sealed interface Creation {
        /**
         * It is there.
         *
         * @param account the account
         * @param password of its credential, to be shown once
         */
        record Created(Account account, Password password) implements Creation {}

        /**
         * The directory does not allow it.
         *
         * @param reason why
         */
        record Refused(ChangeResult reason) implements Creation {}
    }
}
