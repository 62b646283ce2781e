package org.letterlock.desktop;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Function;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.AgentClient;
import org.letterlock.desktop.agentclient.ServerInstall;
import org.letterlock.desktop.agentclient.ServerLook;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.ssh.JschDoor;
import org.letterlock.desktop.task.BesideTheScreen;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Shell;
import org.letterlock.desktop.ui.check.CheckView;
import org.letterlock.desktop.ui.check.CheckViewModel;
import org.letterlock.desktop.ui.install.InstallView;
import org.letterlock.desktop.ui.install.InstallViewModel;
import org.letterlock.desktop.ui.server.ServerView;
import org.letterlock.desktop.ui.server.ServerViewModel;
import org.letterlock.desktop.ui.vault.VaultView;
import org.letterlock.desktop.ui.vault.VaultViewModel;
import org.letterlock.desktop.vault.Vault;

/** The app, put together by hand: which screen follows which. */
public final class Desktop extends Application {

    private static final int PATIENCE_MILLIS = 20_000;
    private static final int ALIVE_MILLIS = 15_000;

    private final Path folder;
    private final Path choiceFile;
    private final Tasks tasks;
    private final Door door;
    private final CheckViewModel.Looker looker;
    private final InstallViewModel.Installing installing;
    private Choice choice;
    private @Nullable Stage stage;
    private @Nullable ServerViewModel servers;
    private @Nullable CheckViewModel check;
    private Screen screen = new Screen(null, texts -> new javafx.scene.Group());

    /** The app as it is started. */
    public Desktop() {
        this(
                Folders.own(),
                new BesideTheScreen(Platform::runLater),
                new JschDoor(PATIENCE_MILLIS, ALIVE_MILLIS),
                new AgentClient(Folders.bundles()));
    }

    private Desktop(Path folder, Tasks tasks, Door door, AgentClient agents) {
        this(folder, tasks, door, looker(new ServerLook(door, agents, null)), new ServerInstall(door, agents)::install);
    }

    /**
     * The app with servers of its own.
     *
     * @param folder where it keeps its files
     */
    Desktop(Path folder, Tasks tasks, Door door, CheckViewModel.Looker looker, InstallViewModel.Installing installing) {
        this.folder = folder;
        this.choiceFile = folder.resolve("app.json");
        this.tasks = tasks;
        this.door = door;
        this.looker = looker;
        this.installing = installing;
        this.choice = Choice.load(choiceFile);
    }

    private static CheckViewModel.Looker looker(ServerLook look) {
        return (where, lists, at, told) -> look.look(where, lists, at, told.uploaded(), told.progress());
    }

    /** What is shown, so that it can be made again in another language. */
    private record Screen(Shell.@Nullable Step step, Function<Texts, Node> page) {}

    @Override
    public void start(Stage window) {
        stage = window;
        window.setMinWidth(Shell.LEAST_WIDTH);
        window.setMinHeight(Shell.LEAST_HEIGHT);
        window.setScene(new Scene(new javafx.scene.Group(), 1100, 760));
        window.setTitle("Letterlock");
        VaultViewModel vault = new VaultViewModel(folder.resolve("vault"), new SecureRandom(), tasks, this::opened);
        show(new Screen(null, texts -> VaultView.of(vault, texts)));
        window.show();
    }

    private void opened(Vault vault) {
        ServerViewModel model = new ServerViewModel(door, vault, tasks, this::entered);
        servers = model;
        show(new Screen(Shell.Step.SERVER, texts -> ServerView.of(model, texts)));
    }

    private void entered(ServerProfile server) {
        CheckViewModel model = new CheckViewModel(server, looker, tasks, Clock.systemUTC(), () -> ready(server));
        check = model;
        show(new Screen(Shell.Step.CHECK, texts -> CheckView.of(model, texts)));
    }

    private void ready(ServerProfile server) {
        InstallViewModel model = new InstallViewModel(server, installing, tasks);
        show(new Screen(Shell.Step.INSTALL, texts -> InstallView.of(model, texts)));
    }

    private void show(Screen next) {
        screen = next;
        Stage window = stage;
        if (window == null) {
            return;
        }
        setUserAgentStylesheet(
                choice.dark() ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet());
        Texts texts = Texts.of(choice.spoken());
        Scene scene = window.getScene();
        scene.getStylesheets().setAll(stylesheet());
        scene.setRoot(Shell.of(texts, choice.dark(), next.step(), next.page().apply(texts), new Chosen()));
    }

    static String stylesheet() {
        return Objects.requireNonNull(Shell.class.getResource("app.css"), "the look is part of the program")
                .toExternalForm();
    }

    private final class Chosen implements Shell.Choices {
        @Override
        public void language(Language language) {
            choose(new Choice(language.code(), choice.dark()));
        }

        @Override
        public void dark(boolean dark) {
            choose(new Choice(choice.language(), dark));
        }

        @Override
        public void step(Shell.Step step) {
            ServerViewModel model = servers;
            if (step == Shell.Step.SERVER && model != null) {
                model.back();
                show(new Screen(step, texts -> ServerView.of(model, texts)));
            }
            CheckViewModel looked = check;
            if (step == Shell.Step.CHECK && looked != null) {
                show(new Screen(step, texts -> CheckView.of(looked, texts)));
            }
        }
    }

    private void choose(Choice next) {
        choice = next;
        next.save(choiceFile);
        show(screen);
    }
}
