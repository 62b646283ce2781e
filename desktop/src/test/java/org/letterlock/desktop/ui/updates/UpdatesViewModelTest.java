package org.letterlock.desktop.ui.updates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.Progress;
import org.letterlock.protocol.UpdatesInfo;

/** How a release is installed from home. */
final class UpdatesViewModelTest {

    private static final InstallReport REPORT = new InstallReport("1.1", "1.0", "1.1", null, List.of(), List.of());

    private final FakeEngine engine =
            new Snapshots().on(new FakeEngine()).answer("updates", new UpdatesInfo(true, false, false));
    private final List<String> installed = new ArrayList<>();
    private final InlineTasks tasks = new InlineTasks();

    private UpdatesViewModel model(UpdatesViewModel.Installing installing) {
        UpdatesViewModel model = new UpdatesViewModel(
                new HomeViewModel(engine, tasks, Clock.fixed(Snapshots.NOW, ZoneOffset.UTC)),
                tasks,
                new UpdatesViewModel.Own("1.1", installing, engine));
        model.ask();
        return model;
    }

    @Test
    void installsUnderTheNameThatTheServerHasAndShowsHowFarItIs() {
        List<UpdatesViewModel> self = new ArrayList<>();
        UpdatesViewModel model = model((hostname, progress) -> {
            installed.add(hostname);
            progress.accept(new Progress("install", "unit", 4, 7));
            installed.add(String.valueOf(self.getFirst().done().get()));
            return REPORT;
        });
        self.add(model);
        assertThat(model.done().get()).isEqualTo(-1);
        engine.asked().clear();
        model.install();
        assertThat(installed).containsExactly("mail.example.org", "4");
        assertThat(model.done().get()).isEqualTo(-1);
        assertThat(model.report().get()).isEqualTo(REPORT);
        assertThat(engine.asked()).as("which release runs is asked again").contains("status");
    }

    @Test
    void installsNothingBeforeItIsKnownWhatRuns() {
        engine.cut(Problem.of("ssh", "unreachable", Map.of(), null));
        UpdatesViewModel model = model((hostname, progress) -> {
            throw new AssertionError();
        });
        model.install();
        assertThat(model.done().get()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1.0, 1",
        "1.0.9, 1",
        "1.1, 0",
        "1.1.0, 0",
        "1.1.1, -1",
        "1.10.0, -1",
        "2.0, -1",
        "unknown, 1",
        "1.1-next, 1"
    })
    void installsNothingOverANewerRelease(String runs, int expected) {
        EngineStatus now = new Snapshots().made().status();
        engine.answer(
                "status",
                new EngineStatus(
                        runs,
                        now.hostname(),
                        now.processId(),
                        now.startedAt(),
                        now.uptimeSeconds(),
                        now.listeners(),
                        now.domains(),
                        now.accounts(),
                        now.unlockedAccounts(),
                        now.queueLength(),
                        now.intakeCount(),
                        now.heldLetters(),
                        now.certificate()));
        UpdatesViewModel model = model((hostname, progress) -> {
            installed.add(hostname);
            return REPORT;
        });
        assertThat(model.compare()).isEqualTo(expected);
        model.install();
        assertThat(installed).hasSize(expected < 0 ? 0 : 1);
    }

    @Test
    void saysWhyItFailedAndLetsItBeTriedAgain() {
        UpdatesViewModel model = model((hostname, progress) -> {
            installed.add(hostname);
            throw new ProblemException(Problem.of("install", "did-not-start", Map.of(), null));
        });
        model.install();
        assertThat(Objects.requireNonNull(model.engine().problem().get()).code())
                .isEqualTo("did-not-start");
        assertThat(model.done().get()).isEqualTo(-1);
        assertThat(model.report().get()).isNull();
        model.install();
        assertThat(installed).hasSize(2);
    }

    @Test
    void choosesSecurityUpdates() {
        engine.answer("chooseUpdates", new UpdatesInfo(true, true, true));
        model((hostname, progress) -> REPORT).choose(true);
        assertThat(engine.asked()).contains("chooseUpdates UpdatesChoice[on=true]");
    }
}
