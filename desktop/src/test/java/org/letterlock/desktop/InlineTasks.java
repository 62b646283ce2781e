package org.letterlock.desktop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private int working;
    private final List<Pause> pauses = new ArrayList<>();

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

    /** Whether it is work that asks, and not the screen. */
    public boolean isWorking() {
        return working > 0;
    }

    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public <T> Running run(Work<T> work, Consumer<T> done, Consumer<Problem> failed) {
        Runnable now = () -> {
            T result;
            try {
                working++;
                try {
                    result = work.run();
                } finally {
                    working--;
                }
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

    /** What waits for a pause to be over. */
    private record Pause(Duration length, Runnable change) {}

    @Override
    public Running later(Duration length, Runnable change) {
        Pause pause = new Pause(length, change);
        pauses.add(pause);
        return () -> pauses.remove(pause);
    }

    /** How long each pause is that goes on. */
    public List<Duration> pauses() {
        return pauses.stream().map(Pause::length).toList();
    }

    /** All pauses that go on are over. */
    public void pass() {
        List<Pause> over = List.copyOf(pauses);
        pauses.removeAll(over);
        over.forEach(pause -> pause.change().run());
    }
}
