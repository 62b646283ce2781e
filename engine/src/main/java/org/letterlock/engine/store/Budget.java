package org.letterlock.engine.store;

import java.time.Duration;
import java.util.function.Function;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Sql;

/** The time that one search may take, spent by its reads and by what it does between them. */
final class Budget {

    private final Database database;
    private final long deadline;

    Budget(Database database, Duration time) {
        this.database = database;
        this.deadline = System.nanoTime() + time.toNanos();
    }

    /** A read that ends when the time is over. */
    <T> T read(Function<Sql, T> work) {
        check();
        return database.read(work, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    }

    /** @throws DatabaseException with {@link DatabaseException.Reason#INTERRUPTED} when the time is over */
    void check() {
        if (deadline - System.nanoTime() <= 0) {
            throw new DatabaseException(DatabaseException.Reason.INTERRUPTED, "a search took too long");
        }
    }
}
