package org.letterlock.desktop;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Group;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.AgentClient;
import org.letterlock.desktop.agentclient.Bundle;
import org.letterlock.desktop.agentclient.ServerInstall;
import org.letterlock.desktop.agentclient.ServerLine;
import org.letterlock.desktop.agentclient.ServerLook;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.ssh.JschDoor;
import org.letterlock.desktop.task.BesideTheScreen;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Shell;
import org.letterlock.desktop.ui.check.CheckViewModel;
import org.letterlock.desktop.ui.vault.VaultView;
import org.letterlock.desktop.ui.vault.VaultViewModel;
import org.letterlock.desktop.ui.welcome.WelcomeView;
import org.letterlock.desktop.ui.welcome.WhatIsThatView;
import org.letterlock.desktop.vault.Vault;

/** The app, put together by hand: which screen follows which. */
public final class Desktop extends Application {

    private static final int PATIENCE_MILLIS = 20_000;
    private static final int ALIVE_MILLIS = 15_000;
    private static final Duration TICK = Duration.ofSeconds(10);

    /** The doors that lead somewhere. */
    private static final List<WelcomeView.Way> WAYS = List.of(WelcomeView.Way.SET_UP);

    private final Path folder;
    private final Path choiceFile;
    private final SetUp.Services services;
    private Choice choice;
    private @Nullable Stage stage;
    private @Nullable SetUp setUp;
    private @Nullable Home home;
    private WelcomeView.@Nullable Way wanted;
    private Screen screen = Screen.bare(texts -> new Group());

    /** The app as it is started. */
    public Desktop() {
        this(
                Folders.own(),
                new BesideTheScreen(Platform::runLater),
                new JschDoor(PATIENCE_MILLIS, ALIVE_MILLIS),
                new AgentClient(Folders.bundles()));
    }

    private Desktop(Path folder, Tasks tasks, Door door, AgentClient agents) {
        this(
                folder,
                new SetUp.Services(
                        door,
                        looker(new ServerLook(door, agents, null)),
                        new ServerInstall(door, agents)::install,
                        new ServerInstall(door, agents)::uninstall,
                        tasks,
                        server -> new ServerLine(door, agents, server),
                        new WorldDns()));
    }

    /**
     * The app with servers of its own.
     *
     * @param folder where it keeps its files
     */
    Desktop(Path folder, SetUp.Services services) {
        this.folder = folder;
        this.choiceFile = folder.resolve("app.json");
        this.services = services;
        this.choice = Choice.load(choiceFile);
    }

    private static CheckViewModel.Looker looker(ServerLook look) {
        return (where, lists, at, told) -> look.look(where, lists, at, told.uploaded(), told.progress());
    }

    @Override
    public void start(Stage window) {
        stage = window;
        window.setMinWidth(Shell.LEAST_WIDTH);
        window.setMinHeight(Shell.LEAST_HEIGHT);
        window.setScene(new Scene(new Group(), 1100, 760));
        window.setTitle("Letterlock");
        if (Files.exists(vaultFile())) {
            passphrase();
        } else {
            welcome();
        }
        window.show();
    }

    private Path vaultFile() {
        return folder.resolve("vault");
    }

    private void passphrase() {
        VaultViewModel vault = new VaultViewModel(vaultFile(), new SecureRandom(), services.tasks(), this::opened);
        show(Screen.bare(texts -> VaultView.of(vault, texts)));
    }

    private void welcome() {
        show(Screen.bare(texts -> WelcomeView.of(texts, WAYS, this::go, this::what)));
    }

    private void what() {
        show(Screen.bare(texts -> WhatIsThatView.of(texts, this::welcome)));
    }

    private void go(WelcomeView.Way way) {
        wanted = way;
        if (setUp == null) {
            passphrase();
        } else {
            begin(setUp, way);
        }
    }

    private static void begin(SetUp setUp, WelcomeView.Way way) {
        switch (way) {
            case SET_UP -> setUp.begin();
            case CONNECT, TRY -> throw new IllegalArgumentException("no such door is shown");
        }
    }

    private void opened(Vault vault) {
        Home servers = new Home(
                services,
                Clock.systemUTC(),
                vault,
                Bundle.release(Folders.bundles()).orElse(""),
                this::show,
                this::another);
        home = servers;
        setUp = new SetUp(services, vault, this::show, servers::enter);
        servers.addKnown();
        if (!servers.isEmpty()) {
            servers.begin();
        } else if (setUp.isBegun()) {
            setUp.begin();
        } else if (wanted != null) {
            begin(setUp, wanted);
        } else {
            welcome();
        }
        tick();
    }

    /** From home to another server; where there is no home any more, to the doors. */
    private void another() {
        if (setUp == null || home == null || home.isEmpty()) {
            welcome();
        } else {
            setUp.begin();
        }
    }

    /** Time goes on. Nothing is asked while nobody can see the window. */
    private void tick() {
        Home servers = home;
        Stage window = stage;
        if (servers != null && window != null && window.isShowing()) {
            if (!window.isIconified()) {
                servers.tick();
            }
            services.tasks().later(TICK, this::tick);
        }
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
        scene.setRoot(Shell.of(texts, choice.dark(), next.rail(), next.page().apply(texts), new Chosen()));
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
            if (setUp != null) {
                setUp.back(step);
            }
        }
    }

    private void choose(Choice next) {
        choice = next;
        next.save(choiceFile);
        show(screen);
    }
}
