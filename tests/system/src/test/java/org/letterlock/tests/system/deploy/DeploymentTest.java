package org.letterlock.tests.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.desktop.agentclient.AgentClient;
import org.letterlock.desktop.agentclient.ServerInstall;
import org.letterlock.desktop.agentclient.ServerLine;
import org.letterlock.desktop.agentclient.ServerLook;
import org.letterlock.desktop.deploy.FirstEntry;
import org.letterlock.desktop.model.HostKey;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerAddress;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.ssh.JschDoor;
import org.letterlock.desktop.ssh.RemoteCommand;
import org.letterlock.desktop.ssh.RemoteHost;
import org.letterlock.protocol.AccountOrder;
import org.letterlock.protocol.Caller;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.HostConnection;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.InstallOrder;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.NewCredential;
import org.letterlock.protocol.SshInfo;
import org.letterlock.protocol.UninstallOrder;
import org.letterlock.protocol.UpdatesChoice;
import org.letterlock.protocol.UpdatesInfo;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.peer.SmallWorld;
import org.letterlock.tests.kit.peer.ThrowawayHost;

/**
 * From a bare server to letters both ways, over real SSH, by what the app is made of; with networks and power that are cut, releases that are broken, and the way back to a
 * bare server.
 */
@Tag("long")
final class DeploymentTest {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String HOSTNAME = "mail.example.test";

    /** What an installation could leave behind. What the system itself notes of users, and the logs, are not ours. */
    private static final String LIST = """
            find /etc /opt /usr /var/lib /var/tmp /tmp /root /run/systemd/system -xdev \\
                ! -path '/root/.cache*' ! -path '/etc/*-' ! -path '/var/lib/systemd/*' ! -path '/tmp/systemd-private*' \\
                ! -path '/var/tmp/systemd-private*' ! -path '/etc/.pwd.lock' ! -path '/root/.ssh*' | sort
            """;

    /** It notices after three seconds that a network was cut. */
    private final JschDoor door = new JschDoor(20_000, 1_000);

    private final AgentClient agents =
            new AgentClient(Path.of(System.getProperty("letterlock.bundles", "../../installers/target")));

    private final ServerInstall installing = new ServerInstall(door, agents);

