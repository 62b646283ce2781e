package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.RadioButton;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.domains.DomainsView;
import org.letterlock.desktop.ui.domains.DomainsViewModel;
import org.letterlock.desktop.ui.domains.Names;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.desktop.ui.mailboxes.Household;
import org.letterlock.desktop.ui.mailboxes.MailboxesView;
import org.letterlock.desktop.ui.mailboxes.MailboxesViewModel;
import org.letterlock.desktop.ui.security.SecurityView;
import org.letterlock.desktop.ui.security.SecurityViewModel;
import org.letterlock.desktop.ui.settings.SettingsView;
import org.letterlock.desktop.ui.settings.SettingsViewModel;
import org.letterlock.desktop.ui.updates.UpdatesView;
import org.letterlock.desktop.ui.updates.UpdatesViewModel;
import org.letterlock.desktop.vault.TestVault;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.SshInfo;
import org.letterlock.protocol.UpdatesInfo;

/** Controls of home show what the server said, whatever became of a change; and words of strangers come without what is no text. */
final class HomeControlsTest {

    private static final Texts TEXTS = Texts.of(Language.ENGLISH);

    @TempDir
    Path folder;

    private final InlineTasks tasks = new InlineTasks();
    private final FakeEngine engine = Household.on(new FakeEngine())
            .answer("blocklists", new EngineApi.Blocklists(List.of()))
            .answer("greylisting", new EngineApi.Greylisting(false))
            .answer("tlsReporting", new EngineApi.TlsReporting(false))
            .answer("dmarcReporting", new EngineApi.DmarcReporting(false))
            .answer("updates", new UpdatesInfo(true, false, false));
    private final HomeViewModel home = new HomeViewModel(engine, tasks, Clock.fixed(Snapshots.NOW, ZoneOffset.UTC));

    @BeforeAll
    static void startToolkit() {
        Toolkit.start();
    }

