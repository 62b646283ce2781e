package org.letterlock.desktop;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.agentclient.HostLine;
import org.letterlock.desktop.deploy.SetUpNotes;
import org.letterlock.desktop.device.DeviceKeys;
import org.letterlock.desktop.health.Section;
import org.letterlock.desktop.health.Snapshot;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.paper.Kit;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Shell;
import org.letterlock.desktop.ui.connect.CopyView;
import org.letterlock.desktop.ui.connect.CopyViewModel;
import org.letterlock.desktop.ui.delivery.DeliveryView;
import org.letterlock.desktop.ui.delivery.DeliveryViewModel;
import org.letterlock.desktop.ui.device.DevicesView;
import org.letterlock.desktop.ui.device.DevicesViewModel;
import org.letterlock.desktop.ui.domains.DomainsView;
import org.letterlock.desktop.ui.domains.DomainsViewModel;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.desktop.ui.kit.KitView;
import org.letterlock.desktop.ui.kit.KitViewModel;
import org.letterlock.desktop.ui.mailboxes.MailboxesView;
import org.letterlock.desktop.ui.mailboxes.MailboxesViewModel;
import org.letterlock.desktop.ui.overview.OverviewView;
import org.letterlock.desktop.ui.records.RecordsView;
import org.letterlock.desktop.ui.records.RecordsViewModel;
import org.letterlock.desktop.ui.records.WritingViewModel;
import org.letterlock.desktop.ui.security.SecurityView;
import org.letterlock.desktop.ui.security.SecurityViewModel;
import org.letterlock.desktop.ui.settings.SettingsView;
import org.letterlock.desktop.ui.settings.SettingsViewModel;
import org.letterlock.desktop.ui.updates.UpdatesView;
import org.letterlock.desktop.ui.updates.UpdatesViewModel;
import org.letterlock.desktop.vault.Vault;

/** The home of the servers: which section shows what. Lives on the screen's thread. */
final class Home {

    private final SetUp.Services services;
    private final Clock clock;
    private final Vault vault;
    private final String release;
    private final Consumer<Screen> shown;
    private final Runnable another;
    private final List<Place> places = new ArrayList<>();
    private int here;
    private Section section = Section.OVERVIEW;
    private Runnable leaving = () -> {};

    /**
     * A home without servers.
     *
     * @param vault open
     * @param release what this app brings to servers; empty where it brings nothing
     * @param another leads to another server
     */
    Home(SetUp.Services services, Clock clock, Vault vault, String release, Consumer<Screen> shown, Runnable another) {
        this.services = services;
        this.clock = clock;
        this.vault = vault;
        this.release = release;
        this.shown = shown;
        this.another = another;
    }

    /**
     * What a section shows.
     *
     * @param entered asks for it, whenever somebody comes
     */
    private record Page(Runnable entered, Function<Texts, Node> nodes) {}

    /**
     * One server, with the pages that were looked at.
     *
     * @param profile null where it is none of the vault
     * @param host the line to its computer; null where that is not ours
     */
    private record Place(
            Supplier<String> name,
            HomeViewModel model,
            @Nullable ServerProfile profile,
            @Nullable HostLine host,
            Map<Section, Page> pages) {

        /** What there is for it; nothing that leads nowhere. */
        List<Section> sections() {
            return Arrays.stream(Section.values())
                    .filter(each -> each != Section.UPDATES || (profile != null && host != null))
                    .toList();
        }
    }

    /** Adds the servers of the vault that are set up. */
    void addKnown() {
        vault.contents().servers().stream()
                .filter(server -> vault.contents()
                        .settingUp(server)
                        .filter(SettingUp::isDone)
                        .isPresent())
                .forEach(this::add);
    }

