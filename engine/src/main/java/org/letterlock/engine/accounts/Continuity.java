package org.letterlock.engine.accounts;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.DirectoryException;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.AccountHistory;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the file of an account against what the directory knows of it. The directory notes how far a file has come when it is opened, copied and closed, and once
 * a minute while it changes; a file that does not go on from there was put back from a copy, or cannot be told from one, and goes on in a history of its own.
 */
final class Continuity {

    private static final Logger LOG = LoggerFactory.getLogger(Continuity.class);
    private static final Duration BETWEEN_NOTES = Duration.ofMinutes(1);

    private final Directory directory;
    private final Clock clock;
    private final SecureRandom random;
    private final BiConsumer<MailLog.Kind, String> events;

    Continuity(Directory directory, Clock clock, SecureRandom random, BiConsumer<MailLog.Kind, String> events) {
        this.directory = directory;
        this.clock = clock;
        this.random = random;
        this.events = events;
    }

    /**
     * Before anybody is served from a file that was just opened.
     *
     * @throws DatabaseException when the file has to go on in another history and that cannot be written; when it goes on from where it was, and letters are
     *     sealed to a key that is not its own: they would be for somebody else
     */
    void opened(AccountId account, AccountStore store) {
        Optional<AccountHistory> seen = directory.history(account);
        Optional<Account> otherKey = directory
                .account(account)
                .filter(known -> store.sealKey(known.sealKey().id()).isEmpty());
        if (seen.filter(store.history()::goesOnFrom).isPresent()) {
            if (otherKey.isPresent()) {
                throw new DatabaseException(
                        DatabaseException.Reason.DAMAGED, "account: the directory has another seal key than the file");
            }
            advance(account, store);
        } else {
            AccountHistory forked = store.forkHistory(random.nextLong(), seen);
            note(() -> directory.setHistory(account, forked), account);
            events.accept(
                    MailLog.Kind.RENUMBERED,
                    "account " + account
                            + ": its file is not the one that was last seen, folders have new UIDVALIDITYs");
            otherKey.ifPresent(known -> newSealKey(known, store));
        }
    }

    /** Lets the history go on, so that every copy of the file as it was until now is an earlier state. A full disk keeps nobody from reading. */
    void advance(AccountId account, AccountStore store) {
        try {
            AccountHistory now = store.advanceHistory();
            note(() -> directory.advanceHistory(account, now), account);
        } catch (DatabaseException e) {
            if (e.reason() != DatabaseException.Reason.FULL) {
                throw e;
            }
            LOG.warn("how far account {} has come is not noted: the disk is full", account);
        }
    }

    /** Notes how far a file has come, again and again while it changes. Close to stop. */
    AccountStore.Watch watch(AccountId account, AccountStore store) {
        AtomicReference<Instant> last = new AtomicReference<>(clock.instant());
        return store.watch(_ -> {
            Instant before = last.get();
            Instant now = clock.instant();
            if (now.isAfter(before.plus(BETWEEN_NOTES)) && last.compareAndSet(before, now)) {
                Thread.ofVirtual().name("note-" + account).start(() -> seen(account, store));
            }
        });
    }

    /** Notes how far a file has come. */
    void seen(AccountId account, AccountStore store) {
        try {
            AccountHistory now = store.history();
            note(() -> directory.advanceHistory(account, now), account);
        } catch (DatabaseException e) {
            LOG.debug("how far account {} has come was not read: {}", account, e.getMessage());
        }
    }

    private static void note(Runnable write, AccountId account) {
        try {
            write.run();
        } catch (DirectoryException e) {
            LOG.warn("how far account {} has come is not noted: {}", account, e.getMessage());
        }
    }

    /** Makes a seal key pair: its private half is durable in the file before the directory names the public one. */
    ChangeResult newSealKey(Account account, AccountStore store) {
        try (SealKeyPair pair = SealKeyPair.generate(random)) {
            store.addSealKey(pair);
            ChangeResult result = directory.setSealKey(account.id(), pair.publicKey());
            if (result == ChangeResult.DONE) {
                events.accept(MailLog.Kind.SEAL_KEY, "account " + account.id() + " has a new pair of seal keys");
            }
            return result;
        }
    }
}
