package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.tests.kit.screen.Hand;

/** What is chosen is there again after the next start, as a whole. */
final class ChoiceTest {

    @BeforeAll
    static void startToolkit() {
        Toolkit.start();
    }

    @TempDir
    Path folder;

    @Test
    void keepsWhatWasChosenLastWhicheverIsWrittenLater() throws IOException {
        Path file = folder.resolve("made").resolve("app.json");
        ChoiceFile choices = new ChoiceFile(file);
        choices.choose(new Choice("ja", false));
        choices.choose(new Choice("ja", true));
        choices.keep();
        Choice last = new Choice("ru", true);
        choices.choose(last);
        choices.keep();
        choices.keep();
        assertThat(choices.now()).isEqualTo(last);
        assertThat(new ChoiceFile(file).now()).isEqualTo(last);
        try (var files = Files.list(folder.resolve("made"))) {
            assertThat(files.toList()).isEqualTo(List.of(file));
        }
    }

    /** Two choices in a row are written beside the screen, and the first may come to the disk last. */
    @Test
    void keepsTheLaterOfTwoQuickChoices() {
        Path file = folder.resolve("app.json");
        new Choice("en", false).save(file);
        LateTasks tasks = new LateTasks();
        Desktop app = new Desktop(
                folder,
                new SetUp.Services(
                        new FakeDoor(),
                        (server, lists, at, told) -> {
                            throw new AssertionError("nobody looks");
                        },
                        (server, hostname, progress) -> {
                            throw new AssertionError("nobody installs");
                        },
                        server -> List.of(),
                        tasks,
                        server -> new NewEngine().line(),
                        new FakeDns()),
                null);
        Stage window = Toolkit.onScreen(() -> {
            Stage stage = new Stage();
            app.start(stage);
            return stage;
        });
        Hand hand = new Hand(() -> window.getScene().getRoot());
        assertThat(Toolkit.onScreen(() -> hand.choose("日本語"))).isTrue();
        assertThat(Toolkit.onScreen(() -> hand.choose("Dark"))).isTrue();
        Toolkit.onScreen(() -> {
            tasks.works.reversed().forEach(Runnable::run);
            window.close();
            app.stop();
            return 0;
        });
        assertThat(tasks.works).hasSize(2);
        assertThat(Choice.load(file)).isEqualTo(new Choice("ja", true));
    }

    /** Work waits until a test does it, in its own order. */
    private static final class LateTasks implements Tasks {

        private final List<Runnable> works = new ArrayList<>();

        @Override
        public <T> Running run(Work<T> work, Consumer<T> done, Consumer<Problem> failed) {
            works.add(() -> {
                try {
                    done.accept(work.run());
                } catch (ProblemException e) {
                    failed.accept(e.problem());
                }
            });
            return () -> {};
        }

        @Override
        public void onScreen(Runnable change) {
            change.run();
        }

        @Override
        public Running later(Duration pause, Runnable change) {
            return () -> {};
        }
    }

    /** The file before is never one that is half written: it goes when the next is whole. */
    @Test
    void putsAWholeFileInThePlaceOfTheOneBefore() throws IOException {
        Path file = folder.resolve("app.json");
        new Choice("ja", true).save(file);
        Path before = Files.createLink(folder.resolve("before"), file);
        Files.writeString(folder.resolve("app.json.new"), "what was left of a computer that went off, and is longer");
        new Choice("zh", false).save(file);
        assertThat(Choice.load(before)).isEqualTo(new Choice("ja", true));
        assertThat(Choice.load(file)).isEqualTo(new Choice("zh", false));
    }
}
