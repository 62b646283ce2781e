package org.letterlock.tests.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.task.Tasks;

/** Work that is done in turn, and pauses that are over when the test says so. */
final class Turns implements Tasks {

    private final List<Runnable> pauses = new ArrayList<>();

    @Override
    public <T> Running run(Work<T> work, Consumer<T> done, Consumer<Problem> failed) {
        T result;
        try {
            result = work.run();
        } catch (ProblemException e) {
            failed.accept(e.problem());
            return () -> {};
        }
        done.accept(result);
        return () -> {};
    }

    @Override
    public void onScreen(Runnable change) {
        change.run();
    }

    @Override
    public Running later(Duration pause, Runnable change) {
        pauses.add(change);
        return () -> pauses.remove(change);
    }

    boolean pass() {
        List<Runnable> over = List.copyOf(pauses);
        pauses.removeAll(over);
        over.forEach(Runnable::run);
        return true;
    }
}
