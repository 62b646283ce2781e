package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.InstallReport;

/** The app from its first screen to the last, as a person goes through it: by what is written on its buttons. */
final class WizardTest {

    @TempDir
    Path folder;

    private final AtomicReference<FindingKind> found = new AtomicReference<>(FindingKind.PORTS_FINE);
    private Stage window;

    @BeforeAll
    static void startToolkit() {
        Toolkit.start();
    }

    @BeforeEach
    void startTheApp() {
        new Choice("en", false).save(folder.resolve("app.json"));
        Desktop app = new Desktop(
                folder,
                new SetUp.Services(
                        new FakeDoor(),
                        (server, lists, at, told) -> new Inspection(
                                at,
                                "mail",
                                List.of(),
                                List.of(Finding.of(found.get(), Map.of("program", "nginx", "ports", "25")))),
                        (server, hostname, progress) ->
                                new InstallReport("1.0-0123456789ab", null, "1.0", "1.5", List.of(), List.of()),
                        new InlineTasks(),
                        server -> new FakeEngine()));
        window = Toolkit.onScreen(() -> {
            Stage stage = new Stage();
            app.start(stage);
            return stage;
        });
    }

    private Parent root() {
        return window.getScene().getRoot();
    }

    private void type(String field, String text) {
        Toolkit.onScreen(() -> {
            Toolkit.all(root()).stream()
                    .filter(node -> node instanceof TextField && field.equals(node.getAccessibleText()))
                    .forEach(node -> ((TextField) node).setText(text));
            return text;
        });
    }

    private void press(String name) {
        Toolkit.onScreen(() -> {
            Toolkit.all(root()).stream()
                    .filter(node -> node instanceof Button button && name.equals(button.getText()))
                    .map(Button.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no button " + name + " at " + headings()))
                    .fire();
            return name;
        });
    }

    private List<String> buttons() {
        return Toolkit.onScreen(() -> Toolkit.all(root()).stream()
                .filter(Button.class::isInstance)
                .map(node -> ((Button) node).getText())
                .toList());
    }

    private List<String> headings() {
        return Toolkit.all(root()).stream()
                .filter(node -> node instanceof Label && node.getStyleClass().contains("heading"))
                .map(node -> ((Label) node).getText())
                .toList();
    }

    private void goToTheCheckUp() {
        type("Passphrase", "correct horse");
        type("The same once more", "correct horse");
        press("Keep my keys safe");
        type("Address", "server.example.org");
        type("Password", "secret");
        press("Connect");
        press("It is the same");
        press("Look");
    }

    @Test
    void leadsFromTheFirstPassphraseToAMailServerThatRuns() {
        goToTheCheckUp();
        press("Go on to the installation");
        assertThat(Toolkit.onScreen(this::headings)).containsExactly("Installation");
        type("Name of your mail server", "mail.example.org");
        press("Install");
        assertThat(Toolkit.onScreen(this::headings)).containsExactly("Your mail server runs");
    }

    @Test
    void leadsToNoInstallationWhereMailWouldNotWork() {
        found.set(FindingKind.PORTS_TAKEN);
        goToTheCheckUp();
        assertThat(buttons()).contains("Look again").doesNotContain("Go on to the installation");
        found.set(FindingKind.PORTS_FINE);
        press("Look again");
        assertThat(buttons()).contains("Go on to the installation");
    }
}