    @Test
    void takesABareServerToLettersBothWaysAndBack() throws IOException, ProblemException {
        assumeTrue(SmallWorld.isPossible(), "needs root, for namespaces, systemd-nspawn, mmdebstrap and Postfix");
        try (TempFolder folder = new TempFolder();
                ThrowawayHost host =
                        ThrowawayHost.boot("bookworm", folder.path().resolve("host"));
                SmallWorld world = new SmallWorld(host)) {
            ServerAddress address = new ServerAddress(host.address(), ServerAddress.SSH);
            HostKey key = door.meet(address);
            assertThatThrownBy(() -> door.enter(address, key, "root", new Door.Secret.Password("wrong")))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo("not-let-in"));
            ServerProfile server = new FirstEntry(door)
                    .enter(address, key, "root", new Door.Secret.Password(ThrowawayHost.PASSWORD), "");

            looksAtIt(host, server);
            Set<String> bare = files(server);
            installsThoughTheNetworkIsCutAtEachStep(host, server);
            NewCredential anna = opensAMailbox(server);
            receivesALetter(host, anna);
            writesWithAForeignPostfix(host, world, anna);
            goesBackFromABrokenRelease(host, server, anna);
            goesOnWhenTheConnectionIsCut(server);
            hasTheMailAfterAReboot(host, server, anna);
            letsNobodyInByAPassword(server);
            try (RemoteHost remote = enter(server);
                    HostConnection agent = agents.start(remote, server, part -> {}, progress -> {})) {
                agent.call(agent.host().uninstall(new UninstallOrder("u", true)), PATIENCE);
            }
            assertThat(difference(bare, files(server))).isEmpty();
            assertThat(asked(server, HostApi::ssh).passwords()).isTrue();
            hasUpdatesInstallThemselves(server);
        }
    }

    /** The newer system, and a user who becomes root by a password. */
    @Test
    void installsOnDebian13BySudo() throws IOException, ProblemException {
        assumeTrue(SmallWorld.isPossible(), "needs root, for namespaces, systemd-nspawn, mmdebstrap and Postfix");
        assumeTrue(ThrowawayHost.canHave("trixie"), "the packages of Debian 13 cannot be had here");
        try (TempFolder folder = new TempFolder();
                ThrowawayHost host = ThrowawayHost.boot("trixie", folder.path().resolve("host"));
                SmallWorld _ = new SmallWorld(host)) {
            ServerAddress address = new ServerAddress(host.address(), ServerAddress.SSH);
            HostKey key = door.meet(address);
            ServerProfile server = new FirstEntry(door)
                    .enter(address, key, "bert", new Door.Secret.Password(ThrowawayHost.PASSWORD), "");
            assertThat(server.sudoPassword()).isEqualTo(ThrowawayHost.PASSWORD);
            ServerProfile wrong =
                    new ServerProfile(server.host(), server.port(), "bert", key, server.privateKey(), "wrong");
            assertThatThrownBy(() -> installing.install(wrong, HOSTNAME, step -> {}))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo("wrong-password"));
            InstallReport report = installing.install(server, HOSTNAME, step -> {});
            assertThat(Double.parseDouble(String.valueOf(report.exposure()))).isLessThanOrEqualTo(2.0);
            NewCredential anna = opensAMailbox(server);
            receivesALetter(host, anna);
            // What bert runs, others see; the password is not in it, and the agent has no word of it.
            assertThat(run(server, "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'"))
                    .doesNotContain(ThrowawayHost.PASSWORD);
        }
    }

    private RemoteHost enter(ServerProfile server) throws ProblemException {
        return door.enter(
                server.address(), server.hostKey(), server.user(), new Door.Secret.Key(server.privateKey(), ""));
    }

    private <T> T asked(ServerProfile server, Function<HostApi, CompletableFuture<T>> question)
            throws ProblemException {
        try (ServerLine line = new ServerLine(door, agents, server)) {
            return line.host(question);
        }
    }

    private String run(ServerProfile server, String script) throws ProblemException {
        try (RemoteHost remote = enter(server)) {
            RemoteHost.Ran ran = remote.run(RemoteCommand.script(script), new byte[0]);
            return ran.out() + (ran.exitCode() == 0 ? "" : ran.err() + "exit code " + ran.exitCode());
        }
    }

    private Set<String> files(ServerProfile server) throws ProblemException {
        return run(server, LIST).lines().collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> difference(Set<String> before, Set<String> after) {
        Set<String> either = new TreeSet<>(before);
        either.addAll(after);
        either.removeIf(file -> before.contains(file) && after.contains(file));
        return either;
    }

    private void looksAtIt(ThrowawayHost host, ServerProfile server) throws ProblemException {
        List<String> steps = Collections.synchronizedList(new ArrayList<>());
        Inspection inspection = new ServerLook(door, agents, null)
                .look(server, List.of(), Instant.now().toString(), part -> {}, step -> steps.add(step.step()));
        assertThat(inspection.stops()).as("%s", inspection.findings()).isFalse();
        assertThat(inspection.hostname()).isEqualTo("bare");
        assertThat(inspection.addresses()).containsExactly(host.address());
        assertThat(inspection.findings())
                .extracting(Finding::code)
                .contains("system-fine", "ports-fine", "outbound-fine", "firewall-none")
                .doesNotContain("root-absent", "letterlock-found");
        assertThat(steps).hasSize(9);
    }

    /**
     * From a bare server each time, as what is there already is passed in no time, and its answer would be on its way before the cut. What was begun goes on there; to begin again
     * waits for that, and finds it done. The app's screens cut it at the self-test ({@link WizardDeploymentTest}).
     */
    private void installsThoughTheNetworkIsCutAtEachStep(ThrowawayHost host, ServerProfile server)
            throws ProblemException {
        List<String> cuts = InstallOrder.STEPS.stream()
                .filter(step -> !step.equals("self-test"))
                .toList();
        for (String cut : cuts) {
            if (!cut.equals(cuts.getFirst())) {
                assertThat(run(server, "letterlock-agent uninstall --erase-mail --json"))
                        .doesNotContain("exit code");
            }
            List<String> steps = Collections.synchronizedList(new ArrayList<>());
            Problem problem = cutsAt(host, server, cut, steps);
            assertThat(steps).as("%s", problem).contains(cut);
            host.mend();
            InstallReport report = installsAgain(server);
            assertThat(Double.parseDouble(String.valueOf(report.exposure()))).isLessThanOrEqualTo(2.0);
            assertThat(run(server, "ls /opt/letterlock/releases").lines()).containsExactly(report.release());
        }
    }

    private Problem cutsAt(ThrowawayHost host, ServerProfile server, String cut, List<String> steps) {
        try {
            installing.install(server, HOSTNAME, step -> {
                steps.add(step.step());
                if (step.step().equals(cut)) {
                    host.cut();
                }
            });
        } catch (ProblemException e) {
            return e.problem();
        }
        throw new AssertionError("it was installed over a network that was cut");
    }

    private InstallReport installsAgain(ServerProfile server) {
        List<InstallReport> reports = new ArrayList<>();
        assertThat(Waiting.until(PATIENCE, () -> {
                    try {
                        return reports.add(installing.install(server, HOSTNAME, step -> {}));
                    } catch (ProblemException e) {
                        assertThat(e.problem().code()).as("%s", e.problem()).isEqualTo("busy");
                        return false;
                    }
                }))
                .isTrue();
        return reports.getFirst();
    }

    private NewCredential opensAMailbox(ServerProfile server) throws ProblemException {
        try (ServerLine line = new ServerLine(door, agents, server)) {
            line.ask(engine -> engine.addDomain(new EngineApi.DomainName("example.test")));
            NewCredential anna =
                    line.ask(engine -> engine.addAccount(new AccountOrder("anna@example.test", "Anna", "phone", null)));
            assertThat(line.ask(EngineApi::status).hostname()).isEqualTo(HOSTNAME);
            assertThat(
                            run(
                                    server,
                                    "stat -c %U:%a /var/lib/letterlock; systemctl is-enabled letterlock;"
                                            + " grep -h 'Max core' /proc/$(systemctl show -p MainPID --value letterlock)/limits"))
                    .startsWith("letterlock:700\nenabled\n")
                    .containsPattern("Max core file size +0 +0 ");
            return anna;
        }
    }

    private static void writesWithAForeignPostfix(ThrowawayHost host, SmallWorld world, NewCredential anna) {
        LetterMaker.Letter there = new LetterMaker(2).plain("anna@example.test", SmallWorld.BOB, "There", "To Bob.");
        try (SmtpTestClient submission = SmtpTestClient.connectTls(new InetSocketAddress(host.address(), 465))
                .ehlo()) {
            submission.authPlain("anna@example.test", anna.password()).expect(235);
            submission
                    .deliver(there.from(), List.of(there.to()), there.octets())
                    .expect(250);
            submission.quit();
        }
        assertThat(Waiting.until(
                        Duration.ofSeconds(60), () -> world.received().anyMatch(text -> text.contains("To Bob."))))
                .as("%s", world.log())
                .isTrue();
        assertThat(world.received()).allMatch(text -> text.contains("DKIM-Signature:"));
        world.write("anna@example.test", "Back");
        readsTheLetters(host, anna, "First", "Back");
    }

    private static void receivesALetter(ThrowawayHost host, NewCredential anna) {
        LetterMaker.Letter letter =
                new LetterMaker(1).plain("bob@example.net", "anna@example.test", "First", "The first letter.");
        try (SmtpTestClient mx = SmtpTestClient.connect(new InetSocketAddress(host.address(), 25))) {
            mx.ehlo();
            assertThat(mx.deliver(letter.from(), List.of(letter.to()), letter.octets())
                            .code())
                    .isEqualTo(250);
            mx.quit();
        }
        readsTheLetters(host, anna, "First");
    }

    private static void readsTheLetters(ThrowawayHost host, NewCredential anna, String... subjects) {
        try (ImapTestClient imap = ImapTestClient.connectTls(new InetSocketAddress(host.address(), 993))
                .login("anna@example.test", anna.password())) {
            assertThat(Waiting.until(Duration.ofSeconds(60), () -> imap.select("INBOX") == subjects.length))
                    .isTrue();
            assertThat(String.join(" ", imap.headers("1:*", "Subject"))).contains(subjects);
            imap.logout();
        }
    }

    /** Another release beside the one that runs, and a way to spoil it. */
    private String another(ServerProfile server, String version, String spoil) throws ProblemException {
        return run(server, """
                set -e
                cd "$HOME/.cache/letterlock"
                rm -rf other
                cp -a "$(ls -d [0-9a-f]*[0-9a-f] | head -n 1)" other
                cd other
                echo %s >VERSION
                %s
                find . -type f ! -name SHA256SUMS ! -name whole -print | LC_ALL=C sort | sed 's/^\\.\\///' | tr '\\n' '\\0' | xargs -0 sha256sum >SHA256SUMS
                """.formatted(version, spoil));
    }

    private void goesBackFromABrokenRelease(ThrowawayHost host, ServerProfile server, NewCredential anna)
            throws ProblemException {
        String before = run(server, "readlink /opt/letterlock/current");
        another(server, "9.1", "rm lib/picocli-*.jar; rm agent/picocli-*.jar");
        assertThat(run(server, "\"$HOME/.cache/letterlock/other/bin/letterlock-agent\" install --hostname " + HOSTNAME))
                .contains("exit code 1");
        another(server, "9.2", "rm lib/sqlite-jdbc-*.jar");
        assertThat(run(
                        server,
                        "\"$HOME/.cache/letterlock/other/bin/letterlock-agent\" install --json --hostname " + HOSTNAME))
                .contains("\"code\": \"self-test\"");
        assertThat(run(server, "readlink /opt/letterlock/current; systemctl is-active letterlock"))
                .isEqualTo(before + "active\n");
        assertThat(run(server, "ls /opt/letterlock/releases").lines()).hasSize(1);
        readsTheLetters(host, anna, "First", "Back");
    }

    /** The installation of another release goes on when nobody listens any more. */
    private void goesOnWhenTheConnectionIsCut(ServerProfile server) throws ProblemException {
        another(server, "9.3", "");
        CompletableFuture<Void> inTheMiddle = new CompletableFuture<>();
        HostConnection agent;
        CompletableFuture<InstallReport> report;
        try (RemoteHost remote = enter(server)) {
            RemoteHost.Running running = remote.start(
                    RemoteCommand.script("exec \"$HOME/.cache/letterlock/other/bin/letterlock-agent\" stdio"));
            agent = HostConnection.open(
                    running.out(), running.in(), running::close, new Caller(HostApi.VERSION, "test"), step -> {
                        if (step.step().equals("self-test")) {
                            inTheMiddle.complete(null);
                        }
                    });
            report = agent.host().install(new InstallOrder("i", HOSTNAME));
            inTheMiddle.join();
        }
        assertThatThrownBy(() -> agent.call(report, PATIENCE)).isInstanceOf(FailureException.class);
        assertThat(Waiting.until(Duration.ofMinutes(1), () -> isSwitched(server)))
                .isTrue();
        assertThat(run(server, "readlink /opt/letterlock/current")).contains("/9.3-");
        try (RemoteHost remote = enter(server);
                HostConnection later = agents.start(remote, server, part -> {}, progress -> {})) {
            List<HostChange> changes = later.call(later.host().changes());
            assertThat(changes.getLast().state()).isEqualTo("done");
            assertThat(changes.getLast().step()).isEqualTo("switch");
        }
    }

    private boolean isSwitched(ServerProfile server) {
        try {
            String last = run(server, "tail -n 1 /opt/letterlock/journal");
            return last.contains("Switched to the release 9.3") && last.contains("\"done\"");
        } catch (ProblemException e) {
            return false;
        }
    }

    private void hasTheMailAfterAReboot(ThrowawayHost host, ServerProfile server, NewCredential anna)
            throws ProblemException {
        run(server, "(sleep 1; systemctl reboot) >/dev/null 2>&1 &");
        host.awaitReboot();
        assertThat(Waiting.until(Duration.ofMinutes(2), () -> isActive(server))).isTrue();
        readsTheLetters(host, anna, "First", "Back");
    }

    private boolean isActive(ServerProfile server) {
        try (ServerLine line = new ServerLine(door, agents, server)) {
            return line.ask(EngineApi::status).hostname().equals(HOSTNAME);
        } catch (ProblemException e) {
            return false;
        }
    }

    private void letsNobodyInByAPassword(ServerProfile server) throws ProblemException {
        Door.Secret password = new Door.Secret.Password(ThrowawayHost.PASSWORD);
        // Nobody proves it: systemd leads back, here before its time.
        assertThat(run(server, "letterlock-agent ssh harden --json; systemctl is-active letterlock-ssh-way-back.timer"))
                .contains("\"passwords\": false", "\"until\"")
                .endsWith("\nactive\n");
        takesNoPasswords(server, password);
        assertThat(run(server, "systemctl start letterlock-ssh-way-back.service"))
                .isEmpty();
        assertThat(Waiting.until(Duration.ofSeconds(20), () -> takesThePassword(server, password)))
                .isTrue();
        SshInfo back = asked(server, HostApi::ssh);
        assertThat(back).isEqualTo(new SshInfo(true, "yes", false, null));

        try (ServerLine line = new ServerLine(door, agents, server)) {
            assertThat(line.harden()).isEqualTo(new SshInfo(false, "prohibit-password", true, null));
        }
        takesNoPasswords(server, password);
        assertThat(run(server, "systemctl is-active letterlock-ssh-way-back.timer; ls /etc/tmpfiles.d"))
                .startsWith("inactive\n")
                .doesNotContain("letterlock");
    }

    private boolean takesThePassword(ServerProfile server, Door.Secret password) {
        try (RemoteHost _ = door.enter(server.address(), server.hostKey(), "bert", password)) {
            return true;
        } catch (ProblemException e) {
            return false;
        }
    }

    private void takesNoPasswords(ServerProfile server, Door.Secret password) {
        assertThatThrownBy(() -> door.enter(server.address(), server.hostKey(), "bert", password))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("keys-only"));
    }

    private void hasUpdatesInstallThemselves(ServerProfile server) throws ProblemException {
        String packages = run(server, "dpkg-query -W");
        UpdatesInfo on = asked(server, host -> host.chooseUpdates(new UpdatesChoice(true)));
        assertThat(on).isEqualTo(new UpdatesInfo(true, true, true));
        assertThat(run(server, "unattended-upgrade --dry-run && systemctl is-enabled apt-daily-upgrade.timer"))
                .endsWith("enabled\n");
        UpdatesInfo off = asked(server, host -> host.chooseUpdates(new UpdatesChoice(false)));
        assertThat(off).isEqualTo(new UpdatesInfo(true, false, false));
        assertThat(
                        run(
                                server,
                                "dpkg-query -W -f '${binary:Package} ${db:Status-Status}\\n' | grep -c not-installed; dpkg-query -W"))
                .contains(packages);
    }
}
