package org.letterlock.tests.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.desktop.agentclient.AgentClient;
import org.letterlock.desktop.agentclient.ServerLook;
import org.letterlock.desktop.deploy.FirstEntry;
import org.letterlock.desktop.model.HostKey;
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
import org.letterlock.protocol.UninstallOrder;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/**
 * From a bare server to a letter that is read, over real SSH, by what the app is made of; then a release that is broken, a connection that is cut, and the way back to a
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

    private final JschDoor door = new JschDoor(20_000, 10_000);
    private final AgentClient agents =
            new AgentClient(Path.of(System.getProperty("letterlock.bundles", "../../installers/target")));

    @Test
    void takesABareServerToALetterAndBack() throws IOException, ProblemException {
        assumeTrue(ThrowawayHost.isPossible(), "needs root, for namespaces, systemd-nspawn and mmdebstrap");
        try (TempFolder folder = new TempFolder();
                ThrowawayHost host =
                        ThrowawayHost.boot("bookworm", folder.path().resolve("host"))) {
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
            NewCredential anna = installs(server);
            receivesALetter(host, anna);
            goesBackFromABrokenRelease(host, server, anna);
            goesOnWhenTheConnectionIsCut(server);
            readsTheLetterStill(host, anna);
            try (RemoteHost remote = enter(server);
                    HostConnection agent = agents.start(remote, server, part -> {}, progress -> {})) {
                agent.call(agent.host().uninstall(new UninstallOrder("u", true)), PATIENCE);
            }
            assertThat(difference(bare, files(server))).isEmpty();
        }
    }

    private RemoteHost enter(ServerProfile server) throws ProblemException {
        return door.enter(
                server.address(), server.hostKey(), server.user(), new Door.Secret.Key(server.privateKey(), ""));
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

    private void looksAtIt(ThrowawayHost host, ServerProfile server) throws IOException, ProblemException {
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getByName(host.ours()))) {
            Thread.ofVirtual().start(() -> greet(other));
            List<String> steps = Collections.synchronizedList(new ArrayList<>());
            Inspection inspection = new ServerLook(door, agents, List.of(host.ours() + ":" + other.getLocalPort()))
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
    }

    private static void greet(ServerSocket other) {
        try (Socket client = other.accept()) {
            client.getOutputStream().write("220 mx.example.net\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private NewCredential installs(ServerProfile server) throws ProblemException {
        List<String> steps = Collections.synchronizedList(new ArrayList<>());
        try (RemoteHost remote = enter(server);
                HostConnection agent = agents.start(remote, server, part -> {}, step -> steps.add(step.step()))) {
            InstallReport report = agent.call(agent.host().install(new InstallOrder("i", HOSTNAME)), PATIENCE);
            assertThat(steps).containsExactly("user", "release", "data", "self-test", "unit", "firewall", "switch");
            assertThat(Double.parseDouble(String.valueOf(report.exposure()))).isLessThanOrEqualTo(2.0);
            assertThat(report.before()).isNull();
            agent.call(agent.engine().addDomain(new EngineApi.DomainName("example.test")));
            NewCredential anna =
                    agent.call(agent.engine().addAccount(new AccountOrder("anna@example.test", "Anna", "phone", null)));
            assertThat(agent.call(agent.engine().status()).hostname()).isEqualTo(HOSTNAME);
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
        readsTheLetterStill(host, anna);
    }

    private static void readsTheLetterStill(ThrowawayHost host, NewCredential anna) {
        try (ImapTestClient imap = ImapTestClient.connectTls(new InetSocketAddress(host.address(), 993))
                .login("anna@example.test", anna.password())) {
            assertThat(Waiting.until(Duration.ofSeconds(20), () -> imap.select("INBOX") == 1))
                    .isTrue();
            assertThat(imap.headers("1:*", "Subject"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("First");
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
        readsTheLetterStill(host, anna);
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
}
