package org.letterlock.engine.store;

/** Looks on while a search runs. It is told between two steps, on the thread that searches, while no read of the file is open; what it throws ends the search. */
@FunctionalInterface
public interface SearchProgress {

    /** Nobody looks on. */
    SearchProgress UNWATCHED = (_, _) -> {};

    /**
     * The search goes on.
     *
     * @param done how many messages were looked through
     * @param goal how many there are to look through; 0 where that is not known
     */
    void at(long done, long goal);
}