    private int add(ServerProfile server) {
        for (int i = 0; i < places.size(); i++) {
            ServerProfile there = places.get(i).profile();
            if (there != null && there.address().equals(server.address())) {
                return i;
            }
        }
        EngineLine line = services.lines().apply(server);
        HomeViewModel model = new HomeViewModel(line, services.tasks(), clock, new LastKnown(vault, server));
        return add(() -> vault.contents().name(server), model, server);
    }

    private int add(Supplier<String> name, HomeViewModel model, @Nullable ServerProfile server) {
        places.add(new Place(
                name,
                model,
                server,
                model.line() instanceof HostLine host ? host : null,
                new EnumMap<>(Section.class)));
        return places.size() - 1;
    }

    /** Whether there is any. */
    boolean isEmpty() {
        return places.isEmpty();
    }

    /** Shows the first server. */
    void begin() {
        other(0);
    }

    /** Shows a server, which is added unless it is there. */
    void enter(ServerProfile server) {
        // A file of another computer may have brought more of them.
        addKnown();
        other(add(server));
    }

    /** Shows an engine that is no server of the vault, such as that of a trial. */
    void enter(String name, EngineLine line) {
        other(add(() -> name, new HomeViewModel(line, services.tasks(), clock), null));
    }

    private void other(int chosen) {
        here = chosen;
        go(Section.OVERVIEW);
        places.get(here).model().tick();
    }

    /** Time went on while the window can be seen. */
    void tick() {
        if (!places.isEmpty()) {
            places.get(here).model().tick();
        }
    }

    private void go(Section next) {
        leaving.run();
        leaving = () -> {};
        section = next;
        Place place = places.get(here);
        Page page = place.pages().computeIfAbsent(section, wanted -> page(place, wanted));
        page.entered().run();
        show(place, page.nodes());
    }

    private void show(Place place, Function<Texts, Node> nodes) {
        shown.accept(new Screen(
                new Shell.Rail.AtHome(
                        section,
                        place.sections(),
                        places.stream().map(each -> each.name().get()).toList(),
                        here,
                        place.model().standing(),
                        this::go,
                        this::other),
                nodes));
    }

    private Page page(Place place, Section wanted) {
        return switch (wanted) {
            case OVERVIEW ->
                new Page(() -> {}, texts -> OverviewView.of(place.model(), texts, place.sections(), this::go));
            case MAILBOXES -> {
                MailboxesViewModel model =
                        new MailboxesViewModel(place.model(), (mailbox, person) -> newDevice(place, mailbox, person));
                yield new Page(model.asked()::ask, texts -> MailboxesView.of(model, texts));
            }
            case DOMAINS -> {
                ServerProfile server = place.profile();
                DomainsViewModel model = new DomainsViewModel(
                        place.model(), server == null ? null : domain -> records(place, server, domain));
                yield new Page(model::ask, texts -> DomainsView.of(model, texts));
            }
            case DELIVERY -> {
                DeliveryViewModel model = new DeliveryViewModel(place.model());
                yield new Page(model::ask, texts -> DeliveryView.of(model, texts));
            }
            case UPDATES -> updates(place);
            case SECURITY -> {
                SecurityViewModel model = new SecurityViewModel(place.model(), place.host());
                yield new Page(model::ask, texts -> SecurityView.of(model, texts));
            }
            case SETTINGS -> settings(place);
        };
    }

    private Page updates(Place place) {
        ServerProfile server = place.profile();
        HostLine host = place.host();
        if (server == null || host == null) {
            throw new IllegalStateException("no server of ours is updated");
        }
        UpdatesViewModel model = new UpdatesViewModel(
                place.model(),
                services.tasks(),
                new UpdatesViewModel.Own(
                        release,
                        (hostname, progress) -> services.installing().install(server, hostname, progress),
                        host));
        return new Page(model::ask, texts -> UpdatesView.of(model, texts));
    }

