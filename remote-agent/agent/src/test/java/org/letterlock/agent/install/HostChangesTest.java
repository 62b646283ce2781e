package org.letterlock.agent.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.agent.host.Commands;
import org.letterlock.agent.host.Computer;
import org.letterlock.agent.host.Names;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.SshInfo;
import org.letterlock.protocol.UninstallOrder;
import org.letterlock.protocol.UpdatesChoice;
import org.letterlock.protocol.UpdatesInfo;

/** Safer SSH and security updates, on a folder that stands for a computer whose sshd and apt read what lies there. */
final class HostChangesTest {

    @TempDir
    Path root;

    private final List<List<String>> ran = new ArrayList<>();
    private final TreeSet<String> packages = new TreeSet<>(List.of("apt", "openssh-server"));
    private String ownSettings = "permitrootlogin yes\npasswordauthentication yes\nkbdinteractiveauthentication no\n";
    private boolean includes = true;
    private boolean debian = true;
    private String aptSays = "";
    private int listsMissing;
    private Predicate<String> fails = command -> false;
    private Installation here;
    private Path dropIn;
    private Path pending;
    private Path settings;

    @BeforeEach
    void make() throws IOException {
        Files.createDirectories(root.resolve("etc/apt/apt.conf.d"));
        Files.createDirectories(root.resolve("etc/ssh/sshd_config.d"));
        Files.createDirectories(root.resolve("etc/tmpfiles.d"));
        dropIn = root.resolve("etc/ssh/sshd_config.d/00-letterlock.conf");
        pending = root.resolve("etc/tmpfiles.d/letterlock-ssh.conf");
        settings = root.resolve("etc/apt/apt.conf.d/52letterlock");
        here = new Installation(
                new Computer(
                        root,
                        "amd64",
                        true,
                        List::of,
                        (words, patience) -> run(words),
                        Names.ofTheSystem(),
                        Clock.systemUTC()),
                (socket, patience) -> Optional.empty(),
                null);
    }

