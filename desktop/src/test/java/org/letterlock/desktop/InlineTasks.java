package org.letterlock.desktop;

import java.util.function.Consumer;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.protocol.FailureException;

/** Work that is done when it is begun, or when the test says so. */
public final class InlineTasks implements Tasks {

    private boolean held;
    private Runnable waiting = () -> {};
    private boolean cancelled;

    /** From now on work waits for {@link #release}. */
    public InlineTasks hold() {
        held = true;
        return this;
    }

    /** Does what waits. */
    public void release() {
        held = false;
        waiting.run();
    }

    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public <T> Running run(Work<T> work, Consumer<T> done, Consumer<Problem> failed) {
        Runnable now = () -> {
            T result;
            try {
                result = work.run();
            } catch (ProblemException e) {
                failed.accept(e.problem());
                return;
            } catch (FailureException e) {
                failed.accept(Problem.of(e.failure()));
                return;
            }
            done.accept(result);
        };
        if (held) {
            waiting = now;
        } else {
            now.run();
        }
        return () -> cancelled = true;
    }

    @Override
    public void onScreen(Runnable change) {
        change.run();
    }
}
