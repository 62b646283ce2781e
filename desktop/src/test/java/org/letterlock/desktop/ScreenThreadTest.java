package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.agentclient.HostLine;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.task.BesideTheScreen;
import org.letterlock.desktop.ui.delivery.Letters;
import org.letterlock.desktop.ui.domains.Names;
import org.letterlock.desktop.ui.mailboxes.Household;
import org.letterlock.desktop.vault.TestVault;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.SshInfo;
import org.letterlock.protocol.UpdatesInfo;
import org.letterlock.tests.kit.screen.Hand;

/** That no section asks a server on the screen's thread, whatever is pressed: with the app's own tasks, and a line that remembers who asked. */
final class ScreenThreadTest {

    private static final ServerProfile SERVER =
            new ServerProfile("one.example.org", 22, "root", FakeDoor.KEY, "private");

    @TempDir
    Path folder;

    private final List<String> onTheScreen = Collections.synchronizedList(new ArrayList<>());
    private final FakeEngine engine = engine();
    private final Hand hand = new Hand(() -> this.window.getScene().getRoot());
    private Stage window;

    private static FakeEngine engine() {
        FakeEngine engine = Names.on(Letters.on(Household.on(new FakeEngine())));
        return Letters.on(engine)
                .answer("ssh", new SshInfo(true, "yes", false, null))
                .answer("relaxSsh", new SshInfo(true, "yes", false, null))
                .answer("hardenSsh", new SshInfo(false, "yes", true, null))
                .answer("keepSsh", new SshInfo(false, "yes", true, null))
                .answer("updates", new UpdatesInfo(true, true, true))
                .answer("blocklists", new EngineApi.Blocklists(List.of()))
                .answer("chooseBlocklists", new EngineApi.Blocklists(List.of()))
                .answer("greylisting", new EngineApi.Greylisting(false))
                .answer("tlsReporting", new EngineApi.TlsReporting(false))
                .answer("dmarcReporting", new EngineApi.DmarcReporting(false));
    }

    /** A line that remembers what was asked on the screen's thread. */
    private final class Watched implements EngineLine, HostLine {
        private <T> T watched(Asking<T> asking) throws ProblemException {
            if (Platform.isFxApplicationThread()) {
                onTheScreen.add(String.valueOf(new IllegalStateException().getStackTrace()[2]));
            }
            synchronized (engine) {
                return asking.ask();
            }
        }

        @Override
        public <T> T ask(Function<EngineApi, CompletableFuture<T>> question) throws ProblemException {
            return watched(() -> engine.ask(question));
        }

        @Override
        public <T> T host(Function<HostApi, CompletableFuture<T>> question) throws ProblemException {
            return watched(() -> engine.host(question));
        }

        @Override
        public HostLine another() {
            return this;
        }

        @Override
        public void close() {}
    }

    /** Asks. */
    private interface Asking<T> {
        T ask() throws ProblemException;
    }

    @BeforeAll
    static void startToolkit() {
        Toolkit.start();
    }

    @BeforeEach
    void startTheApp() throws IOException {
        new Choice("en", false).save(folder.resolve("app.json"));
        try (Vault vault = TestVault.create(folder.resolve("vault"), "correct horse")) {
            vault.save(vault.contents().with(SERVER).with(SERVER, SettingUp.BEGUN.at(SettingUp.HOME)));
        }
        Watched line = new Watched();
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
                        new BesideTheScreen(Platform::runLater),
                        server -> line,
                        WorldDns.usual()),
                null);
        window = Toolkit.onScreen(() -> {
            Stage stage = new Stage();
            app.start(stage);
            return stage;
        });
    }

    /** Waits until a button can be seen, and presses it. */
    private void press(String name) {
        await(() -> hand.press(name), name);
    }

    private void await(String text) {
        await(() -> hand.words().stream().anyMatch(word -> word.startsWith(text)), text);
    }

    private void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!Toolkit.onScreen(condition::getAsBoolean)) {
            assertThat(System.nanoTime()).as("it came in time: %s", what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void asksNothingOnTheScreensThread() {
        await(() -> hand.type("Passphrase", "correct horse"), "the passphrase");
        press("Open");
        await("Letters today");
        press("Check now");
        press("Mailboxes");
        press("Look at it");
        await("What a POP3 program deletes");
        press("Lock it now");
        press("Shut out");
        press("Shut it out");
        press("Set the limit");
        await("This is no number of gigabytes.");
        press("New device");
        press("Domains");
        press("Look at it");
        press("Look again");
        press("Delivery");
        press("Its story");
        press("Let it go");
        press("Security");
        press("Let only keys in");
        press("Updates");
        await("The server installs security updates");
        press("Settings");
        press("Ask these");
        press("Overview");
        await("Letters today");
        assertThat(engine.asked()).contains("lockAccount AccountAddress[address=anna@example.org]", "keepSsh");
        assertThat(onTheScreen).isEmpty();
    }
}
