package org.letterlock.desktop.ui.install;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.deploy.FirstMailbox;
import org.letterlock.desktop.deploy.SetUpNotes;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.Progress;

/**
 * Installs Letterlock on a server, and makes the domain and the first mailbox there. What the server does goes on when nobody looks, and to begin again is to go on: so where
 * the network is cut it is tried again by itself.
 */
public final class InstallViewModel {

    /** The steps of the server's agent in their order, as {@link Progress#step} names them. */
    private static final List<String> AGENT =
            List.of("user", "release", "data", "self-test", "unit", "firewall", "switch");

    /** All steps in their order. */
    public static final List<String> STEPS = Stream.of(List.of("enter"), AGENT, FirstMailbox.STEPS)
            .flatMap(List::stream)
            .toList();

    private static final int LONGEST_LOG = 500;
    private static final Duration UNTIL_AGAIN = Duration.ofSeconds(5);
    private static final Duration ENGINE_MAY_TAKE = Duration.ofMinutes(2);

    /** Problems that pass: those of the way to the server, and that it is still at what was begun. */
    private static final Set<String> WAY = Set.of(
            "ssh.unreachable",
            "ssh.refused",
            "ssh.cut-off",
            "ssh.name-unknown",
            "agent.no-answer",
            "upload.upload-broken",
            // The agent of the session that was cut goes on.
            "install.busy");

    /** An engine that was just started does not answer at once. */
    private static final Set<String> ENGINE = Set.of("engine.not-running", "engine.no-answer");

    /** How far it is. */
    public enum Stage {
        /** Nothing was begun, or all was undone. */
        ASK,
        INSTALLING,
        /** The server cannot be reached; soon it is tried again. */
        WAITING,
        FAILED,
        UNDOING,
        /** It runs. */
        INSTALLED
    }

    /** How far a step is. */
    public enum State {
        TO_COME,
        NOW,
        DONE,
        FAILED
    }

    /**
     * A step.
     *
     * @param name one of {@link #STEPS}
     * @param took how long it took, or takes; null before it began
     */
    public record Step(String name, State state, @Nullable Duration took) {}

    /**
     * Something that happened.
     *
     * @param step one of {@link #STEPS}; empty where it is none of them
     * @param event {@code begun}, {@code done}, {@code failed}, {@code waiting}, {@code changed}
     * @param detail more, in the words of whoever said it; empty where there is no more
     */
    public record Entry(Instant at, String step, String event, String detail) {}

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

    /** Takes Letterlock off again, and leaves the mail. */
    @FunctionalInterface
    public interface Undoing {
        /** Undoes; what was changed. */
        List<HostChange> undo(ServerProfile server) throws ProblemException;
    }

    /**
     * What is done on the server.
     *
     * @param mailbox makes domain and mailbox
     */
    public record Work(Installing installing, FirstMailbox mailbox, Undoing undoing) {}

    private final SetUpNotes notes;
    private final Work work;
    private final Tasks tasks;
    private final Clock clock;
    private final Runnable goOn;
    private final ReadOnlyObjectWrapper<Stage> stage = new ReadOnlyObjectWrapper<>(Stage.ASK);
    private final ReadOnlyObjectWrapper<List<Step>> steps = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable InstallReport> report = new ReadOnlyObjectWrapper<>();
    private final ObservableList<Entry> log = FXCollections.observableArrayList();
    private final List<Instant> begun = new ArrayList<>();
    private @Nullable Instant ended;
    private @Nullable Instant engineSilentSince;
    private @Nullable SettingUp made;
    private Tasks.Running waiting = () -> {};

    /** @param goOn leads to the next step */
    public InstallViewModel(SetUpNotes notes, Work work, Tasks tasks, Clock clock, Runnable goOn) {
        this.notes = notes;
        this.work = work;
        this.tasks = tasks;
        this.clock = clock;
        this.goOn = goOn;
        tell(State.TO_COME);
    }

    public ServerProfile server() {
        return notes.server();
    }

    /** What was chosen. */
    public SettingUp chosen() {
        return notes.now();
    }

    public ReadOnlyObjectProperty<Stage> stage() {
        return stage.getReadOnlyProperty();
    }

