package org.letterlock.desktop.ui.home;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.health.Attention;
import org.letterlock.desktop.health.Health;
import org.letterlock.desktop.health.Snapshot;
import org.letterlock.desktop.health.Standing;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.protocol.Finding;

/** How a server is: asked again by itself, and told with its age. */
public final class HomeViewModel {

    /** After so long it is asked again. */
    static final Duration FRESH = Duration.ofSeconds(60);

    private final EngineLine line;
    private final Tasks tasks;
    private final Clock clock;
    private final Memory memory;
    private final Asked<Snapshot> snapshot;
    private final ReadOnlyObjectWrapper<Standing> standing;
    private final ReadOnlyObjectWrapper<List<Attention>> attentions = new ReadOnlyObjectWrapper<>(List.of());
    private Instant tried = Instant.MIN;
    private @Nullable Snapshot remembered;

    /** Where what a server said of itself outlives the app. */
    public interface Memory {

        /** What was kept last; empty where nothing was. Read beside the screen. */
        Optional<Snapshot> last();

        /** Keeps it, beside the screen. What cannot be kept is forgotten. */
        void keep(Snapshot seen);
    }

    /** Remembers nothing. */
    private static final class Forgetful implements Memory {
        @Override
        public Optional<Snapshot> last() {
            return Optional.empty();
        }

        @Override
        public void keep(Snapshot seen) {}
    }

    /** Of a server that is remembered only as long as the app runs. */
    public HomeViewModel(EngineLine line, Tasks tasks, Clock clock) {
        this(line, tasks, clock, new Forgetful());
    }

    public HomeViewModel(EngineLine line, Tasks tasks, Clock clock, Memory memory) {
        this.memory = memory;
        this.line = line;
        this.tasks = tasks;
        this.clock = clock;
        this.snapshot = asked(this::look);
        this.standing = new ReadOnlyObjectWrapper<>(new Standing(Standing.State.UNASKED, null, clock.instant()));
        snapshot.answer().addListener((property, before, now) -> judge());
        snapshot.problem().addListener((property, before, now) -> judge());
        tasks.run(memory::last, last -> last.ifPresent(this::remember), problem -> {});
    }

    private void remember(Snapshot last) {
        remembered = last;
        snapshot.remember(last, last.at());
    }

    private Snapshot look() throws ProblemException {
        Snapshot seen = line.ask(engine -> Snapshot.ask(engine, clock));
        memory.keep(seen);
        return seen;
    }

    /** The line to the engine. */
    public EngineLine line() {
        return line;
    }

    public Clock clock() {
        return clock;
    }

    /** A question of a section, asked the way of all. No answer is none, and never takes the place of what was understood. */
    public <T> Asked<T> asked(Tasks.Work<T> question) {
        return new Asked<>(tasks, clock, () -> {
            @Nullable T answer = question.run();
            if (answer == null) {
                throw new ProblemException(Problem.of("app", "odd-answer", Map.of(), null));
            }
            return answer;
        });
    }

    /** What the server said of itself. */
    public Asked<Snapshot> snapshot() {
        return snapshot;
    }

    /** How it stands, with the age of what is known. */
    public ReadOnlyObjectProperty<Standing> standing() {
        return standing.getReadOnlyProperty();
    }

    /** What deserves attention, by the last answer. */
    public ReadOnlyObjectProperty<List<Attention>> attentions() {
        return attentions.getReadOnlyProperty();
    }

    /** Asks now. */
    public void refresh() {
        tried = clock.instant();
        snapshot.ask();
    }

    /** Time went on: ages are told anew, and what is not fresh is asked again. To be called while somebody can see it. */
    public void tick() {
        if (!tried.plus(FRESH).isAfter(clock.instant())) {
            refresh();
        }
        judge();
    }

    private void judge() {
        Instant now = clock.instant();
        @Nullable Snapshot seen = snapshot.answer().get();
        List<Attention> found = seen == null ? List.of() : Health.judge(seen, now);
        attentions.set(found);
        standing.set(new Standing(state(seen, found), seen == null ? null : seen.at(), now));
    }

    private Standing.State state(@Nullable Snapshot seen, List<Attention> found) {
        if (snapshot.problem().get() != null) {
            return Standing.State.UNREACHED;
        }
        if (seen == null) {
            return Standing.State.UNASKED;
        }
        if (seen.equals(remembered)) {
            return Standing.State.REMEMBERED;
        }
        if (found.isEmpty()) {
            return Standing.State.FINE;
        }
        return found.stream().anyMatch(each -> each.concern().level().equals(Finding.STOP))
                ? Standing.State.STOP
                : Standing.State.LOOK;
    }
}