    private Commands.Ended run(List<String> words) {
        ran.add(words);
        String command = String.join(" ", words);
        if (fails.test(command)) {
            return new Commands.Ended(1, "it failed");
        }
        try {
            return answer(words, command);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Commands.Ended answer(List<String> words, String command) throws IOException {
        if (command.startsWith("/usr/sbin/sshd -T")) {
            String written = includes && Files.exists(dropIn)
                    ? Files.readString(dropIn).toLowerCase(java.util.Locale.ROOT) + ownSettings
                    : ownSettings;
            return new Commands.Ended(0, written);
        }
        if (command.equals("systemctl is-active --quiet sshd")) {
            return new Commands.Ended(3, "");
        }
        if (command.equals("apt-config dump")) {
            return debian
                    ? new Commands.Ended(
                            0, Files.exists(settings) ? Files.readString(settings) : "APT::Periodic \"\";\n")
                    : new Commands.Ended(-1, "no such program");
        }
        if (command.startsWith("dpkg-query")) {
            boolean all = words.size() == 4;
            return all
                    ? new Commands.Ended(0, String.join("\n", packages))
                    : new Commands.Ended(0, packages.contains(words.getLast()) ? "installed" : "not-installed");
        }
        if (command.contains("apt-get") && words.getLast().equals("update")) {
            listsMissing = 0;
        } else if (command.contains("apt-get")) {
            if (!aptSays.isEmpty() || listsMissing > 0) {
                return new Commands.Ended(100, aptSays.isEmpty() ? "E: Unable to locate package" : aptSays);
            }
            packages.addAll(List.of("unattended-upgrades", "python3-apt", "installed-by-somebody-meanwhile"));
            return new Commands.Ended(0, """
                    Selecting previously unselected package python3-apt.
                    Unpacking python3-apt (2.6.0) ...
                    Unpacking unattended-upgrades:all (2.9.1) ...
                    Unpacking apt (2.6.1) over (2.6.0) ...
                    Setting up unattended-upgrades (2.9.1) ...
                    """);
        } else if (command.contains("dpkg --purge")) {
            packages.removeAll(words.subList(words.indexOf("--purge") + 1, words.size()));
        }
        return new Commands.Ended(0, "");
    }

    private List<String> commands(String beginning) {
        return ran.stream()
                .map(words -> String.join(" ", words))
                .filter(command -> command.startsWith(beginning))
                .toList();
    }

    private static String failure(Runnable work) {
        try {
            work.run();
        } catch (FailureException e) {
            return e.failure().code();
        }
        return "none";
    }

    private List<String> states() {
        return here.changes().stream().map(HostChange::state).toList();
    }

    @Test
    void lestNobodyBeLockedOutItUndoesItselfUnlessSomebodySignsInAnew() throws Exception {
        assertThat(here.ssh()).isEqualTo(new SshInfo(true, "yes", false, null));
        fails = command -> {
            if (command.startsWith("systemd-run")) {
                assertThat(pending).exists();
                assertThat(dropIn)
                        .as("the way back is armed before there is anything to come back from")
                        .doesNotExist();
            }
            return false;
        };
        SshInfo hardened = here.hardenSsh();
        assertThat(hardened.passwords()).isFalse();
        assertThat(hardened.rootLogin()).isEqualTo("prohibit-password");
        assertThat(hardened.until()).isNotNull();
        assertThat(pending).content().contains("r! /etc/ssh/sshd_config.d/00-letterlock.conf");
        assertThat(commands("systemctl reload")).containsExactly("systemctl reload ssh");
        assertThat(states()).containsExactly("begun", "done");

        runsTheWayBack();
        assertThat(dropIn).doesNotExist();
        assertThat(pending).doesNotExist();
        assertThat(states()).containsExactly("begun", "done", "undone");
        assertThat(failure(here::keepSsh)).isEqualTo("ssh-undone");
    }

    /** What systemd would run two minutes later, with a systemctl that is there. */
    private void runsTheWayBack() throws IOException, InterruptedException {
        List<String> timer = ran.stream()
                .filter(words -> words.getFirst().equals("systemd-run"))
                .findFirst()
                .orElseThrow();
        assertThat(timer).contains("--on-active=" + SshHardening.UNPROVEN.toSeconds());
        List<String> script = timer.subList(timer.indexOf("sh"), timer.size());
        Path programs = Files.createDirectories(root.resolve("programs"));
        Files.writeString(programs.resolve("systemctl"), "#!/bin/sh\n");
        assertThat(programs.resolve("systemctl").toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder = new ProcessBuilder(script).inheritIO();
        builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
        assertThat(builder.start().waitFor()).isZero();
    }

    @Test
    void staysOnceSomebodySignedInAnewAndCanBeUndone() {
        here.hardenSsh();
        assertThat(here.keepSsh()).isEqualTo(new SshInfo(false, "prohibit-password", true, null));
        assertThat(pending).doesNotExist();
        assertThat(commands("systemctl stop letterlock-ssh-way-back.timer")).isNotEmpty();
        assertThat(here.hardenSsh().until()).isNull();
        assertThat(here.relaxSsh()).isEqualTo(new SshInfo(true, "yes", false, null));
        assertThat(dropIn).doesNotExist();
        assertThat(states()).containsExactly("begun", "done", "undone");
        here.relaxSsh();
        assertThat(states()).hasSize(3);
    }

    @Test
    void undoesNoMoreThanWhatFailed() {
        here.hardenSsh();
        here.relaxSsh();
        fails = command -> command.startsWith("systemd-run");
        assertThat(failure(here::hardenSsh)).isEqualTo("step-failed");
        assertThat(states()).containsExactly("begun", "done", "undone", "begun", "undone");
    }

    @ParameterizedTest
    @CsvSource({"yes, true", "no, false", "without-password, false", "forced-commands-only, false"})
    void letsRootInByNoMoreWaysThanBefore(String rootLogin, boolean written) throws IOException {
        ownSettings = "permitrootlogin " + rootLogin + "\npasswordauthentication yes\n";
        here.hardenSsh();
        assertThat(Files.readString(dropIn).contains("PermitRootLogin")).isEqualTo(written);
    }

    @Test
    void leavesNothingWhereSshdDoesNotFollow() {
        includes = false;
        assertThat(failure(here::hardenSsh)).isEqualTo("ssh-otherwise");
        assertThat(dropIn).doesNotExist();
        assertThat(pending).doesNotExist();
        assertThat(commands("systemctl reload")).isNotEmpty();
        assertThat(states()).containsExactly("begun", "undone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"systemd-run", "/usr/sbin/sshd -t"})
    void leavesNothingWhereThereIsNoWayBackOrSshdRefuses(String command) {
        fails = ran -> ran.startsWith(command);
        assertThat(failure(here::hardenSsh)).isEqualTo("step-failed");
        assertThat(dropIn).doesNotExist();
        assertThat(pending).doesNotExist();
        fails = ran -> ran.startsWith("/usr/sbin/sshd -T");
        assertThat(failure(here::ssh)).isEqualTo("no-sshd");
    }

    @Test
    void installsWhatUpdatesNeedAndRemovesJustThat() {
        assertThat(here.updates()).isEqualTo(new UpdatesInfo(true, false, false));
        listsMissing = 1;
        assertThat(here.chooseUpdates(new UpdatesChoice(true))).isEqualTo(new UpdatesInfo(true, true, true));
        assertThat(packages).contains("unattended-upgrades");
        here.chooseUpdates(new UpdatesChoice(true));
        assertThat(states()).containsExactly("begun", "done");
        assertThat(here.chooseUpdates(new UpdatesChoice(false))).isEqualTo(new UpdatesInfo(true, false, false));
        assertThat(packages).containsExactlyInAnyOrder("apt", "openssh-server", "installed-by-somebody-meanwhile");
        assertThat(settings).doesNotExist();
        assertThat(root.resolve("opt/letterlock/updates-packages")).doesNotExist();
    }

    @Test
    void installsNothingWhereNobodySaysWhatIsThere() {
        fails = command -> command.startsWith("dpkg-query");
        assertThat(failure(() -> here.chooseUpdates(new UpdatesChoice(true)))).isEqualTo("step-failed");
        assertThat(commands("env DEBIAN_FRONTEND=noninteractive")).isEmpty();
        assertThat(packages).containsExactlyInAnyOrder("apt", "openssh-server");
        assertThat(root.resolve("opt/letterlock/updates-packages")).doesNotExist();
    }

    @Test
    void doesNotSayThatItWasUndoneWhereTheWayBackFails() {
        here.hardenSsh();
        here.keepSsh();
        fails = command -> command.startsWith("systemctl reload");
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(here::relaxSsh)
                .satisfies(thrown -> {
                    assertThat(thrown.failure().code()).isEqualTo("stopped-halfway");
                    assertThat(thrown.failure().meaning()).doesNotContain("undone");
                });
    }

    @Test
    void leavesThePackageThatWasThere() {
        packages.add("unattended-upgrades");
        here.chooseUpdates(new UpdatesChoice(true));
        assertThat(commands("env DEBIAN_FRONTEND=noninteractive apt-get")).isEmpty();
        here.chooseUpdates(new UpdatesChoice(false));
        assertThat(packages).contains("unattended-upgrades");
    }

    @Test
    void saysThatAptIsBusyOrMissingOrFailsAndLeavesNothing() {
        aptSays = "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (apt)";
        assertThat(failure(() -> here.chooseUpdates(new UpdatesChoice(true)))).isEqualTo("apt-busy");
        assertThat(settings).doesNotExist();
        aptSays = "E: no space left on device";
        assertThat(failure(() -> here.chooseUpdates(new UpdatesChoice(true)))).isEqualTo("step-failed");
        assertThat(settings).doesNotExist();
        assertThat(states()).containsExactly("begun", "undone", "begun", "undone");
        debian = false;
        assertThat(here.updates().possible()).isFalse();
        assertThat(failure(() -> here.chooseUpdates(new UpdatesChoice(true)))).isEqualTo("no-apt");
    }

    @Test
    void undoesBothWhenLetterlockIsTakenOff() {
        here.hardenSsh();
        here.keepSsh();
        here.chooseUpdates(new UpdatesChoice(true));
        here.uninstall(new UninstallOrder("w", true), step -> {}, () -> {});
        assertThat(dropIn).doesNotExist();
        assertThat(settings).doesNotExist();
        assertThat(packages).doesNotContain("unattended-upgrades");
        assertThat(root.resolve("opt/letterlock")).doesNotExist();
    }
}
