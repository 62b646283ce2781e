package org.letterlock.desktop.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.desktop.FakeDemo;
import org.letterlock.desktop.FakeDns;
import org.letterlock.desktop.FakeDoor;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.NewEngine;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.deploy.FirstMailbox;
import org.letterlock.desktop.deploy.SetUpNotes;
import org.letterlock.desktop.dnsplan.RecordForm;
import org.letterlock.desktop.dnsplan.RecordSight;
import org.letterlock.desktop.model.Mailto;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.ui.demo.DemoViewModel;
import org.letterlock.desktop.ui.domain.DomainViewModel;
import org.letterlock.desktop.ui.install.InstallViewModel;
import org.letterlock.desktop.ui.records.RecordsViewModel;
import org.letterlock.desktop.ui.you.YouViewModel;
import org.letterlock.desktop.vault.TestVault;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.Progress;

/** What the later steps of setting up do, without their screens. */
final class SetUpViewModelsTest {

    private static final InstallReport DONE = new InstallReport("r", null, "1.0", null, List.of(), List.of());
    private static final Problem CUT = Problem.of("ssh", "cut-off", Map.of("server", "h"), null);

    @TempDir
    Path folder;

    private final InlineTasks tasks = new InlineTasks();
    private final FakeDns dns = new FakeDns();
    private final List<Mailto> mail = new ArrayList<>();
    private final NewEngine engine = new NewEngine();
    private final Hands clock = new Hands();
    private SetUpNotes notes;
    private int wentOn;

    /** A clock that goes when told to. */
    private static final class Hands extends Clock {
        private Instant now = Instant.parse("2026-11-29T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }

        private void pass(Duration time) {
            now = now.plus(time);
        }
    }

    @BeforeEach
    void make() throws IOException, ProblemException {
        Vault vault = TestVault.create(folder.resolve("vault"), "correct horse");
        notes = new SetUpNotes(vault, new ServerProfile("h", 22, "root", FakeDoor.KEY, "k"));
        notes.change(before -> before.on(List.of("203.0.113.5")));
    }

    private static @Nullable String code(@Nullable Problem problem) {
        return problem == null ? null : problem.area() + "." + problem.code();
    }

    private DomainViewModel domain() {
        return new DomainViewModel(notes, dns::host, tasks, () -> wentOn++);
    }

    @Test
    void looksAtTheDomainThatIsMeantAndKeepsIt() {
        DomainViewModel model = domain();
        model.typed().set("https://www.Example.org/");
        model.look();
        assertThat(model.stage().get()).isEqualTo(DomainViewModel.Stage.LOOKED);
        assertThat(Objects.requireNonNull(model.facts().get()).domain()).isEqualTo("example.org");
        model.goOn();
        assertThat(wentOn).isEqualTo(1);
        assertThat(notes.now().domain()).isEqualTo("example.org");
        assertThat(notes.now().hostname()).isEqualTo("mail.example.org");
        assertThat(notes.now().step()).isEqualTo("you");
        assertThat(domain().typed().get()).isEqualTo("example.org");
        assertThat(domain().hostname().get()).isEmpty();
    }

    @Test
    void takesAnotherNameForTheServer() {
        DomainViewModel model = domain();
        model.typed().set("bücher.example");
        model.hostname().set("not a name");
        model.goOn();
        assertThat(code(model.problem().get())).isEqualTo("form.hostname");
        assertThat(wentOn).isZero();
        model.hostname().set("MX.Bücher.example.");
        model.goOn();
        assertThat(notes.now().hostname()).isEqualTo("mx.xn--bcher-kva.example");
        assertThat(domain().typed().get()).isEqualTo("bücher.example");
        assertThat(domain().hostname().get()).isEqualTo("mx.xn--bcher-kva.example");
    }

    @Test
    void saysWhatIsWrongOnlyWhenAskedAndForgetsWhatWasSeenOfAnotherDomain() {
        DomainViewModel model = domain();
        model.typed().set("exam");
        model.lookSoon();
        assertThat(model.problem().get()).isNull();
        model.look();
        assertThat(code(model.problem().get())).isEqualTo("domain.no-dot");
        model.goOn();
        assertThat(wentOn).isZero();
        model.typed().set("example.org");
        model.lookSoon();
        assertThat(model.stage().get()).isEqualTo(DomainViewModel.Stage.LOOKED);
        model.typed().set("EXAMPLE.org.");
        assertThat(model.facts().get()).isNotNull();
        model.typed().set("example.net");
        assertThat(model.facts().get()).isNull();
        assertThat(model.stage().get()).isEqualTo(DomainViewModel.Stage.ASK);
    }

