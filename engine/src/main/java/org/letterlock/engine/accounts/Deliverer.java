package org.letterlock.engine.accounts;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.spam.JunkRule;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves what waits in the intake into the accounts that are unlocked: at once when it arrives, and when an account is unlocked. */
public final class Deliverer {

    /** How many batches of letters may be in memory at once, a few megabytes each; when a server starts again, everybody signs in at the same time. */
    private static final int MOST_BATCHES = 6;

    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);
    private static final int SOME = 200;

    private final Intake intake;
    private final Function<AccountId, JunkRule> junk;
    private final BiConsumer<MailLog.Kind, String> events;
    private final Semaphore batches = new Semaphore(MOST_BATCHES, true);
    private final ConcurrentMap<AccountId, Mover> movers = new ConcurrentHashMap<>();

    /**
     * @param arrivals what {@code intake} tells of new letters
     * @param junk what an account does about it
     * @param events gets {@code DELIVERED}, {@code DEFERRED} and {@code REFUSED}; must neither block nor fail
     */
    public Deliverer(
            Intake intake,
            Arrivals arrivals,
            Function<AccountId, JunkRule> junk,
            BiConsumer<MailLog.Kind, String> events) {
        this.intake = intake;
        this.junk = junk;
        this.events = events;
        arrivals.listen(this::arrived);
    }

    /** Letters came for {@code accounts}. Returns at once. */
    public void arrived(Set<AccountId> accounts) {
        for (AccountId account : accounts) {
            Optional.ofNullable(movers.get(account)).ifPresent(Mover::wake);
        }
    }

    /** Takes out of the intake what an account has already, because a crash came between the two: else it would count twice. */
    void forgetTaken(AccountId account, AccountStore store) {
        try {
            // Letters move in in their order, so those that did are the first.
            while (forgetSomeTaken(account, store)) {
                // The next ones.
            }
        } catch (DatabaseException e) {
            LOG.warn("letters that account {} has already stay in the intake: {}", account, e.getMessage());
        }
    }

    private boolean forgetSomeTaken(AccountId account, AccountStore store) {
        List<Intake.EntryId> taken = intake.waiting(account, SOME).stream()
                .filter(entry -> store.isTaken(entry.letter()))
                .toList();
        intake.remove(taken);
        return !taken.isEmpty();
    }

    /** Starts to move letters into an account. */
    void opened(AccountId account, AccountStore store) {
        Inflow inflow = new StoreInflow(account, intake, store, () -> junk.apply(account));
        Mover mover = new Mover(account, inflow, batches, events);
        movers.put(account, mover);
        mover.start();
    }

    /** Waits until what waits for an account has moved in, failed, or {@code time} is over. */
    void awaitLetters(AccountId account, Duration time) {
        Optional.ofNullable(movers.get(account)).ifPresent(mover -> mover.awaitRound(time));
    }

    /** Stops, after the batch that is under way. */
    void closing(AccountId account) {
        Optional.ofNullable(movers.remove(account)).ifPresent(Mover::close);
    }
}
