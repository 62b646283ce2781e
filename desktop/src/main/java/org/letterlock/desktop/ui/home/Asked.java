package org.letterlock.desktop.ui.home;

import java.time.Clock;
import java.time.Instant;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.task.Tasks;

/**
 * A question to a server, and its last answer, which stays while it is asked again or cannot be. Changes go the same way: the question is asked again behind them. Lives
 * on the screen's thread.
 */
public final class Asked<T> {

    private final Tasks tasks;
    private final Clock clock;
    private final Tasks.Work<T> question;
    private final ReadOnlyObjectWrapper<@Nullable T> answer = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private @Nullable Instant at;
    private boolean changing;
    private boolean refused;
    private Tasks.Running running = () -> {};

    /** @param question is asked beside the screen */
    public Asked(Tasks tasks, Clock clock, Tasks.Work<T> question) {
        this.tasks = tasks;
        this.clock = clock;
        this.question = question;
    }

    /** The last answer; null before the first. */
    public ReadOnlyObjectProperty<@Nullable T> answer() {
        return answer.getReadOnlyProperty();
    }

    /** Why there was no answer last, or why a change was not made; null where all went well. */
    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** Whether it is asked or changed just now. */
    public ReadOnlyBooleanProperty busy() {
        return busy.getReadOnlyProperty();
    }

    /** When the last answer came; null before the first. */
    public @Nullable Instant at() {
        return at;
    }

    /** Takes what was answered before the app was started, unless there is an answer already. */
    void remember(T before, Instant then) {
        if (answer.get() == null) {
            at = then;
            answer.set(before);
        }
    }

    /** Asks, unless it is asked already. */
    public void ask() {
        if (!busy.get()) {
            begin();
        }
    }

    private void begin() {
        busy.set(true);
        running = tasks.run(question, this::answered, this::failed);
    }

    /** Changes something, then asks again. */
    public void change(Tasks.Work<?> change) {
        change(change, () -> {});
    }

    /**
     * Changes something, then asks again; unless another change is under way.
     *
     * @param done is run once it is changed, before it is asked
     */
    public void change(Tasks.Work<?> change, Runnable done) {
        make(change, () -> {
            done.run();
            begin();
        });
    }

    /** Ends what is asked about, so that nothing is asked behind it. */
    public void end(Tasks.Work<?> change, Runnable done) {
        make(change, () -> {
            busy.set(false);
            done.run();
        });
    }

    private void make(Tasks.Work<?> change, Runnable done) {
        if (changing) {
            return;
        }
        running.cancel();
        changing = true;
        refused = false;
        problem.set(null);
        busy.set(true);
        running = tasks.run(
                change,
                changed -> {
                    changing = false;
                    done.run();
                },
                this::failed);
    }

    /** Shows a problem that was found before anything was asked; until something is changed. */
    public void refuse(Problem why) {
        refused = true;
        problem.set(why);
    }

    private void answered(T now) {
        at = clock.instant();
        busy.set(false);
        if (!refused) {
            problem.set(null);
        }
        answer.set(now);
    }

    private void failed(Problem why) {
        changing = false;
        busy.set(false);
        problem.set(why);
    }

    /** Stops to wait. A change that is under way may have been made all the same. */
    public void cancel() {
        running.cancel();
        changing = false;
        busy.set(false);
    }
}
