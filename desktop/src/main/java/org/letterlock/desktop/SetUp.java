package org.letterlock.desktop;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.collections.ListChangeListener;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.deploy.FirstMailbox;
import org.letterlock.desktop.deploy.SetUpNotes;
import org.letterlock.desktop.device.DeviceKeys;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.paper.Kit;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.desktop.ui.Shell;
import org.letterlock.desktop.ui.check.CheckView;
import org.letterlock.desktop.ui.check.CheckViewModel;
import org.letterlock.desktop.ui.device.DevicesView;
import org.letterlock.desktop.ui.device.DevicesViewModel;
import org.letterlock.desktop.ui.domain.DomainView;
import org.letterlock.desktop.ui.domain.DomainViewModel;
import org.letterlock.desktop.ui.install.InstallView;
import org.letterlock.desktop.ui.install.InstallViewModel;
import org.letterlock.desktop.ui.kit.KitView;
import org.letterlock.desktop.ui.kit.KitViewModel;
import org.letterlock.desktop.ui.proof.ProofView;
import org.letterlock.desktop.ui.proof.ProofViewModel;
import org.letterlock.desktop.ui.records.RecordsView;
import org.letterlock.desktop.ui.records.RecordsViewModel;
import org.letterlock.desktop.ui.records.WritingViewModel;
import org.letterlock.desktop.ui.server.ServerView;
import org.letterlock.desktop.ui.server.ServerViewModel;
import org.letterlock.desktop.ui.you.YouView;
import org.letterlock.desktop.ui.you.YouViewModel;
import org.letterlock.desktop.vault.Vault;

/** Setting up a server: which step follows which. What was chosen is noted in the vault, so that it goes on where it stood. Lives on the screen's thread. */
final class SetUp {

    private static final Clock CLOCK = Clock.system(ZoneId.systemDefault());

    private final Services services;
    private final Vault vault;
    private final Consumer<Screen> shown;
    private final Consumer<ServerProfile> home;
    private final ServerViewModel servers;
    private final Map<Shell.Step, Screen> steps = new EnumMap<>(Shell.Step.class);
    private @Nullable ServerProfile server;
    private @Nullable RecordsViewModel records;
    private @Nullable EngineLine line;

    /**
     * What the steps need of the world.
     *
     * @param door lets into servers
     * @param looker looks a server over
     * @param installing installs on it
     * @param undoing takes it off again
     * @param tasks runs what takes a while
     * @param lines makes the line to a server's engine
     * @param dns looks at the DNS
     */
    record Services(
            Door door,
            CheckViewModel.Looker looker,
            InstallViewModel.Installing installing,
            InstallViewModel.Undoing undoing,
            Tasks tasks,
            Function<ServerProfile, EngineLine> lines,
            RecordsViewModel.Looker dns) {}

    /** @param home is given a server that is set up */
    SetUp(Services services, Vault vault, Consumer<Screen> shown, Consumer<ServerProfile> home) {
        this.vault = vault;
        this.home = home;
        this.services = services;
        this.shown = shown;
        this.servers = new ServerViewModel(services.door(), vault, services.tasks(), this::entered);
        steps.put(Shell.Step.SERVER, Screen.step(Shell.Step.SERVER, texts -> ServerView.of(servers, texts)));
    }

    /** Begins, or goes on with the server that was met last and is not set up yet. */
    void begin() {
        begun().ifPresentOrElse(this::entered, () -> back(Shell.Step.SERVER));
    }

    /** Whether a server was met that is not set up yet. */
    boolean isBegun() {
        return begun().isPresent();
    }

    private Optional<ServerProfile> begun() {
        return vault.contents().servers().reversed().stream()
                .filter(one -> vault.contents()
                        .settingUp(one)
                        .filter(noted -> !noted.isDone())
                        .isPresent())
                .findFirst();
    }

    /** Goes back to a step that is done, with what was typed there. */
    void back(Shell.Step step) {
        if (step == Shell.Step.SERVER) {
            servers.back();
        }
        if (step == Shell.Step.SERVER
                || (server != null && vault.contents().servers().contains(server))) {
            show(step);
        }
    }