    private Parent settings() {
        SettingsViewModel model;
        try {
            model = new SettingsViewModel(home, TestVault.create(folder.resolve("vault"), "correct horse"), null);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        model.ask();
        return (Parent) SettingsView.of(model, TEXTS, new SettingsView.Ways(() -> {}, () -> {}, null));
    }

    private Parent updates() {
        return updates("1.0", List.of());
    }

    private Parent updates(String release, List<Finding> notes) {
        UpdatesViewModel model = new UpdatesViewModel(
                home,
                tasks,
                new UpdatesViewModel.Own(
                        release,
                        (hostname, progress) -> new InstallReport("1.1", "1.0", "1.1", null, List.of(), notes),
                        engine));
        model.ask();
        if (!notes.isEmpty()) {
            model.install();
        }
        return (Parent) UpdatesView.of(model, TEXTS);
    }

    private Parent mailbox() {
        MailboxesViewModel model = new MailboxesViewModel(home, null);
        model.choose(Household.ANNA);
        return (Parent) MailboxesView.of(model, TEXTS);
    }

    private Parent page(String name) {
        return switch (name) {
            case "settings" -> settings();
            case "updates" -> updates();
            default -> mailbox();
        };
    }

    private static <N extends Node> N find(Parent page, Class<N> kind, Predicate<N> wanted) {
        return Toolkit.all(page).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(wanted)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> words(Parent page) {
        return Toolkit.all(page).stream()
                .filter(Labeled.class::isInstance)
                .map(node -> ((Labeled) node).getText())
                .filter(Objects::nonNull)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"settings, 0", "settings, 1", "settings, 2", "updates, 0", "mailbox, 0", "mailbox, 1", "mailbox, 5"})
    void showsWhatTheServerSaidAfterAChangeThatWasNotMade(String name, int which) {
        Toolkit.onScreen(() -> {
            Parent page = page(name);
            Scene scene = new Scene(page);
            CheckBox box = (CheckBox) Toolkit.all(scene.getRoot()).stream()
                    .filter(CheckBox.class::isInstance)
                    .skip(which)
                    .findFirst()
                    .orElseThrow();
            boolean before = box.isSelected();
            engine.cut(Problem.of("ssh", "unreachable", Map.of("server", "a"), null));
            tasks.hold();
            box.fire();
            assertThat(box.isSelected()).isNotEqualTo(before);
            assertThat(box.isDisabled()).as("while it is changed").isTrue();
            tasks.release();
            assertThat(box.isSelected()).isEqualTo(before);
            assertThat(box.isDisabled()).isFalse();
            return 0;
        });
    }

    @Test
    void showsWhatTheServerSaidAfterAChangeThatWasStopped() {
        Toolkit.onScreen(() -> {
            Scene scene = new Scene(settings());
            CheckBox box = find(scene.getRoot(), CheckBox.class, each -> true);
            tasks.hold();
            box.fire();
            find(scene.getRoot(), javafx.scene.control.Button.class, each -> "Stop".equals(each.getText()))
                    .fire();
            assertThat(box.isSelected()).isFalse();
            assertThat(box.isDisabled()).isFalse();
            return 0;
        });
    }

    @Test
    void showsTheChoiceThatTheServerHas() {
        Toolkit.onScreen(() -> {
            Scene scene = new Scene(mailbox());
            RadioButton chosen = find(scene.getRoot(), RadioButton.class, RadioButton::isSelected);
            RadioButton other = find(scene.getRoot(), RadioButton.class, each -> !each.isSelected());
            engine.cut(Problem.of("ssh", "unreachable", Map.of("server", "a"), null));
            other.fire();
            assertThat(other.isSelected()).isFalse();
            assertThat(chosen.isSelected()).isTrue();
            return 0;
        });
    }

    @Test
    @SuppressWarnings("unchecked")
    void showsWhoGetsWhatNobodyMatches() {
        Toolkit.onScreen(() -> {
            Names.on(engine);
            DomainsViewModel model = new DomainsViewModel(home, null);
            model.choose("example.org");
            Scene scene = new Scene((Parent) DomainsView.of(model, TEXTS));
            ComboBox<String> box = (ComboBox<String>) find(scene.getRoot(), ComboBox.class, each -> true);
            String before = box.getValue();
            engine.cut(Problem.of("ssh", "unreachable", Map.of("server", "a"), null));
            String other = box.getItems().stream()
                    .filter(each -> !each.equals(before))
                    .findFirst()
                    .orElseThrow();
            box.setValue(other);
            assertThat(box.getValue()).isEqualTo(before);
            return 0;
        });
    }

    @Test
    void callsSshUnprovenUntilItIs() {
        Toolkit.onScreen(() -> {
            engine.answer("ssh", new SshInfo(false, "prohibit-password", true, "2026-11-29T12:02:00Z"));
            SecurityViewModel model = new SecurityViewModel(home, engine);
            model.ask();
            Parent page = (Parent) SecurityView.of(model, TEXTS);
            assertThat(words(page))
                    .anyMatch(word -> word.startsWith("Only keys are let in, but it is not proven"))
                    .contains("Prove that the key opens")
                    .doesNotContain("Only keys are let in, no passwords.");
            return 0;
        });
    }

    @Test
    void offersNoOlderRelease() {
        Toolkit.onScreen(() -> {
            assertThat(words(updates("0.0.9", List.of())))
                    .anyMatch(word -> word.startsWith("The server runs a newer release."))
                    .doesNotContain("Install this release");
            assertThat(words(updates("0.1.0", List.of())))
                    .contains("The server runs this release already.", "Install this release");
            return 0;
        });
    }

    @Test
    void showsWordsOfStrangersWithoutWhatIsNoText() {
        String said = "all\u202e\u001b[31m well" + "l".repeat(5_000);
        Finding told = new Finding("x", "of-tomorrow", Finding.LOOK, Map.of(), said, "", null);
        Toolkit.onScreen(() -> {
            assertThat(words(updates("1.0", List.of(told))))
                    .anyMatch(word -> word.startsWith("all[31m well") && word.length() == 2_000);
            return 0;
        });
    }

    @Test
    void showsWhatItHasNoSentenceForAsItCame() {
        DomainsViewModel model = new DomainsViewModel(home, domain -> {});
        Names.on(engine).answer("reports", List.of(Names.ofTomorrow()));
        model.domains().ask();
        model.choose("example.org");
        Toolkit.onScreen(() -> {
            assertThat(words((Parent) DomainsView.of(model, TEXTS)))
                    .contains(
                            "in English: 7.",
                            "it is so: 2. do that.",
                            "of-tomorrow · ? · Example Mail: 2",
                            "Letters that came back or wait, to example.net: 3. in English. do this.",
                            "Letters that somebody complained of: 3. Write only to those who want it.");
            return 0;
        });
    }
}
