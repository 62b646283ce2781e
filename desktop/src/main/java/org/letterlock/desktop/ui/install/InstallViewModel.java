package org.letterlock.desktop.ui.install;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.protocol.InstallOrder;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.Progress;

/** Installs Letterlock on a server. It goes on there when nobody looks, so it cannot be cancelled from here, and to begin again is to go on. */
public final class InstallViewModel {

    /** The steps in their order, as {@link Progress#step} names them. */
    public static final List<String> STEPS = InstallOrder.STEPS;

    /** How far it is. */
    public enum Stage {
        /** The person names the mail server. */
        ASK,
        /** It is installed. */
        INSTALLING,
        /** It runs. */
        INSTALLED
    }

    /** Installs. */
    @FunctionalInterface
    public interface Installing {
        /**
         * Installs.
         *
         * @param progress is told of each step, on any thread
         */
        InstallReport install(ServerProfile server, String hostname, Consumer<Progress> progress)
                throws ProblemException;
    }

    private final ServerProfile server;
    private final Installing installing;
    private final Tasks tasks;
    private final StringProperty hostname = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Stage> stage = new ReadOnlyObjectWrapper<>(Stage.ASK);
    private final ReadOnlyIntegerWrapper done = new ReadOnlyIntegerWrapper();
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable InstallReport> report = new ReadOnlyObjectWrapper<>();

    public InstallViewModel(ServerProfile server, Installing installing, Tasks tasks) {
        this.server = server;
        this.installing = installing;
        this.tasks = tasks;
    }

    public ServerProfile server() {
        return server;
    }

    /** The name that the mail server is to have. */
    public StringProperty hostname() {
        return hostname;
    }

    public ReadOnlyObjectProperty<Stage> stage() {
        return stage.getReadOnlyProperty();
    }

    /** How many of {@link #STEPS} are done. */
    public ReadOnlyIntegerProperty done() {
        return done.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** What it came to; null before. */
    public ReadOnlyObjectProperty<@Nullable InstallReport> report() {
        return report.getReadOnlyProperty();
    }

    /** Installs, unless it does. */
    public void install() {
        if (stage.get() == Stage.INSTALLING) {
            return;
        }
        String name = hostname.get().strip().toLowerCase(Locale.ROOT);
        if (!InstallOrder.isHostname(name)) {
            problem.set(Problem.of("form", "hostname", Map.of(), null));
            return;
        }
        problem.set(null);
        done.set(0);
        stage.set(Stage.INSTALLING);
        tasks.run(
                () -> installing.install(server, name, progress -> tasks.onScreen(() -> done.set(progress.done()))),
                this::installed,
                this::failed);
    }

    private void installed(InstallReport came) {
        report.set(came);
        done.set(STEPS.size());
        stage.set(Stage.INSTALLED);
    }

    private void failed(Problem why) {
        problem.set(why);
        stage.set(Stage.ASK);
    }
}