    /** Goes on with a server that lies in the vault. */
    void entered(ServerProfile entered) {
        Optional<SettingUp> noted = vault.contents().settingUp(entered);
        if (noted.filter(SettingUp::isDone).isPresent()) {
            home.accept(entered);
            return;
        }
        if (!entered.equals(server)) {
            hangUp();
            steps.keySet().removeIf(step -> step != Shell.Step.SERVER);
            server = entered;
        }
        show(noted.map(SettingUp::step).flatMap(Shell.Step::of).orElse(Shell.Step.CHECK));
    }

    private void show(Shell.Step step) {
        if (records != null) {
            records.rest();
        }
        Screen screen = steps.get(step);
        if (screen == null) {
            screen = make(step, new SetUpNotes(vault, Objects.requireNonNull(server, "a server was met")));
            steps.put(step, screen);
        }
        shown.accept(screen.after(step, left()));
        if (step == Shell.Step.RECORDS && records != null) {
            records.wake();
        }
    }

    /** The steps that one may leave for later, unless they were done; the records are looked at anew after a restart. */
    private Set<Shell.Step> left() {
        Set<Shell.Step> left = EnumSet.of(Shell.Step.RECORDS, Shell.Step.DEVICES, Shell.Step.PROOF);
        ServerProfile now = server;
        SettingUp noted =
                now == null ? SettingUp.BEGUN : vault.contents().settingUp(now).orElse(SettingUp.BEGUN);
        left.removeIf(step -> noted.hasSeen(step.word()));
        if (records != null && steps.containsKey(Shell.Step.RECORDS) && records.isComplete()) {
            left.remove(Shell.Step.RECORDS);
        }
        return left;
    }

    private Screen make(Shell.Step step, SetUpNotes notes) {
        Tasks tasks = services.tasks();
        return switch (step) {
            case SERVER -> throw new IllegalArgumentException("it is there from the beginning");
            case CHECK -> check(notes);
            case DOMAIN -> {
                DomainViewModel model =
                        new DomainViewModel(notes, services.dns()::host, tasks, () -> show(Shell.Step.YOU));
                yield Screen.step(step, texts -> DomainView.of(model, texts));
            }
            case YOU -> {
                YouViewModel model = new YouViewModel(notes, tasks, () -> show(Shell.Step.INSTALL));
                yield Screen.step(step, texts -> YouView.of(model, texts));
            }
            case INSTALL -> {
                InstallViewModel model = new InstallViewModel(
                        notes, work(notes), tasks, CLOCK, () -> advance(notes, Shell.Step.RECORDS));
                yield Screen.step(step, texts -> {
                    model.look();
                    return InstallView.of(model, texts);
                });
            }
            case RECORDS -> records(notes);
            case DEVICES -> {
                DeviceKeys.Opener opener = new DeviceKeys.Opener(
                        () -> notes.now().appPassword(), () -> notes.now().recoverySecret());
                SettingUp chosen = notes.now();
                DevicesViewModel model = new DevicesViewModel(
                        new DeviceKeys(line(notes), made(chosen.mailbox()), opener),
                        made(chosen.person()),
                        tasks,
                        CLOCK,
                        () -> advance(notes, Shell.Step.PROOF));
                model.devices().addListener((ListChangeListener<String>) change -> seen(notes, step));
                yield Screen.step(step, texts -> DevicesView.of(model, texts));
            }
            case PROOF -> {
                ProofViewModel model =
                        new ProofViewModel(line(notes), made(notes.now().mailbox()), tasks, () -> toKit(notes));
                model.stage().addListener((property, before, now) -> {
                    if (now == ProofViewModel.Stage.ANSWERED) {
                        seen(notes, step);
                    }
                });
                yield Screen.step(step, texts -> ProofView.of(model, texts, CLOCK));
            }
            case KIT -> kit(notes);
        };
    }

    /** A step was done that may be left for later. Where that cannot be noted, it is told to be left. */
    private void seen(SetUpNotes notes, Shell.Step step) {
        services.tasks().run(() -> notes.change(before -> before.withSeen(step.word())), kept -> {}, problem -> {});
    }

