package org.letterlock.desktop.ui.demo;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.demo.Demo;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.task.Tasks;

/** Starts an engine on this computer, leads to its home, and takes it away again. */
public final class DemoViewModel {

    /** How far it is. */
    public enum Stage {
        /** Nothing lies on this computer. */
        NOTHING,
        /** It lies there, and does not run. */
        THERE,
        STARTING,
        RUNNING,
        REMOVING
    }

    /** Prepares to show an engine's home. */
    @FunctionalInterface
    public interface Showing {
        /**
         * Prepares; may take a while.
         *
         * @return shows it, on the screen's thread
         */
        Runnable prepare(EngineLine line) throws ProblemException;
    }

    private final Demo engine;
    private final Tasks tasks;
    private final Showing home;
    private final Runnable back;
    private final ReadOnlyObjectWrapper<Stage> stage;
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();
    private @Nullable EngineLine line;
    private Tasks.Running running = () -> {};

    /**
     * A view model.
     *
     * @param home shows the home of the engine
     * @param back leads to where it came from
     */
    public DemoViewModel(Demo engine, Tasks tasks, Showing home, Runnable back) {
        this.engine = engine;
        this.tasks = tasks;
        this.home = home;
        this.back = back;
        this.stage = new ReadOnlyObjectWrapper<>(atRest());
    }

    private Stage atRest() {
        return engine.isThere() ? Stage.THERE : Stage.NOTHING;
    }

    public ReadOnlyObjectProperty<Stage> stage() {
        return stage.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** Starts it. */
    public void start() {
        if (stage.get() != Stage.NOTHING && stage.get() != Stage.THERE) {
            return;
        }
        problem.set(null);
        stage.set(Stage.STARTING);
        running = tasks.run(engine::start, this::started, this::failed);
    }

    private void started(EngineLine open) {
        line = open;
        stage.set(Stage.RUNNING);
    }

    private void failed(Problem why) {
        problem.set(why);
        stage.set(atRest());
    }

    /** Stops starting it. */
    public void cancel() {
        running.cancel();
        stage.set(atRest());
    }

    /** Shows its home. */
    public void look() {
        EngineLine open = line;
        if (stage.get() == Stage.RUNNING && open != null) {
            tasks.run(() -> home.prepare(open), Runnable::run, problem::set);
        }
    }

    /** Takes it away, with all that it had. */
    public void remove() {
        if (stage.get() != Stage.THERE && stage.get() != Stage.RUNNING) {
            return;
        }
        problem.set(null);
        stage.set(Stage.REMOVING);
        running = tasks.run(
                () -> {
                    engine.remove();
                    return engine;
                },
                removed -> stage.set(Stage.NOTHING),
                this::failed);
    }

    /** Leads back. */
    public void back() {
        back.run();
    }
}
