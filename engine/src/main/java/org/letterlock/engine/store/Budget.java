package org.letterlock.engine.store;

import java.time.Duration;
import java.util.function.Function;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Sql;

/** The time that one search may take, spent by its reads and by what it does between them. */
final class Budget {

    private final Database database;
    private final SearchProgress progress;
    private final long deadline;

    Budget(Database database, SearchLimits limits) {
        this.database = database;
        this.progress = limits.progress();
        this.deadline = System.nanoTime() + limits.time().toNanos();
    }

    /** A read that ends when the time is over. */
    <T> T read(Function<Sql, T> work) {
        step();
        return database.read(work, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    }

    /** Between two steps, of which nobody knows how many there will be. */
    void step() {
        step(0, 0);
    }

    /**
     * Between two steps, while no read is open: as {@link #check}, and who looks on is told.
     *
     * @param done how many messages were looked through
     * @param goal of how many; 0 where that is not known
     */
    void step(long done, long goal) {
        check();
        progress.at(done, goal);
    }

    /** @throws DatabaseException with {@link DatabaseException.Reason#INTERRUPTED} when the time is over */
    void check() {
        if (deadline - System.nanoTime() <= 0) {
            throw new DatabaseException(DatabaseException.Reason.INTERRUPTED, "a search took too long");
        }
    }
}
