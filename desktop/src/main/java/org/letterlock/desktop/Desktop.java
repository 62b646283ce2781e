package org.letterlock.desktop;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
import org.letterlock.desktop.demo.BundledProgram;
import org.letterlock.desktop.demo.Demo;
import org.letterlock.desktop.demo.DemoEngine;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.ssh.JschDoor;
import org.letterlock.desktop.task.BesideTheScreen;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.FileWanted;
import org.letterlock.desktop.ui.Fonts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.Shell;
import org.letterlock.desktop.ui.check.CheckViewModel;
import org.letterlock.desktop.ui.connect.ConnectView;
import org.letterlock.desktop.ui.connect.ConnectViewModel;
import org.letterlock.desktop.ui.demo.DemoView;
import org.letterlock.desktop.ui.demo.DemoViewModel;
import org.letterlock.desktop.ui.vault.VaultView;
import org.letterlock.desktop.ui.vault.VaultViewModel;
import org.letterlock.desktop.ui.welcome.WelcomeView;
import org.letterlock.desktop.ui.welcome.WhatIsThatView;
import org.letterlock.desktop.vault.OsKeyStore;
import org.letterlock.desktop.vault.SecretTool;
import org.letterlock.desktop.vault.Vault;

/** The app, put together by hand: which screen follows which. */
public final class Desktop extends Application {

    private static final int PATIENCE_MILLIS = 20_000;
    private static final int ALIVE_MILLIS = 5_000;
    private static final Duration TICK = Duration.ofSeconds(10);

    private final Path folder;
    private final ChoiceFile choice;
    private final SetUp.Services services;
    private final @Nullable Demo demo;
    private final OsKeyStore store;
    private final Map<Language, Texts> spoken = new EnumMap<>(Language.class);
    private @Nullable Stage stage;
    private @Nullable Opened opened;
    private @Nullable Home home;
    private WelcomeView.@Nullable Way wanted;
    private @Nullable Frame frame;
    private Screen screen = Screen.bare(texts -> new Group());

    /** What there is once the vault is open. */
    private record Opened(Vault vault, SetUp setUp, Home home) {}

    /** The app as it is started. */
    public Desktop() {
        this(
                Folders.own(),
                new BesideTheScreen(Platform::runLater),
                new JschDoor(PATIENCE_MILLIS, ALIVE_MILLIS),
                new AgentClient(Folders.bundles()));
    }

    /** The app that keeps its files in a folder of its own. */
    Desktop(Path folder, Tasks tasks, Door door, AgentClient agents) {
        this(
                folder,
                new SetUp.Services(
                        door,
                        looker(new ServerLook(door, agents, null)),
                        new ServerInstall(door, agents)::install,
                        new ServerInstall(door, agents)::uninstall,
                        tasks,
                        server -> new ServerLine(door, agents, server),
                        WorldDns.usual()),
                demo(folder),
                new SecretTool(System.getenv()));
    }

    /**
     * The app with servers of its own.
     *
     * @param folder where it keeps its files
     * @param demo a mail server to try; null where there is none for this computer
     */
    Desktop(Path folder, SetUp.Services services, @Nullable Demo demo) {
        this(folder, services, demo, OsKeyStore.none());
    }

    private Desktop(Path folder, SetUp.Services services, @Nullable Demo demo, OsKeyStore store) {
        this.store = store;
        this.folder = folder;
        this.choice = new ChoiceFile(folder.resolve("app.json"));
        this.services = services;
        this.demo = demo;
    }

    private static @Nullable Demo demo(Path folder) {
        BundledProgram engine = new BundledProgram(Folders.bundles());
        return engine.isThere() ? new DemoEngine(folder.resolve("demo"), engine) : null;
    }

    private static CheckViewModel.Looker looker(ServerLook look) {
        return (where, lists, at, told) -> look.look(where, lists, at, told.uploaded(), told.progress());
    }

    @Override
    public void start(Stage window) {
        stage = window;
        window.setMinWidth(Shell.LEAST_WIDTH);
        window.setMinHeight(Shell.LEAST_HEIGHT);
        Scene scene = new Scene(new Group(), 1100, 760);
        scene.getStylesheets().setAll(stylesheet());
        window.setScene(scene);
        window.addEventHandler(FileWanted.ANY, wanted -> wanted.ask(window));
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
        VaultViewModel vault = new VaultViewModel(
                vaultFile(), new SecureRandom(), services.tasks(), this::opened, this::welcome, store);
        vault.askStore();
        show(Screen.bare(texts -> VaultView.of(vault, texts)));
    }

    private void welcome() {
        Opened now = opened;
        @Nullable
        Runnable back = now == null || now.home().isEmpty()
                ? null
                : () -> {
                    goHome(now.home());
                    now.home().begin();
                };
        List<WelcomeView.Way> ways = demo == null
                ? List.of(WelcomeView.Way.SET_UP, WelcomeView.Way.CONNECT)
                : List.of(WelcomeView.Way.values());
        show(Screen.bare(texts -> WelcomeView.of(texts, ways, this::go, this::what, back)));
    }

    private void what() {
        show(Screen.bare(texts -> WhatIsThatView.of(texts, this::welcome)));
    }