    private Screen check(SetUpNotes notes) {
        CheckViewModel model = new CheckViewModel(
                notes.server(),
                services.looker(),
                services.tasks(),
                CLOCK,
                found -> services.tasks()
                        .run(
                                () -> notes.change(before -> before.on(addresses(notes.server(), found.addresses()))
                                        .at(Shell.Step.DOMAIN.word())),
                                kept -> show(Shell.Step.DOMAIN),
                                problem -> show(Shell.Step.DOMAIN)));
        return Screen.step(Shell.Step.CHECK, texts -> CheckView.of(model, texts));
    }

    /** Where nothing was found, the address by which we came is one. */
    private static List<String> addresses(ServerProfile server, List<String> found) {
        if (!found.isEmpty()) {
            return found;
        }
        try {
            return List.of(InetAddress.ofLiteral(server.host()).getHostAddress());
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private InstallViewModel.Work work(SetUpNotes notes) {
        FirstMailbox mailbox = new FirstMailbox(line(notes), notes, new SecureRandom());
        return new InstallViewModel.Work(services.installing(), mailbox, services.undoing());
    }

    private Screen records(SetUpNotes notes) {
        SettingUp chosen = notes.now();
        RecordsViewModel.Subject subject = new RecordsViewModel.Subject(
                made(chosen.domain()),
                made(chosen.hostname()),
                Objects.requireNonNullElse(chosen.addresses(), List.of()));
        RecordsViewModel model = new RecordsViewModel(
                subject,
                line(notes),
                services.dns(),
                MailProgram.usual(),
                services.tasks(),
                () -> advance(notes, Shell.Step.DEVICES));
        records = model;
        WritingViewModel writing = new WritingViewModel(model, notes, services.dns(), services.tasks());
        return Screen.step(Shell.Step.RECORDS, texts -> RecordsView.of(model, writing, texts));
    }

    /** Whoever went on under an owner's key whose secret is not here has no kit to keep. */
    private void toKit(SetUpNotes notes) {
        if (notes.now().recoverySecret() == null) {
            done(notes);
        } else {
            advance(notes, Shell.Step.KIT);
        }
    }

    private Screen kit(SetUpNotes notes) {
        SettingUp chosen = notes.now();
        ServerProfile profile = notes.server();
        Kit kit = new Kit(
                made(chosen.recoverySecret()),
                made(chosen.hostname()),
                profile.user() + "@" + profile.address(),
                profile.hostKey().fingerprint(),
                LocalDate.now(CLOCK));
        KitViewModel model =
                new KitViewModel(kit, line(notes), new SecureRandom(), services.tasks(), () -> done(notes));
        model.check();
        return Screen.step(Shell.Step.KIT, texts -> KitView.of(model, texts));
    }

    /** One for all steps of a server, so that it is entered once. */
    private EngineLine line(SetUpNotes notes) {
        EngineLine open = line;
        if (open == null) {
            open = services.lines().apply(notes.server());
            line = open;
        }
        return open;
    }

    /** Hangs up beside the screen, because that may take a moment. */
    private void hangUp() {
        EngineLine open = line;
        line = null;
        if (open != null) {
            services.tasks()
                    .run(
                            () -> {
                                open.close();
                                return open;
                            },
                            closed -> {},
                            problem -> {});
        }
    }

    private static String made(@Nullable String value) {
        return Objects.requireNonNull(value, "it was chosen or made before");
    }

    /** Goes on, and notes that. Where it cannot be noted, it goes on all the same: only after a restart would it go on here. */
    private void advance(SetUpNotes notes, Shell.Step next) {
        steps.remove(next);
        services.tasks()
                .run(() -> notes.change(before -> before.at(next.word())), kept -> show(next), problem -> show(next));
    }

    private void done(SetUpNotes notes) {
        hangUp();
        steps.keySet().removeIf(step -> step != Shell.Step.SERVER);
        server = null;
        services.tasks()
                .run(
                        () -> notes.change(before -> before.at(SettingUp.HOME)),
                        kept -> home.accept(notes.server()),
                        problem -> home.accept(notes.server()));
    }
}