    @Test
    void goesOnWithoutTheDnsAndCanBeToldToStop() {
        DomainViewModel model = domain();
        model.typed().set("example.org");
        dns.fail(Problem.of("dns", "silent", Map.of(), null));
        model.look();
        assertThat(code(model.problem().get())).isEqualTo("dns.silent");
        tasks.hold();
        model.look();
        assertThat(model.stage().get()).isEqualTo(DomainViewModel.Stage.LOOKING);
        model.cancel();
        assertThat(tasks.isCancelled()).isTrue();
        assertThat(model.stage().get()).isEqualTo(DomainViewModel.Stage.ASK);
        tasks.release();
        model.goOn();
        assertThat(notes.now().domain()).isEqualTo("example.org");
    }

    private YouViewModel you() throws ProblemException {
        notes.change(before -> before.forDomain("example.org", "mail.example.org"));
        return new YouViewModel(notes, tasks, () -> wentOn++);
    }

    @ParameterizedTest
    @CsvSource({
        "Zoë Example, '', zoe",
        "Zoë Example, ' Info ', info",
        "Zoë Example, info@example.org, info",
        "Zoë Example, INFO@EXAMPLE.ORG., info",
        "鈴木, suzuki.h, suzuki.h",
        "Анна, a_b-c+d, a_b-c+d",
    })
    void keepsTheMailboxThatIsMeant(String person, String typed, String local) throws ProblemException {
        YouViewModel model = you();
        model.person().set(person);
        model.local().set(typed);
        assertThat(model.address()).contains(local + "@example.org");
        model.recoverable().set(false);
        model.goOn();
        assertThat(wentOn).isEqualTo(1);
        assertThat(notes.now().mailbox()).isEqualTo(local + "@example.org");
        assertThat(notes.now().person()).isEqualTo(person);
        assertThat(notes.now().recoverable()).isFalse();
        assertThat(notes.now().step()).isEqualTo("install");
        assertThat(you().local().get()).isEqualTo(local);
        assertThat(you().recoverable().get()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'', anna, form.person",
        "Анна, '', form.local-part",
        "Anna, a b, form.local-part",
        "Anna, .anna, form.local-part",
        "Anna, anna@example.net, form.local-part",
        "Anna, анна, form.local-part",
    })
    void saysWhatIsMissingOfTheMailbox(String person, String local, String problem) throws ProblemException {
        YouViewModel model = you();
        model.person().set(person);
        model.local().set(local);
        model.goOn();
        assertThat(code(model.problem().get())).isEqualTo(problem);
        assertThat(wentOn).isZero();
        assertThat(notes.now().mailbox()).isNull();
    }

    private InstallViewModel install(InstallViewModel.Installing installing) throws ProblemException {
        notes.change(before ->
                before.forDomain("example.org", "mail.example.org").withMailbox("Anna", "anna@example.org", true));
        return new InstallViewModel(
                notes,
                new InstallViewModel.Work(
                        installing, new FirstMailbox(engine.line(), notes, new SecureRandom()), server -> List.of()),
                tasks,
                clock,
                () -> wentOn++);
    }

    private static List<String> told(InstallViewModel model) {
        return model.steps().get().stream()
                .filter(step -> step.state() != InstallViewModel.State.TO_COME)
                .map(step -> step.name() + " " + step.state() + " "
                        + Objects.requireNonNull(step.took()).toSeconds())
                .toList();
    }

    @Test
    void showsEachStepWithItsTime() throws ProblemException {
        List<List<String>> seen = new ArrayList<>();
        List<InstallViewModel> self = new ArrayList<>();
        InstallViewModel model = install((server, hostname, progress) -> {
            assertThat(hostname).isEqualTo("mail.example.org");
            clock.pass(Duration.ofSeconds(4));
            progress.accept(new Progress("i", "user", 0, 7));
            clock.pass(Duration.ofSeconds(2));
            progress.accept(new Progress("i", "release", 1, 7));
            progress.accept(new Progress("i", "of-tomorrow", 1, 8));
            clock.pass(Duration.ofSeconds(3));
            self.getFirst().tick();
            seen.add(told(self.getFirst()));
            return DONE;
        });
        self.add(model);
        model.goOn();
        assertThat(wentOn).isZero();
        model.install();
        assertThat(seen).containsExactly(List.of("enter DONE 4", "user DONE 2", "release NOW 3"));
        assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.INSTALLED);
        assertThat(told(model)).hasSize(InstallViewModel.STEPS.size()).allMatch(step -> step.contains("DONE"));
        assertThat(model.log().stream().map(entry -> entry.step() + " " + entry.event()))
                .startsWith("enter begun", "enter done", "user begun", "user done", "release begun")
                .endsWith("mailbox begun", "mailbox done");
        assertThat(notes.now().step()).isEqualTo("records");
        assertThat(notes.now().appPassword()).isEqualTo("password-1");
        model.goOn();
        assertThat(wentOn).isEqualTo(1);
    }

