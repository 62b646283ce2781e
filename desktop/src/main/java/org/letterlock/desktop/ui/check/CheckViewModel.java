package org.letterlock.desktop.ui.check;

import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.Progress;

/** Has the server looked over, and shows what was found. */
public final class CheckViewModel {

    /** Blocklists that are asked where the person wishes so. */
    public static final List<String> LISTS = List.of("zen.spamhaus.org", "bl.spamcop.net");

    /** How far it is. */
    public enum Stage {
        /** Nothing was begun, or it was cancelled, or it failed. */
        IDLE,
        /** The server is entered, and the agent brought there. */
        ENTERING,
        /** The agent looks. */
        LOOKING,
        /** It has looked. */
        LOOKED
    }

    /** Looks a server over. */
    @FunctionalInterface
    public interface Looker {
        /**
         * Looks.
         *
         * @param lists blocklists to ask
         * @param at when it is, for the server's clock
         */
        Inspection look(ServerProfile server, List<String> lists, String at, Told told) throws ProblemException;
    }

    /**
     * Is told how far it is, on any thread.
     *
     * @param uploaded from 0 to 1
     * @param progress the agent's steps
     */
    public record Told(DoubleConsumer uploaded, Consumer<Progress> progress) {}

    private final ServerProfile server;
    private final Looker looker;
    private final Tasks tasks;
    private final Clock clock;
    private final Consumer<Inspection> goOn;
    private final BooleanProperty askLists = new SimpleBooleanProperty();
    private final ReadOnlyObjectWrapper<Stage> stage = new ReadOnlyObjectWrapper<>(Stage.IDLE);
    private final ReadOnlyDoubleWrapper fraction = new ReadOnlyDoubleWrapper();
    private final ReadOnlyStringWrapper step = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Inspection> inspection = new ReadOnlyObjectWrapper<>();
    private Tasks.Running running = () -> {};

    /** @param goOn is given what was found, and leads to the next step */
    public CheckViewModel(ServerProfile server, Looker looker, Tasks tasks, Clock clock, Consumer<Inspection> goOn) {
        this.server = server;
        this.looker = looker;
        this.tasks = tasks;
        this.clock = clock;
        this.goOn = goOn;
    }

    public ServerProfile server() {
        return server;
    }

    /** Whether {@link #LISTS} are asked; the person decides, because they learn the address by it. */
    public BooleanProperty askLists() {
        return askLists;
    }

    public ReadOnlyObjectProperty<Stage> stage() {
        return stage.getReadOnlyProperty();
    }

    /** How much of the stage is done, from 0 to 1; negative where nobody knows. */
    public ReadOnlyDoubleProperty fraction() {
        return fraction.getReadOnlyProperty();
    }

    /** What the agent looks at, as {@link Progress#step} says. */
    public ReadOnlyStringProperty step() {
        return step.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** What was found last; stays while it is looked again. */
    public ReadOnlyObjectProperty<@Nullable Inspection> inspection() {
        return inspection.getReadOnlyProperty();
    }

    /** Looks, unless it does. */
    public void look() {
        if (stage.get() == Stage.ENTERING || stage.get() == Stage.LOOKING) {
            return;
        }
        problem.set(null);
        step.set("");
        fraction.set(-1);
        stage.set(Stage.ENTERING);
        List<String> lists = askLists.get() ? LISTS : List.of();
        String at = clock.instant().toString();
        Told told = new Told(
                part -> tasks.onScreen(() -> uploaded(part)), progress -> tasks.onScreen(() -> progressed(progress)));
        running = tasks.run(() -> looker.look(server, lists, at, told), this::looked, this::failed);
    }

    private void uploaded(double part) {
        if (stage.get() == Stage.ENTERING) {
            fraction.set(Math.min(1, part));
        }
    }

    private void progressed(Progress progress) {
        if (stage.get() == Stage.ENTERING || stage.get() == Stage.LOOKING) {
            stage.set(Stage.LOOKING);
            step.set(progress.step());
            fraction.set(progress.total() < 1 ? -1 : (double) progress.done() / progress.total());
        }
    }

    private void looked(Inspection found) {
        inspection.set(found);
        stage.set(Stage.LOOKED);
    }

    private void failed(Problem why) {
        problem.set(why);
        stage.set(inspection.get() == null ? Stage.IDLE : Stage.LOOKED);
    }

    /** Whether the server may be installed: it was looked over, and nothing stops. */
    public boolean isReady() {
        Inspection found = inspection.get();
        return stage.get() == Stage.LOOKED && found != null && !found.stops();
    }

    /** Whether nothing stops but that mail does not get out: the rest works, and a relay can be set later. */
    public boolean isShutInAlone() {
        Inspection found = inspection.get();
        return stage.get() == Stage.LOOKED
                && found != null
                && found.stops()
                && found.findings().stream()
                        .filter(finding -> finding.level().equals(Finding.STOP))
                        .allMatch(finding -> finding.code().equals(FindingKind.OUTBOUND_BLOCKED.code()));
    }

    /** Leads to the next step, where the server is ready, or the person goes on although mail does not get out. */
    public void goOn() {
        Inspection found = inspection.get();
        if (found != null && (isReady() || isShutInAlone())) {
            goOn.accept(found);
        }
    }

    /** Stops looking. */
    public void cancel() {
        running.cancel();
        stage.set(inspection.get() == null ? Stage.IDLE : Stage.LOOKED);
    }
}
