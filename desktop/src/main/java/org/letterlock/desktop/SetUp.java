package org.letterlock.desktop;

import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.desktop.ui.Shell;
import org.letterlock.desktop.ui.check.CheckView;
import org.letterlock.desktop.ui.check.CheckViewModel;
import org.letterlock.desktop.ui.install.InstallView;
import org.letterlock.desktop.ui.install.InstallViewModel;
import org.letterlock.desktop.ui.server.ServerView;
import org.letterlock.desktop.ui.server.ServerViewModel;
import org.letterlock.desktop.vault.Vault;

/** Setting up a server: which step follows which. Lives on the screen's thread. */
final class SetUp {

    private final Services services;
    private final Vault vault;
    private final Consumer<Screen> shown;
    private final Consumer<ServerProfile> home;
    private final ServerViewModel servers;
    private final Map<Shell.Step, Screen> steps = new EnumMap<>(Shell.Step.class);

    /**
     * What the steps need of the world.
     *
     * @param door lets into servers
     * @param looker looks a server over
     * @param installing installs on it
     * @param tasks runs what takes a while
     * @param lines makes the line to a server's engine
     */
    record Services(
            Door door,
            CheckViewModel.Looker looker,
            InstallViewModel.Installing installing,
            Tasks tasks,
            Function<ServerProfile, EngineLine> lines) {}

    /** @param home is given a server that is set up */
    SetUp(Services services, Vault vault, Consumer<Screen> shown, Consumer<ServerProfile> home) {
        this.vault = vault;
        this.home = home;
        this.services = services;
        this.shown = shown;
        this.servers = new ServerViewModel(services.door(), vault, services.tasks(), this::entered);
    }

    /** Begins with the first step. */
    void begin() {
        show(Screen.step(Shell.Step.SERVER, texts -> ServerView.of(servers, texts)), Shell.Step.SERVER);
    }

    /** Goes back to a step that is done, with what was typed there. */
    void back(Shell.Step step) {
        @Nullable Screen before = steps.get(step);
        if (before == null) {
            return;
        }
        if (step == Shell.Step.SERVER) {
            servers.back();
        }
        shown.accept(before);
    }

    private void entered(ServerProfile server) {
        if (vault.contents().settingUp(server).filter(SettingUp::isDone).isPresent()) {
            home.accept(server);
            return;
        }
        CheckViewModel model =
                new CheckViewModel(server, services.looker(), services.tasks(), Clock.systemUTC(), () -> ready(server));
        show(Screen.step(Shell.Step.CHECK, texts -> CheckView.of(model, texts)), Shell.Step.CHECK);
    }

    private void ready(ServerProfile server) {
        InstallViewModel model = new InstallViewModel(server, services.installing(), services.tasks());
        show(Screen.step(Shell.Step.INSTALL, texts -> InstallView.of(model, texts)), Shell.Step.INSTALL);
    }

    private void show(Screen screen, Shell.Step step) {
        steps.put(step, screen);
        shown.accept(screen);
    }
}
