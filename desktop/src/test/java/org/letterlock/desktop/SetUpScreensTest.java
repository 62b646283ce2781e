package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.desktop.demo.Demo;
import org.letterlock.desktop.deploy.FirstMailbox;
import org.letterlock.desktop.deploy.SetUpNotes;
import org.letterlock.desktop.dnsplan.DnsZone;
import org.letterlock.desktop.dnsplan.DomainFacts;
import org.letterlock.desktop.dnsplan.PlannedRecord;
import org.letterlock.desktop.dnsplan.RecordForm;
import org.letterlock.desktop.dnsplan.RecordSight;
import org.letterlock.desktop.dnsplan.ZoneRecord;
import org.letterlock.desktop.model.DnsAccess;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.ui.Shell;
import org.letterlock.desktop.ui.demo.DemoView;
import org.letterlock.desktop.ui.demo.DemoViewModel;
import org.letterlock.desktop.ui.domain.DomainView;
import org.letterlock.desktop.ui.domain.DomainViewModel;
import org.letterlock.desktop.ui.install.InstallView;
import org.letterlock.desktop.ui.install.InstallViewModel;
import org.letterlock.desktop.ui.records.RecordsView;
import org.letterlock.desktop.ui.records.RecordsViewModel;
import org.letterlock.desktop.ui.records.WritingViewModel;
import org.letterlock.desktop.ui.welcome.WelcomeView;
import org.letterlock.desktop.ui.welcome.WhatIsThatView;
import org.letterlock.desktop.ui.you.YouView;
import org.letterlock.desktop.ui.you.YouViewModel;
import org.letterlock.desktop.vault.TestVault;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.protocol.Failure;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.Progress;

/** The later steps of setting up in their states, drawn as {@link Pictures} does. */
@Tag("pictures")
final class SetUpScreensTest {

    private static final ServerProfile SERVER =
            new ServerProfile("server.example.org", 22, "root", FakeDoor.KEY, "private");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    static Path folder;

    private static final List<String> REFUSALS = List.of("form-key", "no-right", "refused");

    private static SetUpNotes notes;

    @BeforeAll
    static void start() throws IOException, ProblemException {
        Toolkit.start();
        Vault vault = TestVault.create(folder.resolve("vault"), "correct horse");
        notes = new SetUpNotes(vault, SERVER);
        notes.change(before -> before.on(List.of("203.0.113.5", "2001:db8::5"))
                .forDomain("example.org", "mail.example.org")
                .withMailbox("Anna", "anna@example.org", true));
    }

    private static Screen domain(DomainFacts facts) {
        DomainViewModel model =
                new DomainViewModel(notes, (domain, hostname, addresses) -> facts, new InlineTasks(), () -> {});
        model.look();
        return Screen.step(Shell.Step.DOMAIN, texts -> DomainView.of(model, texts));
    }

    private static Map<String, Screen> domains() throws ProblemException {
        Map<String, Screen> all = new LinkedHashMap<>();
        SetUpNotes fresh = new SetUpNotes(vaultless(), SERVER);
        DomainViewModel ask = new DomainViewModel(fresh, new FakeDns()::host, new InlineTasks(), () -> {});
        all.put("domain-ask", Screen.step(Shell.Step.DOMAIN, texts -> DomainView.of(ask, texts)));
        all.put("domain-seen", domain(new FakeDns().host("example.org", "mail.example.org", List.of())));
        all.put(
                "domain-bare",
                domain(new DomainFacts(
                        "example.org",
                        "example.org",
                        List.of("ns1.small-host.example", "ns2.small-host.example"),
                        null,
                        List.of(),
                        null,
                        false,
                        false)));
        all.put(
                "domain-unknown",
                domain(new DomainFacts("example.org", null, List.of(), null, List.of(), null, false, false)));
        all.put(
                "domain-ours",
                domain(new DomainFacts(
                        "example.org",
                        "example.org",
                        List.of("ns1.example.net"),
                        null,
                        List.of("mail.example.org"),
                        null,
                        false,
                        true)));
        DomainViewModel looking = new DomainViewModel(notes, new FakeDns()::host, new InlineTasks().hold(), () -> {});
        looking.look();
        all.put("domain-looking", Screen.step(Shell.Step.DOMAIN, texts -> DomainView.of(looking, texts)));
        for (String typed : List.of("", "example", "203.0.113.5", "nas.local", "gmail.com", "a b")) {
            DomainViewModel wrong = new DomainViewModel(notes, new FakeDns()::host, new InlineTasks(), () -> {});
            wrong.typed().set(typed);
            wrong.look();
            all.put(
                    "domain-" + String.valueOf(wrong.problem().get()).replaceAll(".*code=([a-z-]+).*", "$1"),
                    Screen.step(Shell.Step.DOMAIN, texts -> DomainView.of(wrong, texts)));
        }
        DomainViewModel silent = new DomainViewModel(
                notes,
                new FakeDns().fail(Problem.of("dns", "silent", Map.of(), null))::host,
                new InlineTasks(),
                () -> {});
        silent.look();
        all.put("domain-silent", Screen.step(Shell.Step.DOMAIN, texts -> DomainView.of(silent, texts)));
        return all;
    }

