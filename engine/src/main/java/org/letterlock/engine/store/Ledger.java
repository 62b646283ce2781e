package org.letterlock.engine.store;

import java.time.Clock;
import java.util.Set;
import java.util.function.Function;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.MailboxId;

/** Reads and changes of the account's file. A change is one transaction with one mod-sequence, told to the watchers when it is durable. */
final class Ledger {

    private final Database database;
    private final Clock clock;
    private final Watchers watchers;

    Ledger(Database database, Clock clock, Watchers watchers) {
        this.database = database;
        this.clock = clock;
        this.watchers = watchers;
    }

    <T> T read(Function<Sql, T> work) {
        return database.read(work);
    }

    /** Writes what no watcher needs to hear of. */
    <T> T write(Function<Sql, T> work) {
        return database.write(work);
    }

    /** Runs {@code work}; what it throws undoes it. */
    <T> T change(Function<Change, T> work) {
        Outcome<T> outcome = database.write(sql -> {
            Change change = new Change(sql, clock.millis());
            T result = work.apply(change);
            return new Outcome<>(result, change.finish());
        });
        if (!outcome.touched().isEmpty()) {
            watchers.tell(outcome.touched());
        }
        return outcome.result();
    }

    Database database() {
        return database;
    }

    Clock clock() {
        return clock;
    }

    private record Outcome<T>(T result, Set<MailboxId> touched) {}
}
