package org.letterlock.engine.sqlite;

import java.util.List;

/** A file whose invariants can be checked, and of which some can be rebuilt. */
public interface Verifiable {

    /** Everything that is wrong, in words; empty when every invariant holds. Takes time in proportion to the file. */
    List<String> verify();

    /** Rebuilds what follows from the rest: indexes and counters. What is lost stays lost. */
    void repair();
}
