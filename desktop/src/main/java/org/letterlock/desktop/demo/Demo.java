package org.letterlock.desktop.demo;

import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.model.ProblemException;

/** A mail server to try. */
public interface Demo extends AutoCloseable {

    /** Whether something of an earlier one lies on this computer. */
    boolean isThere();

    /**
     * Starts it, unless it runs; the first time with a domain, mailboxes and letters. Blocks until it answers.
     *
     * @return the line to it, which it closes itself
     * @throws ProblemException {@code demo.no-program}, {@code demo.did-not-start}
     */
    EngineLine start() throws ProblemException;

    /**
     * Ends it, and removes all that it had.
     *
     * @throws ProblemException {@code demo.not-removed}
     */
    void remove() throws ProblemException;

    /** Ends it; what it has stays. */
    @Override
    void close();
}
