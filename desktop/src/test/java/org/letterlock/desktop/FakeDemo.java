package org.letterlock.desktop;

import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.demo.Demo;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;

/** A demo without a process. */
public final class FakeDemo implements Demo {

    private final FakeEngine engine = new FakeEngine();
    private boolean there;
    private @Nullable Problem problem;

    /** An earlier one left something. */
    public FakeDemo leave() {
        there = true;
        return this;
    }

    /** From now on nothing succeeds; null for as before. */
    public FakeDemo fail(@Nullable Problem why) {
        problem = why;
        return this;
    }

    @Override
    public boolean isThere() {
        return there;
    }

    private void mayFail() throws ProblemException {
        if (problem != null) {
            throw new ProblemException(problem);
        }
    }

    /** Its engine. */
    public FakeEngine engine() {
        return engine;
    }

    @Override
    public EngineLine start() throws ProblemException {
        there = true;
        mayFail();
        return engine;
    }

    @Override
    public void remove() throws ProblemException {
        mayFail();
        there = false;
    }

    @Override
    public void close() {}
}