    /** All steps in their order. */
    public ReadOnlyObjectProperty<List<Step>> steps() {
        return steps.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** What it came to; null before. */
    public ReadOnlyObjectProperty<@Nullable InstallReport> report() {
        return report.getReadOnlyProperty();
    }

    /** What happened, oldest first. */
    public ObservableList<Entry> log() {
        return log;
    }

    /** Installs, unless it does; from where it failed or was cut off. */
    public void install() {
        if (stage.get() == Stage.INSTALLING || stage.get() == Stage.UNDOING) {
            return;
        }
        waiting.cancel();
        waiting = () -> {};
        problem.set(null);
        begun.clear();
        ended = null;
        stage.set(Stage.INSTALLING);
        begin("enter");
        SettingUp wanted = chosen();
        made = wanted;
        String hostname = Objects.requireNonNull(wanted.hostname(), "it was chosen before");
        tasks.run(() -> work(hostname), this::installed, this::failed);
    }

    private InstallReport work(String hostname) throws ProblemException {
        InstallReport came =
                work.installing().install(server(), hostname, progress -> tasks.onScreen(() -> progressed(progress)));
        tasks.onScreen(() -> changed(came.changes()));
        work.mailbox().make(step -> tasks.onScreen(() -> begin(step)));
        notes.change(before -> before.at("records"));
        return came;
    }

    private void progressed(Progress progress) {
        if (AGENT.contains(progress.step())) {
            begin(progress.step());
        }
    }

    /** A step begins, and those before are done. */
    private void begin(String step) {
        int at = STEPS.indexOf(step);
        if (stage.get() != Stage.INSTALLING || at < begun.size()) {
            return;
        }
        Instant now = clock.instant();
        if (!begun.isEmpty()) {
            note(new Entry(now, STEPS.get(begun.size() - 1), "done", ""));
        }
        while (begun.size() <= at) {
            begun.add(now);
        }
        note(new Entry(now, step, "begun", ""));
        tell(State.NOW);
    }

    private void changed(List<HostChange> changes) {
        changes.forEach(
                change -> note(new Entry(clock.instant(), "", "changed", change.what() + " (" + change.undo() + ")")));
    }

    private void note(Entry entry) {
        if (log.size() >= LONGEST_LOG) {
            log.removeFirst();
        }
        log.add(entry);
    }

    /** @param last the state of the step that began last */
    private void tell(State last) {
        List<Step> now = new ArrayList<>();
        for (int i = 0; i < STEPS.size(); i++) {
            if (i >= begun.size()) {
                now.add(new Step(STEPS.get(i), State.TO_COME, null));
            } else {
                boolean isLast = i == begun.size() - 1;
                Instant end = isLast ? Objects.requireNonNullElseGet(ended, clock::instant) : begun.get(i + 1);
                now.add(new Step(STEPS.get(i), isLast ? last : State.DONE, Duration.between(begun.get(i), end)));
            }
        }
        steps.set(List.copyOf(now));
    }

    /** Somebody looks at it again: what was chosen anew meanwhile has to be made, too. */
    public void look() {
        SettingUp before = made;
        if (stage.get() == Stage.INSTALLED && before != null && !isSame(before, chosen())) {
            begun.clear();
            ended = null;
            tell(State.TO_COME);
            stage.set(Stage.ASK);
        }
    }

    private static boolean isSame(SettingUp one, SettingUp other) {
        return Objects.equals(one.hostname(), other.hostname())
                && Objects.equals(one.domain(), other.domain())
                && Objects.equals(one.mailbox(), other.mailbox())
                && Objects.equals(one.recoverable(), other.recoverable());
    }

    /** Shows how long the current step takes by now. */
    public void tick() {
        if (stage.get() == Stage.INSTALLING) {
            tell(State.NOW);
        }
    }

    private void installed(InstallReport came) {
        report.set(came);
        ended = clock.instant();
        engineSilentSince = null;
        note(new Entry(clock.instant(), STEPS.getLast(), "done", ""));
        tell(State.DONE);
        stage.set(Stage.INSTALLED);
    }

    private void failed(Problem why) {
        ended = clock.instant();
        String step = STEPS.get(Math.max(0, begun.size() - 1));
        problem.set(why);
        String code = why.area() + "." + why.code();
        if (WAY.contains(code) || (ENGINE.contains(code) && !isEngineSilentForLong())) {
            note(new Entry(clock.instant(), step, "waiting", code));
            tell(State.NOW);
            stage.set(Stage.WAITING);
            waiting = tasks.later(UNTIL_AGAIN, this::install);
        } else {
            String detail = why.detail();
            tell(State.FAILED);
            note(new Entry(clock.instant(), step, "failed", detail == null ? code : code + ": " + detail));
            stage.set(Stage.FAILED);
        }
    }

    private boolean isEngineSilentForLong() {
        Instant now = clock.instant();
        Instant since = Objects.requireNonNullElse(engineSilentSince, now);
        engineSilentSince = since;
        return Duration.between(since, now).compareTo(ENGINE_MAY_TAKE) > 0;
    }

    /** Waits no longer for the server. What was begun there goes on. */
    public void stopWaiting() {
        if (stage.get() == Stage.WAITING) {
            waiting.cancel();
            tell(State.FAILED);
            stage.set(Stage.FAILED);
        }
    }

    /** Takes Letterlock off the server again; mail stays there, and everything may be begun anew. */
    public void undo() {
        if (stage.get() != Stage.FAILED) {
            return;
        }
        stage.set(Stage.UNDOING);
        tasks.run(() -> work.undoing().undo(server()), this::undone, this::failedToUndo);
    }

    private void undone(List<HostChange> changes) {
        changed(changes);
        problem.set(null);
        begun.clear();
        ended = null;
        tell(State.TO_COME);
        stage.set(Stage.ASK);
    }

    private void failedToUndo(Problem why) {
        problem.set(why);
        stage.set(Stage.FAILED);
    }

    /** Leads to the next step, once it runs. */
    public void goOn() {
        if (stage.get() == Stage.INSTALLED) {
            goOn.run();
        }
    }

    /** What sentences about it need. */
    public Map<String, String> values() {
        SettingUp chosen = chosen();
        return Map.of(
                "server",
                server().address().toString(),
                "hostname",
                Objects.requireNonNullElse(chosen.hostname(), ""),
                "mailbox",
                Objects.requireNonNullElse(chosen.mailbox(), ""));
    }
}
