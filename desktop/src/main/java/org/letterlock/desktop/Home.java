package org.letterlock.desktop;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.scene.Node;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.health.Section;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Shell;
import org.letterlock.desktop.ui.delivery.DeliveryView;
import org.letterlock.desktop.ui.delivery.DeliveryViewModel;
import org.letterlock.desktop.ui.domains.DomainsView;
import org.letterlock.desktop.ui.domains.DomainsViewModel;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.desktop.ui.mailboxes.MailboxesView;
import org.letterlock.desktop.ui.mailboxes.MailboxesViewModel;
import org.letterlock.desktop.ui.overview.OverviewView;
import org.letterlock.desktop.ui.security.SecurityView;
import org.letterlock.desktop.ui.security.SecurityViewModel;
import org.letterlock.desktop.vault.Vault;

/** The home of the servers: which section shows what. Lives on the screen's thread. */
final class Home {

    private static final List<Section> SECTIONS =
            List.of(Section.OVERVIEW, Section.MAILBOXES, Section.DOMAINS, Section.DELIVERY, Section.SECURITY);

    private final Tasks tasks;
    private final Clock clock;
    private final Function<ServerProfile, EngineLine> lines;
    private final Consumer<Screen> shown;
    private final List<Place> places = new ArrayList<>();
    private int here;
    private Section section = Section.OVERVIEW;

    /** @param lines makes the line to a server's engine */
    Home(Tasks tasks, Clock clock, Function<ServerProfile, EngineLine> lines, Consumer<Screen> shown) {
        this.lines = lines;
        this.tasks = tasks;
        this.clock = clock;
        this.shown = shown;
    }

    /**
     * What a section shows.
     *
     * @param entered asks for it, whenever somebody comes
     */
    private record Page(Runnable entered, Function<Texts, Node> nodes) {}

    /** One server, with the pages that were looked at. */
    private static final class Place {
        private final String name;
        private final HomeViewModel model;
        private final Map<Section, Page> pages = new EnumMap<>(Section.class);

        Place(String name, HomeViewModel model) {
            this.name = name;
            this.model = model;
        }
    }

    /** Adds the servers of a vault that are set up. */
    void add(Vault vault) {
        vault.contents().servers().stream()
                .filter(server -> vault.contents()
                        .settingUp(server)
                        .filter(SettingUp::isDone)
                        .isPresent())
                .forEach(this::add);
    }

    private int add(ServerProfile server) {
        return add(server.address().toString(), lines.apply(server));
    }

    private int add(String name, EngineLine line) {
        for (int i = 0; i < places.size(); i++) {
            if (places.get(i).name.equals(name)) {
                return i;
            }
        }
        places.add(new Place(name, new HomeViewModel(line, tasks, clock)));
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
        other(add(server));
    }

    /** Shows an engine that is no server of the vault, such as that of a trial. */
    void enter(String name, EngineLine line) {
        other(add(name, line));
    }

    private void other(int chosen) {
        here = chosen;
        go(Section.OVERVIEW);
        places.get(here).model.tick();
    }

    /** Time went on while the window can be seen. */
    void tick() {
        if (!places.isEmpty()) {
            places.get(here).model.tick();
        }
    }

    private void go(Section next) {
        section = next;
        Place place = places.get(here);
        Page page = place.pages.computeIfAbsent(section, wanted -> page(place, wanted));
        page.entered().run();
        shown.accept(new Screen(
                new Shell.Rail.AtHome(
                        section,
                        SECTIONS,
                        places.stream().map(each -> each.name).toList(),
                        here,
                        place.model.standing(),
                        this::go,
                        this::other),
                page.nodes()));
    }

    private Page page(Place place, Section wanted) {
        return switch (wanted) {
            case OVERVIEW -> new Page(() -> {}, texts -> OverviewView.of(place.model, texts, SECTIONS, this::go));
            case MAILBOXES -> {
                MailboxesViewModel model = new MailboxesViewModel(place.model, null);
                yield new Page(model.asked()::ask, texts -> MailboxesView.of(model, texts));
            }
            case DELIVERY -> {
                DeliveryViewModel model = new DeliveryViewModel(place.model);
                yield new Page(model::ask, texts -> DeliveryView.of(model, texts));
            }
            case DOMAINS -> {
                DomainsViewModel model = new DomainsViewModel(place.model);
                yield new Page(model.domains()::ask, texts -> DomainsView.of(model, texts));
            }
            case SECURITY -> {
                SecurityViewModel model = new SecurityViewModel(place.model);
                yield new Page(model::ask, texts -> SecurityView.of(model, texts));
            }
            case UPDATES, SETTINGS -> throw new IllegalArgumentException("no section " + wanted);
        };
    }
}