    private void go(WelcomeView.Way way) {
        wanted = way;
        if (way == WelcomeView.Way.TRY && demo != null) {
            tryIt(demo);
        } else if (opened == null) {
            passphrase();
        } else {
            begin(opened, way);
        }
    }

    private void begin(Opened now, WelcomeView.Way way) {
        goHome(now.home());
        switch (way) {
            case SET_UP -> now.setUp().begin();
            case CONNECT -> {
                ConnectViewModel model = new ConnectViewModel(
                        now.vault(),
                        services.door(),
                        services.lines(),
                        services.tasks(),
                        new ConnectViewModel.Ways(now.home()::enter, now.setUp()::entered, this::welcome));
                show(Screen.bare(texts -> ConnectView.of(model, texts)));
            }
            case TRY -> throw new IllegalArgumentException("it needs no passphrase");
        }
    }

    /** A mail server on this computer; nothing of it is in the vault. */
    private void tryIt(Demo trial) {
        DemoViewModel model = new DemoViewModel(
                trial,
                services.tasks(),
                line -> {
                    Home look = home(vaultOfDemo());
                    return () -> {
                        goHome(look);
                        look.enter(DemoEngine.DOMAIN, line);
                    };
                },
                this::welcome);
        show(Screen.bare(texts -> DemoView.of(model, texts)));
    }

    /** One that nobody knows the passphrase of: it is for as long as the demo is looked at. */
    private Vault vaultOfDemo() throws ProblemException {
        SecureRandom random = new SecureRandom();
        char[] passphrase = random.ints(32, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .toCharArray();
        Path file = folder.resolve("demo").resolve("vault");
        try {
            Files.deleteIfExists(file);
            return Vault.create(file, passphrase, random);
        } catch (IOException e) {
            throw new ProblemException(Problem.of("vault", "file", Map.of(), String.valueOf(e)));
        }
    }

    /** The home whose servers are asked while time goes on. */
    private void goHome(Home next) {
        boolean still = home == null;
        home = next;
        if (still) {
            tick();
        }
    }

    @Override
    public void stop() {
        Look.takeBack();
        if (demo != null) {
            demo.close();
        }
        if (opened != null) {
            opened.vault().close();
        }
    }

    private void opened(Vault vault) {
        Home servers = home(vault);
        SetUp setUp = new SetUp(services, vault, this::show, servers::enter);
        Opened now = new Opened(vault, setUp, servers);
        opened = now;
        servers.addKnown();
        if (!servers.isEmpty()) {
            servers.begin();
        } else if (setUp.isBegun()) {
            setUp.begin();
        } else if (wanted != null) {
            begin(now, wanted);
        } else {
            welcome();
        }
        goHome(servers);
    }

    private Home home(Vault vault) {
        return new Home(
                services,
                Clock.systemUTC(),
                vault,
                Bundle.release(Folders.bundles()).orElse(""),
                this::show,
                this::welcome);
    }

    /** Time goes on. Nothing is asked while nobody can see the window. */
    private void tick() {
        Home servers = home;
        Stage window = stage;
        if (servers != null && window != null && window.isShowing()) {
            // First of all: whatever comes of this look, there is another.
            services.tasks().later(TICK, this::tick);
            if (!window.isIconified()) {
                servers.tick();
            }
        }
    }

    private void show(Screen next) {
        screen = next;
        Stage window = stage;
        if (window == null) {
            return;
        }
        Choice chosen = choice.now();
        String theme =
                chosen.dark() ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet();
        // To set the same once more reads it once more, which takes long.
        if (!theme.equals(getUserAgentStylesheet())) {
            // What lies in the window would be styled anew, and goes at once.
            frame = null;
            window.getScene().setRoot(new Group());
            setUserAgentStylesheet(theme);
        }
        Texts texts = spoken.computeIfAbsent(chosen.spoken(), Texts::of);
        Frame now = frame;
        if (now == null || !now.choice().equals(chosen)) {
            now = new Frame(chosen, new Shell(texts, chosen.dark(), new Chosen()));
            frame = now;
            window.getScene().setRoot(now.shell().root());
        }
        now.shell().show(next.rail(), next.page().apply(texts));
    }

    /** The frame, and the choice that it was made for. */
    private record Frame(Choice choice, Shell shell) {}

    static String stylesheet() {
        return Objects.requireNonNull(Shell.class.getResource("app.css"), "the look is part of the program")
                .toExternalForm();
    }

    private final class Chosen implements Shell.Choices {
        @Override
        public void language(Language language) {
            choose(new Choice(language.code(), choice.now().dark()));
        }

        @Override
        public void dark(boolean dark) {
            choose(new Choice(choice.now().language(), dark));
        }

        @Override
        public void step(Shell.Step step) {
            if (opened != null) {
                opened.setUp().back(step);
            }
        }
    }

    private void choose(Choice next) {
        choice.choose(next);
        services.tasks()
                .run(
                        () -> {
                            choice.keep();
                            Texts texts = Texts.of(next.spoken());
                            Fonts.open(texts, stylesheet());
                            return texts;
                        },
                        texts -> {
                            spoken.put(texts.language(), texts);
                            show(screen);
                        },
                        problem -> show(screen));
    }
}
