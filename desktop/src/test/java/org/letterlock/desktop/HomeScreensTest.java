package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import javafx.scene.Node;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.desktop.deploy.SetUpNotes;
import org.letterlock.desktop.health.Section;
import org.letterlock.desktop.health.Snapshot;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Shell;
import org.letterlock.desktop.ui.delivery.DeliveryView;
import org.letterlock.desktop.ui.delivery.DeliveryViewModel;
import org.letterlock.desktop.ui.delivery.Letters;
import org.letterlock.desktop.ui.domains.DomainsView;
import org.letterlock.desktop.ui.domains.DomainsViewModel;
import org.letterlock.desktop.ui.domains.Names;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.desktop.ui.mailboxes.Household;
import org.letterlock.desktop.ui.mailboxes.MailboxViewModel;
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
import org.letterlock.desktop.vault.OsKeyStore;
import org.letterlock.desktop.vault.TestVault;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.protocol.AddressInfo;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.RelayInfo;
import org.letterlock.protocol.SendingInfo;
import org.letterlock.protocol.SshInfo;
import org.letterlock.protocol.UpdatesInfo;
import org.letterlock.protocol.WebhookInfo;

/** The sections of home in their states, drawn as {@link Pictures} does. */
@Tag("pictures")
final class HomeScreensTest {

    private static final List<Section> SECTIONS = List.of(Section.values());
    private static final Clock CLOCK = Clock.fixed(Snapshots.NOW, ZoneOffset.UTC);

    @BeforeAll
    static void startToolkit() {
        Toolkit.start();
    }

    private static final ServerProfile SERVER =
            new ServerProfile("server.example.org", 22, "root", FakeDoor.KEY, "private");

    @TempDir
    Path folder;

    private final FakeEngine engine = new FakeEngine();

    private HomeViewModel model(Snapshots server) {
        HomeViewModel model = new HomeViewModel(server.on(engine), new InlineTasks(), CLOCK);
        model.refresh();
        return model;
    }

    private static Screen screen(Section section, HomeViewModel model, Function<Texts, Node> page) {
        return new Screen(
                new Shell.Rail.AtHome(
                        section, SECTIONS, List.of("server.example.org"), 0, model.standing(), to -> {}, other -> {}),
                page);
    }

    private static Screen overview(HomeViewModel model) {
        return screen(Section.OVERVIEW, model, texts -> OverviewView.of(model, texts, SECTIONS, to -> {}));
    }

    private Map<String, Screen> overviews() {
        Map<String, Screen> all = new LinkedHashMap<>();
        all.put("overview-fine", overview(model(new Snapshots())));
        all.put(
                "overview-everything",
                overview(model(new Snapshots()
                        .deaf()
                        .held(12)
                        .quota(20_000_000_000L, 19_000_000_000L)
                        .letter("2026-11-28T12:00:00Z", "waiting", false)
                        .certificate("2026-12-03T00:00:00Z", false)
                        .wrongPasswords("anna@example.org", 9)
                        .unsealed())));
        all.put(
                "overview-others",
                overview(model(new Snapshots()
                        .quota(20_000_000_000L, 20_000_000_000L)
                        .certificate("2026-11-03T00:00:00Z", true)
                        .withoutRecovery())));
        all.put(
                "overview-empty",
                overview(model(new Snapshots().withoutDomains().certificate("2036-11-03T00:00:00Z", true))));
        all.put("overview-no-mailbox", overview(model(new Snapshots().withoutMailboxes())));
        HomeViewModel cut = model(new Snapshots());
        engine.cut(Problem.of("ssh", "unreachable", Map.of("server", "server.example.org"), "timed out"));
        cut.refresh();
        all.put("overview-unreached", overview(cut));
        HomeViewModel never = new HomeViewModel(engine, new InlineTasks().hold(), CLOCK);
        never.refresh();
        all.put("overview-unasked", overview(never));
        HomeViewModel before = new HomeViewModel(engine, new InlineTasks(), CLOCK, new HomeViewModel.Memory() {
            @Override
            public Optional<Snapshot> last() {
                return Optional.of(new Snapshots()
                        .letter("2026-11-28T12:00:00Z", "waiting", false)
                        .made());
            }

            @Override
            public void keep(Snapshot seen) {}
        });
        all.put("overview-remembered", overview(before));
        HomeViewModel two = new HomeViewModel(engine.cut(null), new InlineTasks(), CLOCK);
        two.refresh();
        all.put(
                "overview-two-servers",
                new Screen(
                        new Shell.Rail.AtHome(
                                Section.OVERVIEW,
                                SECTIONS,
                                List.of("server.example.org", "mail.example.net"),
                                1,
                                two.standing(),
                                to -> {},
                                other -> {}),
                        texts -> OverviewView.of(two, texts, SECTIONS, to -> {})));
        return all;
    }