    private Page settings(Place place) {
        ServerProfile server = place.profile();
        HostLine host = place.host();
        SettingsViewModel model = new SettingsViewModel(
                place.model(),
                vault,
                server == null || host == null
                        ? null
                        : new SettingsViewModel.Own(server, host, () -> go(Section.SETTINGS), () -> part(place)));
        return new Page(
                model::ask,
                texts -> SettingsView.of(
                        model,
                        texts,
                        new SettingsView.Ways(
                                () -> copy(place),
                                another,
                                kit(place)
                                        .map(kit -> (Runnable) () -> show(place, kit))
                                        .orElse(null))));
    }

    /** A server is no more in the vault. */
    private void part(Place place) {
        hangUp(place.model().line());
        places.remove(place);
        if (places.isEmpty()) {
            another.run();
        } else {
            begin();
        }
    }

    /** Beside the screen: whoever connects just now holds the line until that is done. */
    private void hangUp(EngineLine line) {
        services.tasks()
                .run(
                        () -> {
                            line.close();
                            return line;
                        },
                        closed -> {},
                        problem -> {});
    }

    /** The recovery kit, where this app keeps its secret: paper gets lost, too. */
    private Optional<Kit> kit(Place place) {
        ServerProfile server = place.profile();
        return server == null
                ? Optional.empty()
                : vault.contents()
                        .settingUp(server)
                        .flatMap(setUp ->
                                Kit.of(server, setUp, LocalDate.ofInstant(clock.instant(), ZoneId.systemDefault())));
    }

    private void show(Place place, Kit kit) {
        KitViewModel model = new KitViewModel(
                kit, place.model().line(), new SecureRandom(), services.tasks(), () -> go(Section.SETTINGS));
        model.check();
        show(place, texts -> KitView.of(model, texts));
    }

    private void copy(Place place) {
        CopyViewModel model = new CopyViewModel(vault, services.tasks());
        show(place, texts -> CopyView.of(model, texts));
    }

    /** The records of a domain, looked at again and again while somebody is there, and written where they let the app. */
    private void records(Place place, ServerProfile server, String domain) {
        SetUpNotes notes = new SetUpNotes(vault, server);
        Snapshot seen = place.model().snapshot().answer().get();
        RecordsViewModel model = new RecordsViewModel(
                new RecordsViewModel.Subject(
                        domain,
                        Objects.requireNonNullElse(
                                seen == null
                                        ? notes.now().hostname()
                                        : seen.status().hostname(),
                                domain),
                        Objects.requireNonNullElse(notes.now().addresses(), List.of())),
                place.model().line(),
                services.dns(),
                MailProgram.usual(),
                services.tasks(),
                () -> go(Section.DOMAINS));
        WritingViewModel writing = new WritingViewModel(model, notes, services.dns(), services.tasks());
        leaving = () -> {
            model.rest();
            // What is on its way is not cut: nobody would be told what became of it.
            if (writing.stage().get() != WritingViewModel.Stage.WRITING) {
                writing.close();
            }
        };
        show(place, texts -> RecordsView.atHome(model, writing, texts));
        model.wake();
    }

    /** A password for a device. What opens a locked mailbox is the app's own password, where it is of that mailbox, or the owner's secret. */
    private void newDevice(Place place, String mailbox, String person) {
        Supplier<Optional<SettingUp>> kept = () -> Optional.ofNullable(place.profile())
                .flatMap(server -> vault.contents().settingUp(server));
        DeviceKeys.Opener opener = new DeviceKeys.Opener(
                () -> kept.get()
                        .filter(setUp -> mailbox.equals(setUp.mailbox()))
                        .map(SettingUp::appPassword)
                        .orElse(null),
                () -> kept.get().map(SettingUp::recoverySecret).orElse(null));
        DevicesViewModel model = new DevicesViewModel(
                new DeviceKeys(place.model().line(), mailbox, opener),
                person,
                services.tasks(),
                clock,
                () -> go(Section.MAILBOXES));
        show(place, texts -> DevicesView.of(model, texts));
    }
}
