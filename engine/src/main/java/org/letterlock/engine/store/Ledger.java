package org.letterlock.engine.store;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Sql;

/** Reads and changes of the account's file. A change is one transaction with one mod-sequence, told to the watchers when it is durable. */
final class Ledger {

    private final Database database;
    private final Clock clock;
    private final Watchers watchers;
    private static final Duration AT_MOST = Duration.ofMinutes(1);

    private final Allowance allowance;
    private final Rolls rolls = new Rolls();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicReference<Held> held = new AtomicReference<>(new Held(0, Usage.NONE, Usage.NONE));

    Ledger(Database database, Clock clock, Watchers watchers, Allowance allowance) {
        this.allowance = allowance;
        this.database = database;
        this.clock = clock;
        this.watchers = watchers;
    }

    <T> T read(Function<Sql, T> work) {
        return database.read(work);
    }

    /**
     * As {@link #read}, for what reads a whole mailbox: on a thread for that, so that the short reads of others go on.
     *
     * @throws org.letterlock.engine.sqlite.DatabaseException also when it takes longer than any mailbox should
     */
    <T> T readAtLength(Function<Sql, T> work) {
        return database.read(work, AT_MOST);
    }

    /** Begins to read on another thread, and gives what waits for that. */
    <T> Supplier<T> readAhead(Function<Sql, T> work) {
        return database.readAhead(work);
    }

    /** Writes what no watcher needs to hear of. */
    <T> T write(Function<Sql, T> work) {
        return database.write(work);
    }

    /** Runs {@code work}; what it throws undoes it. */
    <T> T change(Function<Change, T> work) {
        Outcome<T> outcome;
        boolean committed = false;
        try {
            outcome = database.write(sql -> {
                Change change = new Change(sql, clock.millis());
                T result = work.apply(change);
                Set<Event> events = change.finish(rolls);
                return new Outcome<>(result, events, change.held());
            });
            committed = true;
        } finally {
            if (!committed) {
                rolls.forget();
            }
            // Also where it failed: what came of it then is looked at, and not guessed.
            changes.incrementAndGet();
        }
        outcome.held().ifPresent(this::learn);
        if (!outcome.events().isEmpty()) {
            watchers.tell(outcome.events());
        }
        return outcome.result();
    }

    /** A number that is another after each change, and after {@link #end}. Does not block. */
    long changes() {
        return changes.get();
    }

    /** What is known of the flags of mailboxes. */
    Rolls rolls() {
        return rolls;
    }

    /** Nothing can be read any more: whoever looked for changes finds out. */
    void end() {
        rolls.forget();
        changes.incrementAndGet();
    }

    private void learn(Held now) {
        // Changes come here in any order.
        held.accumulateAndGet(now, (known, other) -> other.isBefore(known) ? known : other);
    }

    /** Begins to count what moves in, before anything is changed. */
    void begin() {
        database.write(Change::begin);
        recount();
    }

    /** Counts again how much the account holds. */
    void recount() {
        learn(database.write(Change::held));
    }

    /** How much the account holds. Does not block. */
    Usage usage() {
        return held.get().usage();
    }

    /** How much the account holds without what moved in since it was opened. Does not block. */
    Usage usageWithoutMoved() {
        return held.get().withoutMoved();
    }

    Allowance allowance() {
        return allowance;
    }

    Database database() {
        return database;
    }

    Clock clock() {
        return clock;
    }

    /**
     * How much the account holds.
     *
     * @param modSeq of the change that made it so
     * @param moved what moved in since the file was opened, as it was counted before
     */
    record Held(long modSeq, Usage usage, Usage moved) {

        Usage withoutMoved() {
            return usage.minus(moved);
        }

        /** What moves in a second time changes nothing but what moved. */
        private boolean isBefore(Held other) {
            return modSeq < other.modSeq || (modSeq == other.modSeq && moved.messages() < other.moved.messages());
        }
    }

    private record Outcome<T>(T result, Set<Event> events, Optional<Held> held) {}
}
