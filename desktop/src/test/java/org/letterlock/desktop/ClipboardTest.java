package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import javafx.scene.input.Clipboard;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.desktop.ui.Look;

/** What of a secret stays where other programs find it. */
final class ClipboardTest {

    @TempDir
    java.nio.file.Path folder;

    @BeforeAll
    static void toolkit() {
        Toolkit.start();
    }

    private static String copied() {
        return Objects.requireNonNullElse(Clipboard.getSystemClipboard().getString(), "");
    }

    @Test
    void takesASecretBackWhenTheAppIsClosedAndNothingElse() {
        Toolkit.onScreen(() -> {
            Desktop app = new Desktop(
                    folder,
                    new SetUp.Services(
                            new FakeDoor(),
                            (server, lists, at, told) -> {
                                throw new AssertionError();
                            },
                            (server, hostname, progress) -> {
                                throw new AssertionError();
                            },
                            server -> {
                                throw new AssertionError();
                            },
                            new InlineTasks(),
                            server -> new FakeEngine(),
                            new FakeDns()),
                    null);
            Look.copySecret("a password");
            assertThat(copied()).isEqualTo("a password");
            app.stop();
            assertThat(copied()).isEmpty();
            Look.copySecret("a password");
            Look.copy("a record");
            app.stop();
            assertThat(copied()).isEqualTo("a record");
            return app;
        });
    }
}