    private static Vault vaultless() {
        try {
            return TestVault.create(folder.resolve("vault" + System.nanoTime()), "correct horse");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Map<String, Screen> yous() {
        Map<String, Screen> all = new LinkedHashMap<>();
        YouViewModel model = new YouViewModel(notes, new InlineTasks(), () -> {});
        all.put("you", Screen.step(Shell.Step.YOU, texts -> YouView.of(model, texts)));
        YouViewModel nameless = new YouViewModel(notes, new InlineTasks(), () -> {});
        nameless.person().set("");
        nameless.goOn();
        all.put("you-nameless", Screen.step(Shell.Step.YOU, texts -> YouView.of(nameless, texts)));
        YouViewModel wrong = new YouViewModel(notes, new InlineTasks(), () -> {});
        wrong.local().set("a b");
        wrong.goOn();
        all.put("you-wrong", Screen.step(Shell.Step.YOU, texts -> YouView.of(wrong, texts)));
        return all;
    }

    private static InstallViewModel install(InstallViewModel.Installing installing, NewEngine engine, Tasks tasks) {
        return new InstallViewModel(
                notes,
                new InstallViewModel.Work(
                        installing,
                        new FirstMailbox(engine.line(), new SetUpNotes(vaultWithChoice(), SERVER), new SecureRandom()),
                        server -> {
                            throw new IllegalStateException("held");
                        }),
                tasks,
                CLOCK,
                () -> {});
    }

    private static Vault vaultWithChoice() {
        Vault vault = vaultless();
        try {
            vault.change(contents -> contents.with(SERVER, notes.now()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return vault;
    }

    private static Screen screen(InstallViewModel model) {
        return Screen.step(Shell.Step.INSTALL, texts -> InstallView.of(model, texts));
    }

    private static InstallViewModel failing(Problem problem) {
        InstallViewModel model = install(
                (server, hostname, progress) -> {
                    progress.accept(new Progress("i", "switch", 6, 7));
                    throw new ProblemException(problem);
                },
                new NewEngine(),
                new InlineTasks());
        model.install();
        return model;
    }

    private static Map<String, Screen> installs() {
        Map<String, Screen> all = new LinkedHashMap<>();
        InstallReport report =
                new InstallReport("1.1-0123456789ab", "1.0-0123456789ab", "1.1", "1.5", List.of(), List.of());
        all.put(
                "install-ask",
                screen(install((server, hostname, progress) -> report, new NewEngine(), new InlineTasks())));
        InstallViewModel busy = install(
                (server, hostname, progress) -> {
                    progress.accept(new Progress("i", "self-test", 3, 7));
                    throw new IllegalStateException("held");
                },
                new NewEngine(),
                new StuckTasks());
        busy.install();
        all.put("install-doing", screen(busy));
        all.put(
                "install-failed",
                screen(failing(Problem.of(new Failure(
                        "install",
                        "did-not-start",
                        "The new release did not start.",
                        "What was changed for it was undone; what ran before runs again.",
                        "Look at the details; its log is shown by the command: journalctl -u letterlock",
                        "Main process exited, code=exited, status=1")))));
        all.put(
                "install-waiting",
                screen(failing(Problem.of("ssh", "unreachable", Map.of("server", "server.example.org"), null))));
        all.put("install-other-owner", screen(failing(Problem.of("setup", "other-owner", Map.of(), "ab12 cd34"))));
        all.put(
                "install-mailbox-taken",
                screen(failing(Problem.of("setup", "mailbox-taken", Map.of("mailbox", "anna@example.org"), null))));
        InstallViewModel undoing = install(
                (server, hostname, progress) -> {
                    throw new ProblemException(Problem.of("setup", "other-owner", Map.of(), null));
                },
                new NewEngine(),
                new StuckTasks());
        undoing.install();
        undoing.undo();
        all.put("install-undoing", screen(undoing));
        InstallViewModel done = install((server, hostname, progress) -> report, new NewEngine(), new InlineTasks());
        done.install();
        all.put("install-done", screen(done));
        return all;
    }

    private static WritingViewModel writing(RecordsViewModel model, FakeDns dns) {
        return new WritingViewModel(model, notes, dns, new InlineTasks());
    }

    private static Screen records(RecordForm form, RecordSight.State... states) {
        RecordsViewModel model = new RecordsViewModel(
                new RecordsViewModel.Subject("example.org", "mail.example.org", List.of("203.0.113.5", "2001:db8::5")),
                new NewEngine().line(),
                new RecordsViewModel.Looker() {
                    @Override
                    public DomainFacts host(String domain, String hostname, List<String> addresses)
                            throws ProblemException {
                        return new FakeDns().host(domain, hostname, addresses);
                    }

                    @Override
                    public DnsZone zone(String zone, DnsAccess access) {
                        return new FakeDns();
                    }

                    @Override
                    public List<RecordSight> look(String zone, List<PlannedRecord> records) {
                        List<RecordSight> all = new java.util.ArrayList<>();
                        for (int i = 0; i < records.size(); i++) {
                            RecordSight.State state = states[i % states.length];
                            boolean merge = state == RecordSight.State.MERGE;
                            boolean policy = merge || state == RecordSight.State.CROWDED;
                            all.add(new RecordSight(
                                    records.get(i),
                                    state,
                                    List.of(policy ? "v=spf1 include:_spf.google.com ~all" : "10 aspmx.l.google.com"),
                                    merge ? "v=spf1 mx include:_spf.google.com ~all" : null,
                                    2,
                                    3));
                        }
                        return all;
                    }
                },
                letter -> {},
                new InlineTasks(),
                () -> {});
        model.wake();
        model.form().set(form);
        return Screen.step(Shell.Step.RECORDS, texts -> RecordsView.of(model, writing(model, new FakeDns()), texts));
    }

    private static Map<String, Screen> recordScreens() {
        Map<String, Screen> all = new LinkedHashMap<>();
        all.put("records-missing", records(RecordForm.USUAL, RecordSight.State.MISSING));
        all.put(
                "records-mixed",
                records(
                        RecordForm.ZONE_FILE,
                        RecordSight.State.SEEN,
                        RecordSight.State.SPREADING,
                        RecordSight.State.OTHER,
                        RecordSight.State.MERGE,
                        RecordSight.State.CROWDED,
                        RecordSight.State.QUOTED,
                        RecordSight.State.DOUBLED,
                        RecordSight.State.UNKNOWN,
                        RecordSight.State.UNHEARD));
        all.put("records-seen", records(RecordForm.USUAL, RecordSight.State.SEEN));
        all.put("records-mailed", mailed(letter -> {}));
        for (String code : List.of("too-long", "not-opened")) {
            all.put("records-mail-" + code, mailed(letter -> {
                throw new ProblemException(Problem.of("mail", code, Map.of(), "xdg-open ended with 3"));
            }));
        }
        RecordsViewModel cut = new RecordsViewModel(
                new RecordsViewModel.Subject("example.org", "mail.example.org", List.of()),
                new NewEngine().line().cut(Problem.of("ssh", "cut-off", Map.of("server", "server.example.org"), null)),
                new FakeDns(),
                letter -> {},
                new InlineTasks(),
                () -> {});
        cut.wake();
        all.put(
                "records-cut",
                Screen.step(Shell.Step.RECORDS, texts -> RecordsView.of(cut, writing(cut, new FakeDns()), texts)));
        return all;
    }

    /** All are seen, so that the end of the page is, and a letter was to be begun. */
    private static Screen mailed(RecordsViewModel.Mailing mailing) {
        FakeDns dns = new FakeDns().become(RecordSight.State.SEEN);
        RecordsViewModel model = new RecordsViewModel(
                new RecordsViewModel.Subject("example.org", "mail.example.org", List.of()),
                new NewEngine().line(),
                dns,
                mailing,
                new InlineTasks(),
                () -> {});
        model.wake();
        model.mail("", "", "");
        return Screen.step(Shell.Step.RECORDS, texts -> RecordsView.of(model, writing(model, dns), texts));
    }

    /** The app is to write them, and something was done about that already. */
    private static Screen written(FakeDns dns, Tasks tasks, Consumer<WritingViewModel> first) {
        RecordsViewModel model = new RecordsViewModel(
                new RecordsViewModel.Subject("example.org", "mail.example.org", List.of("203.0.113.5", "2001:db8::5")),
                new NewEngine().line(),
                dns,
                letter -> {},
                new InlineTasks(),
                () -> {});
        model.wake();
        WritingViewModel writing = new WritingViewModel(model, notes, dns, tasks);
        writing.open();
        writing.token().set("a-token-of-forty-letters-or-so");
        first.accept(writing);
        return Screen.step(Shell.Step.RECORDS, texts -> RecordsView.of(model, writing, texts));
    }

    private static Map<String, Screen> writings() {
        Map<String, Screen> all = new LinkedHashMap<>();
        all.put("writing-cloudflare", written(new FakeDns(), new InlineTasks(), model -> {}));
        all.put("writing-update", written(new FakeDns(), new InlineTasks(), model -> {
            model.kind().set(DnsAccess.UPDATE);
            model.read();
        }));
        all.put("writing-reading", written(new FakeDns(), new StuckTasks(), WritingViewModel::read));
        all.put("writing-plan", written(new FakeDns(), new InlineTasks(), WritingViewModel::read));
        FakeDns others = new FakeDns();
        others.standing()
                .addAll(List.of(
                        new ZoneRecord("example.org", "MX", "1 aspmx.l.google.com", 300, "1", false),
                        new ZoneRecord("example.org", "MX", "5 alt1.aspmx.l.google.com", 300, "2", false),
                        new ZoneRecord("mail.example.org", "A", "203.0.113.5", 1, "3", true),
                        new ZoneRecord("mail.example.org", "AAAA", "2001:db8:0:0:0:0:0:5", 300, "4", false),
                        new ZoneRecord("example.org", "TXT", "v=spf1 include:_spf.google.com ~all", 300, "5", false)));
        all.put("writing-conflict", written(others, new InlineTasks(), model -> {
            model.read();
            model.taken().set(Set.copyOf(model.plan().get().conflicts()));
        }));
        FakeDns crowded = new FakeDns();
        crowded.standing()
                .add(new ZoneRecord(
                        "example.org",
                        "TXT",
                        "v=spf1 a mx:mx.example.net include:_spf.google.com include:spf.example.net a:one.example.net"
                                + " a:two.example.net a:three.example.net a:four.example.net a:five.example.net"
                                + " exists:six.example.net ~all",
                        300,
                        "6",
                        false));
        all.put("writing-crowded", written(crowded, new InlineTasks(), WritingViewModel::read));
        all.put("writing-done", written(new FakeDns(), new InlineTasks(), model -> {
            model.read();
            model.write();
        }));
        for (String code : REFUSALS) {
            Problem why = Problem.of(
                    "dnswrite",
                    code,
                    Map.of("who", "Cloudflare", "zone", "example.org", "key", "letterlock", "seconds", "300"),
                    "403 9109 \"Unauthorized to access requested resource\"");
            all.put("writing-" + code, written(new FakeDns().refuse(why), new InlineTasks(), WritingViewModel::read));
        }
        return all;
    }

    private static Map<String, Screen> welcomes() {
        Map<String, Screen> all = new LinkedHashMap<>();
        all.put(
                "welcome",
                Screen.bare(texts ->
                        WelcomeView.of(texts, List.of(WelcomeView.Way.values()), way -> {}, () -> {}, () -> {})));
        all.put("demo-nothing", demo(new FakeDemo(), model -> {}, new InlineTasks()));
        all.put("demo-starting", demo(new FakeDemo(), DemoViewModel::start, new InlineTasks().hold()));
        all.put("demo-running", demo(new FakeDemo(), DemoViewModel::start, new InlineTasks()));
        all.put("demo-there", demo(new FakeDemo().leave(), model -> {}, new InlineTasks()));
        all.put("demo-removing", demo(new FakeDemo().leave(), DemoViewModel::remove, new InlineTasks().hold()));
        for (String code : List.of("no-program", "did-not-start", "not-removed")) {
            Problem why =
                    Problem.of("demo", code, Map.of("folder", "~/.config/letterlock/demo"), "No space left on device");
            all.put("demo-" + code, demo(new FakeDemo().fail(why), DemoViewModel::start, new InlineTasks()));
        }
        all.put("what-is-that", Screen.bare(texts -> WhatIsThatView.of(texts, () -> {})));
        return all;
    }

    private static Screen demo(Demo demo, Consumer<DemoViewModel> first, InlineTasks tasks) {
        DemoViewModel model = new DemoViewModel(demo, tasks, line -> () -> {}, () -> {});
        first.accept(model);
        return Screen.bare(texts -> DemoView.of(model, texts));
    }

    @ParameterizedTest
    @EnumSource
    void drawsTheFirstScreens(Language language) throws IOException {
        assertThat(Pictures.draw(welcomes(), language)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void drawsTheDomain(Language language) throws IOException, ProblemException {
        assertThat(Pictures.draw(domains(), language)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void drawsTheFirstMailbox(Language language) throws IOException {
        assertThat(Pictures.draw(yous(), language)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void drawsTheInstallation(Language language) throws IOException {
        assertThat(Pictures.draw(installs(), language)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void drawsTheRecords(Language language) throws IOException {
        assertThat(Pictures.draw(recordScreens(), language)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void drawsTheWritingOfRecords(Language language) throws IOException {
        assertThat(Pictures.draw(writings(), language)).isEmpty();
    }
}