    private MailboxesViewModel mailboxes() {
        HomeViewModel home = new HomeViewModel(Household.on(engine), new InlineTasks(), CLOCK);
        home.refresh();
        MailboxesViewModel model = new MailboxesViewModel(home, (mailbox, person) -> {});
        model.asked().ask();
        return model;
    }

    private static Screen mailboxes(MailboxesViewModel model) {
        return screen(Section.MAILBOXES, model.home(), texts -> MailboxesView.of(model, texts));
    }

    private static MailboxViewModel anna(MailboxesViewModel model) {
        model.choose(Household.ANNA);
        return Objects.requireNonNull(model.chosen().get());
    }

    private Map<String, Screen> mailboxScreens() {
        Map<String, Screen> all = new LinkedHashMap<>();
        all.put("mailboxes", mailboxes(mailboxes()));
        MailboxesViewModel adding = mailboxes();
        adding.adding().set(true);
        adding.add();
        all.put("mailboxes-adding", mailboxes(adding));
        MailboxesViewModel made = mailboxes();
        made.address().set("eva@example.org");
        made.add();
        all.put("mailboxes-made", mailboxes(made));
        MailboxesViewModel one = mailboxes();
        anna(one);
        all.put("mailbox", mailboxes(one));
        MailboxesViewModel erasing = mailboxes();
        anna(erasing).erase();
        all.put("mailbox-erase", mailboxes(erasing));
        MailboxesViewModel revoking = mailboxes();
        MailboxViewModel anna = anna(revoking);
        anna.revoke(new CredentialInfo(Household.ANNA, "pixel", List.of(), "", null, null, null));
        all.put("mailbox-revoke", mailboxes(revoking));
        MailboxesViewModel detailed = mailboxes();
        engine.answer(
                "sending",
                List.of(new SendingInfo(
                        Household.ANNA, null, null, 12, 3, "2026-11-29T20:00:00Z", 0, 0, 0, null, List.of())));
        anna(detailed).detailed().set(true);
        all.put("mailbox-details", mailboxes(detailed));
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void drawsTheMailboxes(Language language) throws IOException {
        assertThat(Pictures.draw(mailboxScreens(), language)).isEmpty();
    }

    private DeliveryViewModel delivery() {
        DeliveryViewModel model =
                new DeliveryViewModel(new HomeViewModel(Letters.on(engine), new InlineTasks(), CLOCK));
        model.home().refresh();
        model.ask();
        return model;
    }

    private static Screen delivery(DeliveryViewModel model) {
        return screen(Section.DELIVERY, model.home(), texts -> DeliveryView.of(model, texts));
    }

    private Map<String, Screen> deliveries() {
        Map<String, Screen> all = new LinkedHashMap<>();
        all.put("delivery", delivery(delivery()));
        DeliveryViewModel removing = delivery();
        removing.remove(new Snapshots().held(12).made().sending().getFirst());
        removing.sought().set("nobody");
        all.put("delivery-remove", delivery(removing));
        DeliveryViewModel story = delivery();
        story.choose("q-1");
        Objects.requireNonNull(story.chosen().get()).giveUp();
        all.put("letter", delivery(story));
        DeliveryViewModel held = delivery();
        held.choose("q-2");
        all.put("letter-held", delivery(held));
        DeliveryViewModel none = delivery();
        engine.answer("queue", List.of()).answer("log", List.of());
        none.ask();
        all.put("delivery-none", delivery(none));
        DeliveryViewModel relay = delivery();
        engine.answer("queue", List.of()).answer("sending", List.of());
        relay.ask();
        relay.relays().adding().set(true);
        relay.relays().set();
        all.put("delivery-relay", delivery(relay));
        DeliveryViewModel told = delivery();
        engine.answer("queue", List.of()).answer("sending", List.of()).answer("relays", List.of());
        engine.answer(
                "setAddress",
                new AddressInfo(
                        "orders@example.org",
                        List.of(),
                        List.of(),
                        List.of(new WebhookInfo(
                                "https://hooks.example.com/letters",
                                "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDrwBL0zm7nXk=",
                                0,
                                null,
                                null)),
                        null));
        told.ask();
        told.webhooks().address().set("orders@example.org");
        told.webhooks().url().set("https://hooks.example.com/letters");
        told.webhooks().add();
        all.put("delivery-hook-made", delivery(told));
        DeliveryViewModel untold = delivery();
        engine.answer("queue", List.of()).answer("sending", List.of()).answer("relays", List.of());
        engine.answer("addressRules", List.of());
        untold.ask();
        untold.webhooks().adding().set(true);
        untold.webhooks().add();
        all.put("delivery-hook", delivery(untold));
        DeliveryViewModel relayless = delivery();
        relayless.relays().remove(new RelayInfo("example.com", "out.example.net", 587, "starttls", null));
        engine.answer("queue", List.of()).answer("sending", List.of()).answer("relays", List.of());
        relayless.ask();
        all.put("delivery-relay-remove", delivery(relayless));
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void drawsTheDelivery(Language language) throws IOException {
        assertThat(Pictures.draw(deliveries(), language)).isEmpty();
    }

    private DomainsViewModel domains() {
        DomainsViewModel model =
                new DomainsViewModel(new HomeViewModel(Names.on(engine), new InlineTasks(), CLOCK), domain -> {});
        model.home().refresh();
        model.domains().ask();
        return model;
    }

    private static Screen domains(DomainsViewModel model) {
        return screen(Section.DOMAINS, model.home(), texts -> DomainsView.of(model, texts));
    }

    private Screen security(Snapshots server) {
        server.on(Household.on(engine))
                .answer("ssh", new SshInfo(server.made().blocks().isEmpty(), "prohibit-password", true, null));
        SecurityViewModel model = new SecurityViewModel(model(server), engine);
        engine.answer("blocks", server.made().blocks());
        model.ask();
        return screen(Section.SECURITY, model.home(), texts -> SecurityView.of(model, texts));
    }

    private Screen written(HomeViewModel home) throws IOException {
        RecordsViewModel records = new RecordsViewModel(
                new RecordsViewModel.Subject("example.org", "mail.example.org", List.of()),
                engine,
                new FakeDns(),
                letter -> {},
                new InlineTasks(),
                () -> {});
        WritingViewModel writing = new WritingViewModel(
                records,
                new SetUpNotes(TestVault.create(folder.resolve("zone"), "correct horse"), SERVER),
                new FakeDns(),
                new InlineTasks());
        records.look();
        return screen(Section.DOMAINS, home, texts -> RecordsView.atHome(records, writing, texts));
    }

    private Map<String, Screen> domainScreens() throws IOException {
        Map<String, Screen> all = new LinkedHashMap<>();
        all.put("domains", domains(domains()));
        DomainsViewModel one = domains();
        one.choose("example.org");
        Objects.requireNonNull(one.chosen().get()).switchUnseen();
        all.put("domain", domains(one));
        DomainsViewModel due = domains();
        engine.answer("dkim", Names.due()).answer("dnsRecords", List.of()).answer("reports", List.of());
        due.choose("example.org");
        all.put("domain-due", domains(due));
        DomainsViewModel reported = domains();
        engine.answer("dkim", Names.due()).answer("dnsRecords", List.of());
        reported.choose("example.org");
        all.put("domain-reports", domains(reported));
        DomainsViewModel everything = domains();
        engine.answer("dkim", Names.due())
                .answer("dnsRecords", List.of())
                .answer("reports", List.of(Names.everything()));
        everything.choose("example.org");
        all.put("domain-reports-all", domains(everything));
        all.put("domain-write", written(domains().home()));
        all.put("security", security(new Snapshots()));
        all.put(
                "security-guessing",
                security(new Snapshots()
                        .wrongPasswords("anna@example.org", 9)
                        .certificate("2036-11-03T00:00:00Z", true)));
        SecurityViewModel unproven = new SecurityViewModel(model(new Snapshots()), engine);
        engine.answer("ssh", new SshInfo(false, "prohibit-password", true, "2026-11-29T12:02:00Z"));
        unproven.ask();
        all.put(
                "security-unproven",
                screen(Section.SECURITY, unproven.home(), texts -> SecurityView.of(unproven, texts)));
        all.put("security-stranger", security(new Snapshots().wrongPasswords(null, 70)));
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void drawsDomainsAndSecurity(Language language) throws IOException {
        assertThat(Pictures.draw(domainScreens(), language)).isEmpty();
    }

    private SettingsViewModel settings() throws IOException {
        return settings(OsKeyStore.none());
    }

    private SettingsViewModel settings(OsKeyStore store) throws IOException {
        engine.answer("blocklists", new EngineApi.Blocklists(List.of("zen.spamhaus.org")))
                .answer("greylisting", new EngineApi.Greylisting(true))
                .answer("tlsReporting", new EngineApi.TlsReporting(false))
                .answer("dmarcReporting", new EngineApi.DmarcReporting(false))
                .answer("ssh", new SshInfo(true, "yes", false, null));
        Path file = folder.resolve("vault");
        Files.deleteIfExists(file);
        Vault vault = TestVault.create(file, "correct horse");
        vault.save(vault.contents().with(SERVER));
        vault.use(store);
        SettingsViewModel model = new SettingsViewModel(
                model(new Snapshots()), vault, new SettingsViewModel.Own(SERVER, engine, () -> {}, () -> {}));
        model.ask();
        return model;
    }

    private static Screen settings(SettingsViewModel model) {
        return screen(
                Section.SETTINGS,
                model.home(),
                texts -> SettingsView.of(model, texts, new SettingsView.Ways(() -> {}, () -> {}, () -> {})));
    }

    private UpdatesViewModel updates(String release, UpdatesViewModel.Installing installing, Tasks tasks) {
        engine.answer("updates", new UpdatesInfo(!release.isEmpty(), false, false));
        HomeViewModel home = new HomeViewModel(new Snapshots().on(engine), tasks, CLOCK);
        home.refresh();
        UpdatesViewModel model =
                new UpdatesViewModel(home, tasks, new UpdatesViewModel.Own(release, installing, engine));
        model.ask();
        return model;
    }

    private static Screen updates(UpdatesViewModel model) {
        return screen(Section.UPDATES, model.home(), texts -> UpdatesView.of(model, texts));
    }

    private Map<String, Screen> settingsScreens() throws IOException {
        Map<String, Screen> all = new LinkedHashMap<>();
        all.put("settings-store", settings(settings(new FakeKeyStore())));
        all.put("settings", settings(settings()));
        SettingsViewModel forgetting = settings();
        forgetting.forget();
        forgetting.changePassphrase();
        all.put("settings-forget", settings(forgetting));
        SettingsViewModel keyed = settings();
        engine.answer("ssh", new SshInfo(false, "prohibit-password", true, null));
        keyed.ask();
        keyed.forget();
        all.put("settings-forget-keys", settings(keyed));
        try (Vault none = Vault.create(
                Files.createTempDirectory(folder, "demo").resolve("vault"), new char[0], new SecureRandom())) {
            SettingsViewModel demo = new SettingsViewModel(model(new Snapshots()), none, null);
            demo.ask();
            all.put("settings-demo", settings(demo));
        }
        SettingsViewModel erasing = settings();
        erasing.erase(true);
        all.put("settings-erase", settings(erasing));
        SettingsViewModel uninstalling = settings();
        uninstalling.erase(false);
        all.put("settings-uninstall", settings(uninstalling));
        InstallReport report = new InstallReport(
                "0.2.0",
                "0.1.0",
                "0.2.0",
                "1.5",
                List.of(),
                List.of(
                        Finding.of(FindingKind.RELEASE_LEFT, Map.of("folder", "/opt/letterlock/releases"), "Busy"),
                        Finding.of(
                                FindingKind.FIREWALL_UNKNOWN,
                                Map.of("firewall", "nftables", "ports", "25, 465, 587, 993"))));
        all.put("updates", updates(updates("0.2.0", (hostname, progress) -> report, new InlineTasks())));
        all.put("updates-none", updates(updates("", (hostname, progress) -> report, new InlineTasks())));
        all.put("updates-newer", updates(updates("0.0.9", (hostname, progress) -> report, new InlineTasks())));
        UpdatesViewModel done = updates("0.2.0", (hostname, progress) -> report, new InlineTasks());
        done.install();
        all.put("updates-done", updates(done));
        InlineTasks waits = new InlineTasks();
        UpdatesViewModel installing = updates("0.2.0", (hostname, progress) -> report, waits);
        waits.hold();
        installing.install();
        all.put("updates-installing", updates(installing));
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void drawsSettingsAndUpdates(Language language) throws IOException {
        assertThat(Pictures.draw(settingsScreens(), language)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void drawsTheOverview(Language language) throws IOException {
        assertThat(Pictures.draw(overviews(), language)).isEmpty();
    }
}
