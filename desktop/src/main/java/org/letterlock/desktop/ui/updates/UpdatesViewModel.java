package org.letterlock.desktop.ui.updates;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.HostLine;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.desktop.ui.home.Asked;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.Progress;
import org.letterlock.protocol.UpdatesChoice;
import org.letterlock.protocol.UpdatesInfo;

/** The release that runs, the one that this app brings, and the system's own security updates. */
public final class UpdatesViewModel {

    /** Installs the release of this app. */
    @FunctionalInterface
    public interface Installing {
        /**
         * Installs.
         *
         * @param hostname the name that the mail server is to keep
         * @param progress is told of each step, on any thread
         */
        InstallReport install(String hostname, Consumer<Progress> progress) throws ProblemException;
    }

    /** Three numbers, and what builds have behind them. */
    private static final Pattern RELEASE =
            Pattern.compile("v?([0-9]{1,6})(?:\\.([0-9]{1,6}))?(?:\\.([0-9]{1,6}))?((?:[-+].*)?)");

    private static final int NUMBERS = 3;

    private final HomeViewModel home;
    private final Tasks tasks;
    private final Own own;
    private final Asked<EngineStatus> engine;
    private final Asked<UpdatesInfo> system;
    private final ReadOnlyIntegerWrapper done = new ReadOnlyIntegerWrapper(-1);
    private final ReadOnlyObjectWrapper<@Nullable InstallReport> report = new ReadOnlyObjectWrapper<>();

    /**
     * What is done with a server of the vault.
     *
     * @param release of the archive that this app has; empty where it has none
     */
    public record Own(String release, Installing installing, HostLine host) {}

    public UpdatesViewModel(HomeViewModel home, Tasks tasks, Own own) {
        this.home = home;
        this.tasks = tasks;
        this.own = own;
        this.engine = home.asked(() -> home.line().ask(EngineApi::status));
        this.system = home.asked(() -> own.host().host(HostApi::updates));
        // However it ended: by success, by a problem, or because nobody waits any more.
        engine.busy().addListener((property, before, now) -> {
            if (!now) {
                done.set(-1);
            }
        });
    }

    /** The server. */
    public HomeViewModel home() {
        return home;
    }

    /** Asks which release runs. */
    public void ask() {
        engine.ask();
        system.ask();
    }

    Asked<EngineStatus> engine() {
        return engine;
    }

    Asked<UpdatesInfo> system() {
        return system;
    }

    /** The release that this app brings; empty where it has none. */
    public String release() {
        return own.release();
    }

    /**
     * Whether the release of this app is older than what runs (below 0), the same, or newer (above 0); newer where that cannot be told, such as before it is known what
     * runs.
     */
    public int compare() {
        EngineStatus now = engine.answer().get();
        if (now == null) {
            return 1;
        }
        Matcher brought = RELEASE.matcher(own.release());
        Matcher runs = RELEASE.matcher(now.engineVersion());
        if (!brought.matches() || !runs.matches()) {
            return 1;
        }
        for (int i = 1; i <= NUMBERS; i++) {
            int one = Integer.compare(number(brought.group(i)), number(runs.group(i)));
            if (one != 0) {
                return one;
            }
        }
        return brought.group(NUMBERS + 1).equals(runs.group(NUMBERS + 1)) ? 0 : 1;
    }

    private static int number(@Nullable String part) {
        return part == null ? 0 : Integer.parseInt(part);
    }

    /** How many steps of the installation are done; -1 while there is none. */
    public ReadOnlyIntegerProperty done() {
        return done.getReadOnlyProperty();
    }

    /** What the installation came to; null before. */
    public ReadOnlyObjectProperty<@Nullable InstallReport> report() {
        return report.getReadOnlyProperty();
    }

    /** Installs the release of this app, unless it does, or what runs is newer. */
    public void install() {
        EngineStatus now = engine.answer().get();
        if (now == null || compare() < 0 || done.get() >= 0) {
            return;
        }
        done.set(0);
        report.set(null);
        CompletableFuture<InstallReport> came = new CompletableFuture<>();
        Consumer<Progress> progress = step -> tasks.onScreen(() -> {
            if (done.get() >= 0) {
                done.set(step.done());
            }
        });
        engine.change(() -> came.complete(own.installing().install(now.hostname(), progress)), () -> {
            done.set(-1);
            report.set(came.join());
            home.refresh();
        });
    }

    /** Has the computer install its security updates by itself, or not. */
    public void choose(boolean on) {
        system.change(() -> own.host().host(host -> host.chooseUpdates(new UpdatesChoice(on))));
    }
}
