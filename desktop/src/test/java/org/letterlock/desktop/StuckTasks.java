package org.letterlock.desktop;

import java.time.Duration;
import java.util.function.Consumer;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.task.Tasks;

/** Begins work, lets it tell of itself, and never ends it where it throws {@link IllegalStateException}. */
final class StuckTasks implements Tasks {

    @Override
    public <T> Running run(Work<T> work, Consumer<T> done, Consumer<Problem> failed) {
        try {
            work.run();
        } catch (IllegalStateException held) {
            return () -> {};
        } catch (ProblemException e) {
            failed.accept(e.problem());
        }
        return () -> {};
    }

    @Override
    public void onScreen(Runnable change) {
        change.run();
    }

    @Override
    public Running later(Duration pause, Runnable change) {
        return () -> {};
    }
}
