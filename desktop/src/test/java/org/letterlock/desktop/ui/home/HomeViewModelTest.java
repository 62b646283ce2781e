package org.letterlock.desktop.ui.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.health.Snapshot;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.desktop.health.Standing.State;
import org.letterlock.desktop.model.Problem;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.LogEvent;
import org.letterlock.protocol.RecoveryStatus;

/** How a server stands, and the age of what is known of it. */
final class HomeViewModelTest {

    private final InlineTasks tasks = new InlineTasks();
    private final FakeEngine engine = new FakeEngine();
    private final Moving clock = new Moving();
    private final HomeViewModel model = new HomeViewModel(engine, tasks, clock);

    /** A clock that the test moves. */
    private static final class Moving extends Clock {
        private Instant now = Snapshots.NOW;

        void move(Duration time) {
            now = now.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void start() {
        new Snapshots().on(engine);
    }

    private State state() {
        return model.standing().get().state();
    }

    private static Problem away() {
        return Problem.of("ssh", "unreachable", Map.of("server", "server.example.org"), null);
    }

    @Test
    void tellsNothingOfAServerThatWasNotAsked() {
        assertThat(state()).isEqualTo(State.UNASKED);
        assertThat(model.standing().get().asked()).isNull();
        tasks.hold();
        model.tick();
        assertThat(state()).isEqualTo(State.UNASKED);
        tasks.release();
        assertThat(state()).isEqualTo(State.FINE);
        assertThat(model.standing().get().asked()).isEqualTo(Snapshots.NOW);
    }

    /** Remembers one. */
    private static final class Kept implements HomeViewModel.Memory {
        private @Nullable Snapshot kept;

        Kept(@Nullable Snapshot before) {
            kept = before;
        }

        @Override
        public Optional<Snapshot> last() {
            return Optional.ofNullable(kept);
        }

        @Override
        public void keep(Snapshot seen) {
            kept = seen;
        }
    }

    @Test
    void tellsWithItsAgeWhatWasKnownBeforeTheAppWasStarted() {
        Kept memory = new Kept(
                new Snapshots().letter("2026-11-28T12:00:00Z", "waiting", false).made());
        clock.move(Duration.ofHours(3));
        HomeViewModel started = new HomeViewModel(engine, tasks, clock, memory);
        assertThat(started.standing().get().state()).isEqualTo(State.REMEMBERED);
        assertThat(started.standing().get().asked()).isEqualTo(Snapshots.NOW);
        assertThat(started.attentions().get()).hasSize(1);
        engine.cut(away());
        started.tick();
        assertThat(started.standing().get().state()).isEqualTo(State.UNREACHED);
        assertThat(started.standing().get().asked()).isEqualTo(Snapshots.NOW);
        engine.cut(null);
        started.refresh();
        assertThat(started.standing().get().state()).isEqualTo(State.FINE);
        assertThat(Objects.requireNonNull(memory.kept).at()).isEqualTo(clock.instant());
        assertThat(memory.kept.queue()).isEmpty();
    }

    @Test
    void neverPutsWhatWasKnownInThePlaceOfAnAnswer() {
        Asked<String> asked = model.asked(() -> "now");
        asked.remember("before", Instant.EPOCH);
        assertThat(asked.answer().get()).isEqualTo("before");
        assertThat(asked.at()).isEqualTo(Instant.EPOCH);
        asked.ask();
        asked.remember("before", Instant.EPOCH);
        assertThat(asked.answer().get()).isEqualTo("now");
        assertThat(asked.at()).isEqualTo(Snapshots.NOW);
    }

    @Test
    void tellsTheWorstThatWasFound() {
        new Snapshots().letter("2026-11-28T12:00:00Z", "waiting", false).on(engine);
        model.tick();
        assertThat(state()).isEqualTo(State.LOOK);
        new Snapshots().letter("2026-11-28T12:00:00Z", "waiting", false).held(2).on(engine);
        model.refresh();
        assertThat(state()).isEqualTo(State.STOP);
        assertThat(model.attentions().get()).hasSize(2);
    }

    @Test
    void keepsWhatWasKnownWithItsAgeWhenTheServerDoesNotAnswer() {
        model.tick();
        engine.cut(away());
        clock.move(HomeViewModel.FRESH);
        model.tick();
        assertThat(state()).isEqualTo(State.UNREACHED);
        assertThat(model.standing().get().asked()).isEqualTo(Snapshots.NOW);
        assertThat(model.standing().get().now()).isEqualTo(Snapshots.NOW.plus(HomeViewModel.FRESH));
        assertThat(model.snapshot().answer().get()).isNotNull();
        engine.cut(null);
        clock.move(HomeViewModel.FRESH);
        model.tick();
        assertThat(state()).isEqualTo(State.FINE);
    }

    @Test
    void asksAgainByItselfWhenWhatIsKnownIsNotFresh() {
        model.tick();
        long once = engine.asked().size();
        clock.move(HomeViewModel.FRESH.minusMillis(1));
        model.tick();
        assertThat(engine.asked()).hasSize((int) once);
        clock.move(Duration.ofMillis(1));
        model.tick();
        assertThat(engine.asked()).hasSize(2 * (int) once);
    }

    /** What an older, a newer or a hostile engine may say. */
    private static Stream<Arguments> odd() {
        EngineStatus status = new Snapshots().made().status();
        return Stream.of(
                Arguments.of("queue", (UnaryOperator<@Nullable Object>) order -> null),
                Arguments.of("status", (UnaryOperator<@Nullable Object>) order -> null),
                Arguments.of("sending", (UnaryOperator<@Nullable Object>) order -> Arrays.asList((Object) null)),
                Arguments.of("accounts", (UnaryOperator<@Nullable Object>) order -> Arrays.asList((Object) null)),
                Arguments.of("log", (UnaryOperator<@Nullable Object>)
                        order -> List.of(new LogEvent("yesterday", "SENT", "q-1", ""))),
                Arguments.of("recovery", (UnaryOperator<@Nullable Object>)
                        order -> new RecoveryStatus("ab", Arrays.asList((RecoveryStatus.AccountRecovery) null))),
                Arguments.of("status", (UnaryOperator<@Nullable Object>) order -> certificate(status, "soon")),
                Arguments.of("status", (UnaryOperator<@Nullable Object>)
                        order -> certificate(status, "+999999999-12-31T23:59:59Z")));
    }

    private static EngineStatus certificate(EngineStatus status, String until) {
        return new EngineStatus(
                status.engineVersion(),
                status.hostname(),
                status.processId(),
                status.startedAt(),
                status.uptimeSeconds(),
                status.listeners(),
                status.domains(),
                status.accounts(),
                status.unlockedAccounts(),
                status.queueLength(),
                status.intakeCount(),
                status.heldLetters(),
                new EngineStatus.CertificateInfo(until, false));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void isNotFineWhereTheAnswerMakesNoSense(String method, UnaryOperator<@Nullable Object> answer) {
        model.tick();
        assertThat(state()).isEqualTo(State.FINE);
        engine.answer(method, answer);
        clock.move(HomeViewModel.FRESH);
        model.tick();
        assertThat(state()).isEqualTo(State.UNREACHED);
        assertThat(Objects.requireNonNull(model.snapshot().problem().get()).code())
                .isEqualTo("odd-answer");
        assertThat(model.standing().get().asked())
                .as("what was understood stays")
                .isEqualTo(Snapshots.NOW);
        new Snapshots().on(engine);
        clock.move(HomeViewModel.FRESH);
        model.tick();
        assertThat(state()).isEqualTo(State.FINE);
    }

    @Test
    void findsByTimeAloneWhatBecameTooOld() {
        new Snapshots().letter("2026-11-29T08:00:00Z", "waiting", false).on(engine);
        model.tick();
        assertThat(state()).isEqualTo(State.FINE);
        engine.cut(null);
        clock.move(Duration.ofSeconds(1));
        model.tick();
        assertThat(state()).isEqualTo(State.LOOK);
    }

    @Test
    void changesOnceAtATimeAndAsksBehind() {
        List<String> done = new ArrayList<>();
        Asked<String> asked = model.asked(() -> "asked " + done.size());
        tasks.hold();
        asked.change(() -> done.add("first"), () -> done.add("told"));
        asked.change(() -> done.add("second"));
        assertThat(asked.busy().get()).isTrue();
        tasks.release();
        assertThat(done).containsExactly("first", "told");
        assertThat(asked.answer().get()).isEqualTo("asked 2");
        assertThat(asked.busy().get()).isFalse();
        assertThat(asked.at()).isEqualTo(Snapshots.NOW);
    }

    @Test
    void saysWhyAChangeWasNotMadeAndLetsItBeTriedAgain() {
        Asked<String> asked = model.asked(() -> "well");
        asked.ask();
        asked.change(() -> {
            throw new org.letterlock.desktop.model.ProblemException(away());
        });
        assertThat(asked.problem().get()).isEqualTo(away());
        assertThat(asked.answer().get()).isEqualTo("well");
        asked.change(() -> "changed");
        assertThat(asked.problem().get()).isNull();
    }

    @Test
    void keepsSayingWhatWasTypedWrongUntilSomethingIsChanged() {
        Asked<String> asked = model.asked(() -> "well");
        tasks.hold();
        asked.ask();
        asked.refuse(away());
        tasks.release();
        assertThat(asked.answer().get()).isEqualTo("well");
        assertThat(asked.problem().get()).isEqualTo(away());
        asked.change(() -> "changed");
        assertThat(asked.problem().get()).isNull();
    }

    @Test
    void canBeStopped() {
        Asked<String> asked = model.asked(() -> "well");
        tasks.hold();
        asked.ask();
        asked.cancel();
        assertThat(asked.busy().get()).isFalse();
        assertThat(tasks.isCancelled()).isTrue();
    }
}
