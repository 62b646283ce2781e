package org.letterlock.desktop.agentclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.desktop.deploy.FirstEntry;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.ssh.JschDoor;
import org.letterlock.desktop.ssh.TestServer;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.HostConnection;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.SshInfo;

/** The helper on its way to a server, over real SSH and a real shell, and back what it says. */
final class ServerLookTest {

    @TempDir
    Path folder;

    private final JschDoor door = new JschDoor(10_000, 10_000);
    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());
    private Path home;
    private Path bundles;
    private TestServer server;
    private ServerProfile profile;

    @BeforeEach
    void start() throws IOException, ProblemException, InterruptedException {
        home = Files.createDirectory(folder.resolve("home"));
        bundles = Files.createDirectory(folder.resolve("bundles"));
        server = new TestServer(home);
        profile = new FirstEntry(door)
                .enter(
                        server.address(),
                        door.meet(server.address()),
                        "anna",
                        new Door.Secret.Password(TestServer.PASSWORD),
                        "");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** An archive whose agent is {@link FakeAgent}, after what a shell's greeting may say. */
    private void pack(String script) throws IOException, InterruptedException {
        Path agent = folder.resolve("letterlock-server-0/bin/letterlock-agent");
        Files.createDirectories(agent.getParent());
        Files.writeString(agent, "#!/bin/sh\n" + script + "\n");
        assertThat(agent.toFile().setExecutable(true)).isTrue();
        Path archive = bundles.resolve("letterlock-server-0-linux-" + run("uname", "-m") + ".tar.gz");
        run("tar", "-C", folder.toString(), "-czf", archive.toString(), "letterlock-server-0");
    }

    private static String run(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out.strip();
    }

    private void packAgent() throws IOException, InterruptedException {
        pack("echo 'Welcome to this server'; exec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '" + System.getProperty("java.class.path")
                + "' " + FakeAgent.class.getName() + " \"$@\"");
    }

    private Inspection look() throws ProblemException {
        return new ServerLook(door, new AgentClient(bundles), null)
                .look(
                        profile,
                        List.of("bl.example.net"),
                        "2026-11-29T12:00:00Z",
                        part -> steps.add("uploaded"),
                        progress -> steps.add(progress.step()));
    }

    private void fails(String code) {
        assertThatThrownBy(this::look)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code())
                                .as("%s", e.problem())
                                .isEqualTo(code));
    }

    private List<Path> cache() throws IOException {
        Path cache = home.resolve(".cache/letterlock");
        if (!Files.exists(cache)) {
            return List.of();
        }
        try (var files = Files.list(cache)) {
            return files.toList();
        }
    }

    @Test
    void bringsTheHelperOnceAndHasItLook() throws Exception {
        packAgent();
        Inspection inspection = look();
        assertThat(inspection.addresses()).containsExactly("127.0.0.1");
        assertThat(inspection.findings().getFirst().detail()).isEqualTo("[bl.example.net]");
        assertThat(steps).contains("uploaded", "system");
        assertThat(cache()).hasSize(1);
        steps.clear();
        look();
        assertThat(steps).containsExactly("system");
        packAgent();
        Files.delete(cache().getFirst().resolve("whole"));
        look();
        assertThat(steps).contains("uploaded");
    }

    @Test
    void saysThatItHasNothingForTheServer() {
        fails("no-bundle");
    }

    @Test
    void leavesNothingHalfDoneOnTheServer() throws Exception {
        packAgent();
        Files.write(
                bundles.resolve("letterlock-server-0-linux-" + run("uname", "-m") + ".tar.gz"), new byte[] {1, 2, 3});
        fails("upload-failed");
        assertThat(cache()).isEmpty();
    }

    @Test
    void saysWhatCameInsteadOfTheHelper() throws Exception {
        pack("echo \"cannot execute: $1\"");
        fails("no-agent");
    }

    @Test
    void saysThatTheServerIsNoLinux() {
        server.answer("system=FreeBSD\nprocessor=amd64\n");
        fails("not-linux");
    }

    @Test
    void saysThatTheUserHasNoShell() {
        server.answer("This account is currently not available.\n");
        fails("no-shell");
    }

    @Test
    void saysThatThereIsNoRoom() throws Exception {
        packAgent();
        server.answer("system=Linux\nprocessor=" + run("uname", "-m") + "\nagent=no\nfree=399999\n");
        fails("no-room");
    }

    @Test
    void saysThatTheConnectionWasCut() throws Exception {
        packAgent();
        server.answer("cut");
        fails("cut-off");
    }

    @Test
    void keepsALineToTheEngineAndOpensItAnewWhereItWasCut() throws Exception {
        packAgent();
        try (ServerLine line = new ServerLine(door, new AgentClient(bundles), profile)) {
            long first = processOf(line);
            assertThat(processOf(line)).isEqualTo(first);
            ProcessHandle agent = ProcessHandle.of(first).orElseThrow();
            agent.destroyForcibly();
            agent.onExit().join();
            assertThat(afterTheCut(line)).isNotEqualTo(first);
        }
    }

    private static long processOf(EngineLine line) throws ProblemException {
        return line.ask(EngineApi::status).processId();
    }

    /** The question on the way while the line is cut may find no answer; the next one does. */
    private static long afterTheCut(EngineLine line) throws ProblemException {
        try {
            return processOf(line);
        } catch (ProblemException e) {
            assertThat(e.problem().code()).isEqualTo("no-answer");
            return processOf(line);
        }
    }

    @Test
    void tellsWhatTheEngineRefuses() throws Exception {
        packAgent();
        try (ServerLine line = new ServerLine(door, new AgentClient(bundles), profile)) {
            assertThatThrownBy(() -> line.ask(EngineApi::domains)).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void keepsWhatItChangedAboutSshOnceAnotherConnectionProvedIt() throws Exception {
        packAgent();
        try (ServerLine line = new ServerLine(door, new AgentClient(bundles), profile)) {
            assertThat(line.harden()).isEqualTo(new SshInfo(false, "yes", true, null));
            assertThat(line.host(HostApi::ssh).hardened()).isTrue();
            assertThatThrownBy(() -> line.host(HostApi::relaxSsh)).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void keepsNothingOfItWhereItsKeyDoesNotOpenAnyMore() throws Exception {
        packAgent();
        Files.writeString(home.resolve("locks-out"), "");
        try (ServerLine line = new ServerLine(door, new AgentClient(bundles), profile)) {
            assertThatThrownBy(line::harden)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo("not-proven"));
        }
        assertThat(home.resolve("hardened")).exists();
        assertThat(home.resolve("kept")).doesNotExist();
    }

    @Test
    void saysThatTheDiskFilledUpWhileItUploadedAndLeavesNothing() throws Exception {
        packAgent();
        server.program("cat", "head -c 1000; echo 'cat: write error: No space left on device' >&2; exit 1");
        server.program(
                "df",
                "printf 'name\\n/dev/vda1 100 100 %s 100%% /\\n' $([ -d \"$2\" ] && ls \"$2\" | grep -q new && echo 8 || echo 500000)");
        fails("no-room");
        assertThat(cache()).isEmpty();
        server.program("df", "printf 'name\\n/dev/vda1 100 100 500000 100%% /\\n'");
        fails("upload-failed");
        assertThat(cache()).isEmpty();
    }

    @Test
    void uploadsAnewWhereTheConnectionWasCutInTheMiddle() throws Exception {
        packAgent();
        server.cutAfter(50);
        fails("cut-off");
        server.cutAfter(Long.MAX_VALUE);
        look();
        assertThat(cache()).hasSize(1);
    }

    @Test
    void readsNoMoreOfAServerThanItAskedFor() throws Exception {
        server.answer("x".repeat(3_000_000));
        fails("too-much");
        server.answer("");
        pack("yes | head -c 300000");
        fails("no-agent");
        pack("printf '" + HostConnection.FIRST_LINE + "\\nContent-Length: 99999999999\\r\\n\\r\\n'; yes");
        fails("no-answer");
    }

    @Test
    void showsNothingThatSteersATerminalOrHidesWhatItIs() throws Exception {
        String escapes = "\u001b[2J\u001b]0;owned\u0007\u202eDSB";
        server.answer("system=" + escapes + "\nprocessor=x\n");
        harmless("not-linux");
        server.answer("");
        pack("echo '" + escapes + "'; echo '" + escapes + "' >&2; exit 3");
        harmless("no-agent");
    }

    private void harmless(String code) {
        assertThatThrownBy(this::look).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(code);
            assertThat(e.problem().toString()).contains("[2J]0;ownedDSB").doesNotContain("\u001b", "\u0007", "\u202e");
        });
    }
}
