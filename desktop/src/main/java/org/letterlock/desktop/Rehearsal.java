package org.letterlock.desktop;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.TextInputControl;
import javafx.stage.Stage;
import org.letterlock.desktop.agentclient.AgentClient;
import org.letterlock.desktop.health.Section;
import org.letterlock.desktop.ssh.JschDoor;
import org.letterlock.desktop.task.BesideTheScreen;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Texts;

/**
 * Goes through the app's screens once, with the mail server of the trial, so that the JVM sees what it is to keep ready (JEP 483, JEP 514): the app is visible sooner then. Run where
 * the app's package is made, without a display; nobody runs it later. Ends with 1 where something did not come.
 */
public final class Rehearsal {

    private static final Logger LOG = System.getLogger(Rehearsal.class.getName());
    private static final String PASSPHRASE = "a rehearsal, and nothing else";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(700);
    private static final Duration AGAIN = Duration.ofMillis(50);
    private static final int MILLIS = 1_000;

    private final Path folder;
    private final Texts texts = Texts.of(Language.ENGLISH);

    private Rehearsal(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("letterlock-rehearsal");
        int end = 1;
        try {
            new Choice(Language.ENGLISH.code(), false).save(folder.resolve("app.json"));
            new Rehearsal(folder).run();
            end = 0;
        } catch (IllegalStateException e) {
            LOG.log(Level.ERROR, "Rehearsal broke off", e);
        } finally {
            remove(folder);
        }
        System.exit(end);
    }

    private static void remove(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.toList().reversed();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }

    private void run() {
        CompletableFuture<Desktop> started = new CompletableFuture<>();
        CompletableFuture<Stage> shown = new CompletableFuture<>();
        Platform.startup(() -> {
            Desktop app = new Desktop(
                    folder,
                    new BesideTheScreen(Platform::runLater),
                    new JschDoor(MILLIS, MILLIS),
                    new AgentClient(Folders.bundles()));
            Stage stage = new Stage();
            app.start(stage);
            started.complete(app);
            shown.complete(stage);
        });
        Stage stage = shown.join();
        try {
            if (isThere(stage, texts.get("welcome.try"))) {
                tryIt(stage);
            }
            press(stage, texts.get("welcome.set-up"));
            at(() -> type(stage));
            press(stage, texts.get("vault.create"));
            at(() -> fields(stage).size() != 2);
        } finally {
            on(() -> {
                started.join().stop();
                return true;
            });
        }
    }

    private void tryIt(Stage stage) {
        press(stage, texts.get("welcome.try"));
        press(stage, texts.get("demo.start"));
        press(stage, texts.get("demo.look"));
        for (Section section : Section.values()) {
            String name = texts.get("section." + section.word());
            if (section != Section.UPDATES) {
                press(stage, name);
            }
            if (section == Section.MAILBOXES || section == Section.DOMAINS) {
                press(stage, texts.get("mailboxes.open"));
            }
        }
        press(stage, texts.get("settings.another"));
    }

    /** A new passphrase, twice. */
    private static boolean type(Stage stage) {
        List<TextInputControl> fields = fields(stage);
        fields.forEach(field -> field.setText(PASSPHRASE));
        return fields.size() == 2;
    }

    private static List<TextInputControl> fields(Stage stage) {
        return all(stage.getScene().getRoot())
                .filter(TextInputControl.class::isInstance)
                .map(TextInputControl.class::cast)
                .toList();
    }

    private static boolean isThere(Stage stage, String name) {
        return on(() -> button(stage, name).findFirst().isPresent());
    }

    private static Stream<Button> button(Stage stage, String name) {
        return all(stage.getScene().getRoot())
                .filter(Button.class::isInstance)
                .map(Button.class::cast)
                .filter(button -> name.equals(button.getText()))
                .toList()
                .stream();
    }

    /** Presses a button as soon as there is one, and looks at what comes of it for a while. */
    private static void press(Stage stage, String name) {
        at(() -> {
            List<Button> found = button(stage, name).toList();
            found.stream().limit(1).forEach(Button::fire);
            return !found.isEmpty();
        });
        LockSupport.parkNanos(LOOK.toNanos());
    }

    /** Does something on the screen's thread again and again, until it says that it succeeded. */
    private static void at(Step step) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!on(step)) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("nothing came");
            }
            LockSupport.parkNanos(AGAIN.toNanos());
        }
    }

    private static boolean on(Step step) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Platform.runLater(() -> done.complete(step.succeeds()));
        return done.join();
    }

    /** Something that may have to wait. */
    private interface Step {
        boolean succeeds();
    }

    private static Stream<Node> all(Node node) {
        List<Node> inside = node instanceof Parent parent ? parent.getChildrenUnmodifiable() : List.of();
        return Stream.concat(Stream.of(node), inside.stream().flatMap(Rehearsal::all));
    }
}