    @Test
    void waitsForANetworkThatIsCutAndGoesOnByItself() throws ProblemException {
        List<String> tries = new ArrayList<>();
        InstallViewModel model = install((server, hostname, progress) -> {
            tries.add(hostname);
            if (tries.size() < 3) {
                throw new ProblemException(CUT);
            }
            return DONE;
        });
        model.install();
        assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.WAITING);
        tasks.pass();
        assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.WAITING);
        tasks.pass();
        assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.INSTALLED);
        assertThat(tries).hasSize(3);
        assertThat(tasks.pauses()).isEmpty();
    }

    @Test
    void waitsNoLongerWhenToldSo() throws ProblemException {
        InstallViewModel model = install((server, hostname, progress) -> {
            throw new ProblemException(CUT);
        });
        model.install();
        model.stopWaiting();
        assertThat(tasks.pauses()).isEmpty();
        assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.FAILED);
        assertThat(code(model.problem().get())).isEqualTo("ssh.cut-off");
    }

    @Test
    void waitsSomeTimeForAnEngineThatStarts() throws ProblemException {
        Problem silent = Problem.of("engine", "not-running", Map.of(), null);
        InstallViewModel model = install((server, hostname, progress) -> DONE);
        engine.line().cut(silent);
        model.install();
        for (int i = 0; i < 24; i++) {
            assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.WAITING);
            clock.pass(Duration.ofSeconds(5));
            tasks.pass();
        }
        clock.pass(Duration.ofSeconds(5));
        tasks.pass();
        assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.FAILED);
        engine.line().cut(null);
        model.install();
        assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.INSTALLED);
    }

    @Test
    void waitsForTheAgentThatGoesOnAfterACut() throws ProblemException {
        List<String> tries = new ArrayList<>();
        InstallViewModel model = install((server, hostname, progress) -> {
            tries.add(hostname);
            if (tries.size() < 3) {
                throw new ProblemException(Problem.of(
                        tries.size() == 1 ? "ssh" : "install", tries.size() == 1 ? "cut-off" : "busy", Map.of(), null));
            }
            return DONE;
        });
        model.install();
        clock.pass(Duration.ofSeconds(5));
        tasks.pass();
        assertThat(code(model.problem().get())).isEqualTo("install.busy");
        assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.WAITING);
        clock.pass(Duration.ofSeconds(5));
        tasks.pass();
        assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.INSTALLED);
    }

    @Test
    void saysWhichStepFailedTriesAgainAndUndoes() throws ProblemException {
        List<String> tries = new ArrayList<>();
        InstallViewModel model = install((server, hostname, progress) -> {
            tries.add(hostname);
            progress.accept(new Progress("i", "unit", 4, 7));
            throw new ProblemException(Problem.of("install", "step-failed", Map.of(), "held by 17"));
        });
        model.undo();
        assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.ASK);
        model.install();
        assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.FAILED);
        assertThat(told(model)).last().isEqualTo("unit FAILED 0");
        assertThat(model.log())
                .last()
                .extracting(InstallViewModel.Entry::detail)
                .isEqualTo("install.step-failed: held by 17");
        model.install();
        assertThat(tries).hasSize(2);
        model.undo();
        assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.ASK);
        assertThat(model.problem().get()).isNull();
        assertThat(told(model)).isEmpty();
    }

    @Test
    void installsAnewWhatWasChosenAnew() throws ProblemException {
        InstallViewModel model = install((server, hostname, progress) -> DONE);
        model.install();
        model.look();
        assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.INSTALLED);
        notes.change(before -> before.forDomain("example.net", "mail.example.net"));
        model.look();
        assertThat(model.stage().get()).isEqualTo(InstallViewModel.Stage.ASK);
    }

    @Test
    void startsADemoShowsItsHomeAndTakesItAway() {
        FakeDemo demo = new FakeDemo();
        List<EngineLine> shown = new ArrayList<>();
        DemoViewModel model = new DemoViewModel(demo, tasks, line -> () -> shown.add(line), () -> wentOn++);
        model.look();
        model.remove();
        assertThat(model.stage().get()).isEqualTo(DemoViewModel.Stage.NOTHING);
        assertThat(shown).isEmpty();
        demo.fail(Problem.of("demo", "did-not-start", Map.of(), null));
        model.start();
        assertThat(code(model.problem().get())).isEqualTo("demo.did-not-start");
        assertThat(model.stage().get()).as("what it left can be taken away").isEqualTo(DemoViewModel.Stage.THERE);
        demo.fail(null);
        model.start();
        assertThat(model.problem().get()).isNull();
        model.look();
        assertThat(shown).hasSize(1);
        model.remove();
        assertThat(demo.isThere()).isFalse();
        assertThat(model.stage().get()).isEqualTo(DemoViewModel.Stage.NOTHING);
        tasks.hold();
        model.start();
        model.cancel();
        assertThat(tasks.isCancelled()).isTrue();
        assertThat(model.stage().get()).isEqualTo(DemoViewModel.Stage.NOTHING);
        model.back();
        assertThat(wentOn).isEqualTo(1);
    }

    private RecordsViewModel records() {
        return new RecordsViewModel(
                new RecordsViewModel.Subject("example.org", "mail.example.org", List.of("203.0.113.5")),
                engine.line(),
                dns,
                mail::add,
                tasks,
                () -> wentOn++);
    }

    @Test
    void looksAgainAndAgainUntilTheWorldSeesAllRecords() {
        RecordsViewModel model = records();
        model.wake();
        assertThat(model.sights().get()).hasSize(6).allMatch(sight -> sight.state() == RecordSight.State.MISSING);
        assertThat(Objects.requireNonNull(model.host().get()).name()).isEqualTo("Cloudflare");
        assertThat(model.form().get()).isEqualTo(RecordForm.USUAL);
        assertThat(model.lacks()).containsExactly(RecordsViewModel.Lack.values());
        dns.become(RecordSight.State.SPREADING);
        tasks.pass();
        assertThat(model.lacks()).isEmpty();
        assertThat(model.isComplete()).isFalse();
        dns.become(RecordSight.State.SEEN);
        tasks.pass();
        assertThat(model.isComplete()).isTrue();
        assertThat(tasks.pauses()).as("there is nothing left to wait for").isEmpty();
        assertThat(dns.looks()).isEqualTo(3);
    }

    @Test
    void asksNobodyWhileNobodyLooks() {
        RecordsViewModel model = records();
        model.wake();
        model.rest();
        assertThat(tasks.pauses()).isEmpty();
        model.wake();
        assertThat(tasks.pauses()).hasSize(1);
        model.goOn();
        assertThat(tasks.pauses()).isEmpty();
        assertThat(wentOn).isEqualTo(1);
    }

    @Test
    void showsTheRecordsWithoutTheDnsAndAsksAgainWithoutTheServer() {
        engine.line().cut(CUT);
        RecordsViewModel model = records();
        model.wake();
        assertThat(code(model.problem().get())).isEqualTo("ssh.cut-off");
        engine.line().cut(null);
        dns.fail(Problem.of("dns", "silent", Map.of(), null));
        tasks.pass();
        assertThat(model.problem().get()).isNull();
        assertThat(model.host().get()).isNull();
        assertThat(model.sights().get()).hasSize(6);
    }

    @Test
    void savesTheRecordsAsAZoneFile() throws IOException {
        RecordsViewModel model = records();
        model.wake();
        Path file = folder.resolve("example.org.zone.txt");
        model.save(file);
        assertThat(Files.readAllLines(file))
                .hasSize(6)
                .contains(
                        "mail.example.org.\t3600\tIN\tA\t203.0.113.5",
                        "example.org.\t3600\tIN\tMX\t10 mail.example.org.");
        model.save(folder.resolve("no/such/folder/file"));
        assertThat(code(model.notTakenAway().get())).isEqualTo("file.not-written");
        tasks.pass();
        assertThat(code(model.notTakenAway().get()))
                .as("to look again changes nothing about it")
                .isEqualTo("file.not-written");
        model.save(file);
        assertThat(model.notTakenAway().get()).isNull();
        assertThat(model.begun().get()).isFalse();
    }

    @Test
    void hasAMailProgramBeginALetterWithTheRecordsAsTheyAreTyped() {
        RecordsViewModel model = records();
        model.wake();
        model.form().set(new RecordForm(RecordForm.Names.BLANK, false));
        model.mail("DNS records of example.org", "These:", "(leave it empty)");
        assertThat(model.begun().get()).isTrue();
        assertThat(mail).hasSize(1);
        assertThat(mail.getFirst().subject()).isEqualTo("DNS records of example.org");
        assertThat(mail.getFirst().body())
                .startsWith("These:\n\nA mail\n203.0.113.5\n\nMX (leave it empty)\n10 mail.example.org\n\n");
        model.save(folder.resolve("example.org.zone.txt"));
        assertThat(model.begun().get()).isFalse();
    }
}
