package org.letterlock.agent.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
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
import org.letterlock.agent.host.PortChecks;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.InstallOrder;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.UninstallOrder;

/** Installations on a folder that stands for a computer, with programs that tell what they were asked to do. */
final class InstallerTest {

    private static final InstallOrder ORDER = new InstallOrder("w", "mail.example.org");

    @TempDir
    Path folder;

    private final List<String> ran = new ArrayList<>();
    private Path root;
    private Duration patiences = Duration.ZERO;
    private Duration copyPatience = Duration.ZERO;
    private boolean hasUser;
    private boolean runs;
    private final Set<String> broken = new HashSet<>();
    private String chains = "";
    private Predicate<String> fails = command -> false;

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        Files.createDirectories(root.resolve("run/systemd/system"));
        Files.createDirectories(root.resolve("etc/systemd/system"));
        Files.createDirectories(root.resolve("var/lib"));
    }

    private Commands.Ended run(List<String> words, Duration patience) {
        patiences = patiences.plus(patience);
        if (words.size() > 2 && words.get(2).contains("cp -a")) {
            copyPatience = patience;
        }
        String command = String.join(" ", words);
        ran.add(command);
        if (fails.test(command)) {
            return new Commands.Ended(1, "it failed");
        }
        String end = words.getLast();
        switch (words.getFirst() + " " + words.get(Math.min(1, words.size() - 1))) {
            case "id -u" -> {
                return new Commands.Ended(hasUser ? 0 : 1, "");
            }
            case "useradd --system" -> hasUser = true;
            case "userdel letterlock" -> hasUser = false;
            case "install -d" -> create(Path.of(end));
            case "sh -c" -> copiesForTheCheck(words);
            case "systemctl is-active" -> {
                return new Commands.Ended(runs ? 0 : 3, "");
            }
            case "systemctl start" -> runs = true;
            case "systemctl stop", "systemctl disable" -> runs = false;
            case "ufw allow" ->
                write("etc/ufw/user.rules", "### tuple ### allow tcp " + end + " 0.0.0.0/0 any 0.0.0.0/0 in\n");
            case "ufw delete" -> write("etc/ufw/user.rules", "");
            case "nft -j" -> {
                return new Commands.Ended(0, "{\"nftables\": [" + chains + "]}");
            }
            case "systemd-analyze security" -> {
                return new Commands.Ended(0, "\n→ Overall exposure level for letterlock.service: 1.3 OK :-)\n");
            }
            default -> {}
        }
        return new Commands.Ended(0, "");
    }

    /** The script that copies is run for real; the other is the self-test. */
    private static void copiesForTheCheck(List<String> words) {
        if (words.get(2).contains("cp -a")) {
            try {
                assertThat(new ProcessBuilder(words).inheritIO().start().waitFor())
                        .isZero();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void create(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String file, String text) {
        try {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A release of few files. */
    private Path release(String version) {
        try {
            Path made = folder.resolve("unpacked-" + version);
            Files.createDirectories(made.resolve("bin"));
            Files.createDirectories(made.resolve("lib"));
            Files.writeString(made.resolve("VERSION"), version + "\n");
            Files.writeString(made.resolve("bin/letterlock-engine"), "#!/bin/sh\n");
            assertThat(made.resolve("bin/letterlock-engine").toFile().setExecutable(true))
                    .isTrue();
            Files.writeString(made.resolve("lib/a.jar"), version);
            Files.deleteIfExists(made.resolve("lib/b.jar"));
            Files.createSymbolicLink(made.resolve("lib/b.jar"), Path.of("a.jar"));
            Files.writeString(made.resolve("whole"), "");
            StringBuilder sums = new StringBuilder();
            for (String name : List.of("VERSION", "bin/letterlock-engine", "lib/a.jar")) {
                sums.append(HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256")
                                        .digest(Files.readAllBytes(made.resolve(name)))))
                        .append("  ")
                        .append(name)
                        .append('\n');
            }
            Files.writeString(made.resolve("SHA256SUMS"), sums);
            return made;
        } catch (IOException | java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Installation installation(Path release) {
        return new Installation(
                computer(true),
                (socket, patience) -> runs && !broken.contains(current()) ? Optional.of(current()) : Optional.empty(),
                release);
    }

    private Computer computer(boolean isRoot) {
        return new Computer(root, "amd64", isRoot, List::of, this::run, Names.ofTheSystem(), Clock.systemUTC());
    }

    private String current() {
        try {
            return Files.readString(root.resolve("opt/letterlock/current/VERSION"))
                    .strip();
        } catch (IOException e) {
            return "none";
        }
    }

    private InstallReport install(String version) {
        return installation(release(version)).install(ORDER, step -> {}, () -> {});
    }

    private String failure(Runnable work) {
        try {
            work.run();
        } catch (FailureException e) {
            return e.failure().code();
        }
        return "none";
    }

    /** All files with what they hold and where links lead, but for the journal and the lock. */
    private Map<String, String> files() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (var walk = Files.walk(root)) {
            for (Path path : walk.toList()) {
                String name = root.relativize(path).toString();
                if (name.equals("opt/letterlock/journal") || name.equals("opt/letterlock/lock")) {
                    continue;
                }
                all.put(
                        name,
                        Files.isSymbolicLink(path)
                                ? "-> " + Files.readSymbolicLink(path)
                                : Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                                        ? Files.readString(path, StandardCharsets.UTF_8)
                                        : "");
            }
        }
        return all;
    }

    @Test
    void installsAReleaseAndNotesWhatItChanged() throws IOException {
        InstallReport report = install("1.0");
        assertThat(report.release()).startsWith("1.0-");
        assertThat(report.before()).isNull();
        assertThat(report.engineVersion()).isEqualTo("1.0");
        assertThat(report.exposure()).isEqualTo("1.3");
        assertThat(report.changes())
                .extracting(HostChange::step)
                .containsExactly("user", "release", "data", "unit", "unit", "switch");
        assertThat(Files.readString(root.resolve("etc/systemd/system/letterlock.service")))
                .contains("--hostname mail.example.org", "ProtectSystem=strict")
                .doesNotContain("@HOST");
        Path engine = root.resolve("opt/letterlock/current/bin/letterlock-engine");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(engine)))
                .isEqualTo("rwxr-xr-x");
        assertThat(root.resolve("opt/letterlock/current/whole")).doesNotExist();
        assertThat(ran).anyMatch(command -> command.contains("runuser -u letterlock"));
        assertThat(runs).isTrue();
        assertThat(installation(release("1.0")).changes())
                .extracting(HostChange::state)
                .containsOnly("begun", "done");
    }

    @Test
    void changesNothingWhereAllIsDoneAlready() throws IOException {
        install("1.0");
        Map<String, String> before = files();
        InstallReport again = install("1.0");
        assertThat(again.changes()).isEmpty();
        assertThat(again.engineVersion()).isEqualTo("1.0");
        assertThat(again.before()).isEqualTo(again.release());
        assertThat(ran)
                .filteredOn(command -> command.startsWith("systemctl stop"))
                .hasSize(1);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void beginsAnewWhereTheReleaseDoesNotRunOrItsNameChanged() {
        install("1.0");
        runs = false;
        assertThat(install("1.0").changes()).extracting(HostChange::step).containsExactly("switch");
        InstallReport renamed =
                installation(release("1.0")).install(new InstallOrder("w", "mx.example.org"), step -> {}, () -> {});
        assertThat(renamed.changes()).extracting(HostChange::step).containsExactly("unit", "switch");
        assertThat(runs).isTrue();
    }

    @Test
    void keepsTheReleaseBeforeBesideTheNewOne() {
        String first = install("1.0").release();
        InstallReport report = install("1.1");
        assertThat(report.before()).isEqualTo(first);
        assertThat(root.resolve("opt/letterlock/releases").resolve(first)).isDirectory();
        assertThat(current()).isEqualTo("1.1");
    }

    @Test
    void goesBackByItselfToTheReleaseThatRan() throws IOException {
        install("1.0");
        Files.writeString(root.resolve("var/lib/letterlock/directory.db"), "mail");
        Map<String, String> before = files();
        fails = command -> command.contains("letterlock-engine check");
        assertThat(failure(() -> install("1.1"))).isEqualTo("self-test");
        assertThat(files()).isEqualTo(before);
        assertThat(runs).isTrue();

        fails = command -> false;
        broken.add("1.1");
        assertThat(failure(() -> install("1.1"))).isEqualTo("did-not-start");
        assertThat(files()).isEqualTo(before);
        assertThat(runs).isTrue();
        assertThat(installation(release("1.1")).changes().getLast().state()).isEqualTo("undone");
    }

    /** What a program does to the files that it opens is not done to the mail before the program is proven. */
    @Test
    void hasTheNewReleaseLookAtACopyOfAllButTheAccounts() throws IOException {
        install("1.0");
        Path data = root.resolve("var/lib/letterlock");
        Files.writeString(data.resolve("directory.db"), "mail");
        Files.createDirectories(data.resolve("accounts"));
        Files.createDirectories(data.resolve("tls"));
        Files.writeString(data.resolve("tls/key"), "key");
        Files.createSymbolicLink(data.resolve("link"), Path.of("directory.db"));
        Path copy = root.resolve("opt/letterlock/self-test");
        fails = command -> {
            if (command.contains("letterlock-engine check")) {
                assertThat(command).endsWith("--data " + copy);
                assertThat(copy.resolve("directory.db")).hasContent("mail");
                assertThat(copy.resolve("tls/key")).hasContent("key");
                assertThat(copy.resolve("accounts")).isSymbolicLink();
                assertThat(copy.resolve("link")).doesNotExist();
                return true;
            }
            return false;
        };
        assertThat(failure(() -> install("1.1"))).isEqualTo("self-test");
        assertThat(copy).doesNotExist();
        assertThat(data.resolve("accounts")).isDirectory();
    }

    @Test
    void saysThatNeitherReleaseRuns() {
        install("1.0");
        broken.addAll(List.of("1.0", "1.1"));
        assertThat(failure(() -> install("1.1"))).isEqualTo("stuck");
        assertThat(current()).isEqualTo("1.0");
        broken.clear();
        assertThat(install("1.1").release()).startsWith("1.1-");
    }

    @Test
    void keepsTheReleaseThatRunsAndTheOneBefore() throws IOException {
        String first = install("1.0").release();
        String second = install("1.1").release();
        Files.createDirectories(root.resolve("opt/letterlock/releases/0.9-abc.new/lib"));
        String third = install("1.2").release();
        assertThat(install("1.2").release()).isEqualTo(third);
        try (var left = Files.list(root.resolve("opt/letterlock/releases"))) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder(second, third);
        }
        assertThat(installation(release("1.2")).changes())
                .extracting(HostChange::what)
                .contains("Removed the old release " + first + ".", "Removed the old release 0.9-abc.new.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"useradd", "install -d -m 0700", "sh -c", "systemctl daemon-reload", "systemctl enable"})
    void leavesNothingBehindWhenAStepFails(String command) throws IOException {
        Map<String, String> before = files();
        fails = ran -> ran.startsWith(command);
        assertThat(failure(() -> install("1.0"))).isIn("step-failed", "self-test");
        Map<String, String> after = files();
        after.remove("opt");
        after.remove("opt/letterlock");
        after.remove("opt/letterlock/releases");
        after.remove("usr");
        after.remove("usr/local");
        after.remove("usr/local/bin");
        assertThat(after).isEqualTo(before);
        assertThat(hasUser).isFalse();
        assertThat(runs).isFalse();
    }

    @Test
    void undoesWhatItDidWhenItIsCancelledBeforeTheSwitch() {
        List<String> steps = new ArrayList<>();
        assertThatThrownBy(() -> installation(release("1.0")).install(ORDER, step -> steps.add(step.step()), () -> {
                    if (steps.size() == 6) {
                        throw new CancellationException();
                    }
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(steps).containsExactly("user", "release", "data", "self-test", "unit", "firewall");
        assertThat(hasUser).isFalse();
        assertThat(root.resolve("var/lib/letterlock")).doesNotExist();
        assertThat(root.resolve("opt/letterlock/releases")).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"lib/a.jar, changed", "lib/c.jar, more", "bin/letterlock-engine, "})
    void refusesAReleaseThatIsNotWhole(String file, String text) throws IOException {
        Path release = release("1.0");
        if (text == null) {
            Files.delete(release.resolve(file));
        } else {
            Files.writeString(release.resolve(file), text);
        }
        assertThat(failure(() -> installation(release).install(ORDER, step -> {}, () -> {})))
                .isEqualTo("release-broken");
        assertThat(ran).isEmpty();
    }

    @Test
    void refusesALinkThatLeadsOutOfTheRelease() throws IOException {
        Path release = release("1.0");
        Files.createSymbolicLink(release.resolve("lib/out"), Path.of("/etc/hostname"));
        assertThat(failure(() -> installation(release).install(ORDER, step -> {}, () -> {})))
                .isEqualTo("release-broken");
    }

    @Test
    void opensTheFirewallOnceAndClosesItAgain() throws IOException {
        write("etc/ufw/ufw.conf", "ENABLED=yes\n");
        install("1.0");
        assertThat(root.resolve("etc/ufw/user.rules")).content().contains(" " + PortChecks.MAIL_LISTED + " ");
        assertThat(install("1.1").changes()).extracting(HostChange::step).doesNotContain("firewall");
        installation(release("1.1")).uninstall(new UninstallOrder("w", false), step -> {}, () -> {});
        assertThat(root.resolve("etc/ufw/user.rules")).isEmptyFile();
    }

    @Test
    void leavesAnOpeningOfTheFirewallThatIsNotItsOwn() throws IOException {
        write("etc/ufw/ufw.conf", "ENABLED=yes\n");
        String rule = "### tuple ### allow any 20:1000 0.0.0.0/0 any 0.0.0.0/0 in\n";
        write("etc/ufw/user.rules", rule);
        assertThat(install("1.0").changes()).extracting(HostChange::step).doesNotContain("firewall");
        installation(release("1.0")).uninstall(new UninstallOrder("w", false), step -> {}, () -> {});
        assertThat(root.resolve("etc/ufw/user.rules")).content().isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource({"input, drop, 1", "input, accept, 0", "forward, drop, 0"})
    void tellsOfAFirewallThatItDoesNotSet(String hook, String policy, int notes) {
        chains =
                "{\"chain\": {\"hook\": \"output\", \"policy\": \"accept\"}}, {\"chain\": {\"hook\": \"input\", \"policy\": \"accept\"}}, "
                        + "{\"chain\": {\"hook\": \"" + hook + "\", \"policy\": \"" + policy + "\"}}";
        InstallReport report = install("1.0");
        assertThat(report.notes())
                .hasSize(notes)
                .allMatch(note -> note.code().equals("firewall-unknown")
                        && note.remedy().contains("lets ports " + PortChecks.MAIL_LISTED + " in."));
        assertThat(report.changes()).extracting(HostChange::step).doesNotContain("firewall");
    }

    @Test
    void givesTheCopyItsTimeAndWhoeverAsksMoreThanAllOfIt() throws IOException {
        install("1.0");
        Files.writeString(root.resolve("var/lib/letterlock/directory.db"), "mail");
        patiences = Duration.ZERO;
        install("1.1");
        assertThat(copyPatience).isGreaterThanOrEqualTo(Duration.ofMinutes(15));
        assertThat(patiences).isLessThan(HostApi.LONGEST_CHANGE);
    }

    @Test
    void saysOfAnUninstallationThatFailsThatNothingIsUndone() {
        install("1.0");
        fails = command -> command.startsWith("systemctl disable");
        assertThatThrownBy(() ->
                        installation(release("1.0")).uninstall(new UninstallOrder("w", false), step -> {}, () -> {}))
                .isInstanceOfSatisfying(FailureException.class, thrown -> {
                    assertThat(thrown.failure().code()).isEqualTo("stopped-halfway");
                    assertThat(thrown.failure().meaning()).doesNotContain("undone");
                });
    }

    @Test
    void takesOffEverythingButTheMail() throws IOException {
        install("1.0");
        Files.writeString(root.resolve("var/lib/letterlock/directory.db"), "mail");
        installation(release("1.0")).uninstall(new UninstallOrder("w", false), step -> {}, () -> {});
        assertThat(files())
                .containsKey("var/lib/letterlock/directory.db")
                .doesNotContainKeys(
                        "opt/letterlock", "etc/systemd/system/letterlock.service", "usr/local/bin/letterlock-agent");
        assertThat(hasUser).isTrue();
        assertThat(runs).isFalse();
        assertThat(failure(() ->
                        installation(release("1.0")).uninstall(new UninstallOrder("w", true), step -> {}, () -> {})))
                .isEqualTo("not-installed");
        install("1.0");
        installation(release("1.0")).uninstall(new UninstallOrder("w", true), step -> {}, () -> {});
        assertThat(root.resolve("var/lib/letterlock")).doesNotExist();
        assertThat(hasUser).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mail", "mail.example.org\nUser=root", "-x.example.org", "Mail.Example.org", "a..b"})
    void refusesANameThatIsNone(String name) {
        assertThat(failure(
                        () -> installation(release("1.0")).install(new InstallOrder("w", name), step -> {}, () -> {})))
                .isEqualTo("hostname");
        assertThat(ran).isEmpty();
    }

    @Test
    void refusesWithoutRootWithoutSystemdAndWhileSomebodyElseInstalls() throws IOException {
        Installation nobody = new Installation(computer(false), (socket, patience) -> Optional.empty(), release("1.0"));
        assertThat(failure(() -> nobody.install(ORDER, step -> {}, () -> {}))).isEqualTo("not-root");
        assertThat(failure(() -> installation(release("1.0"))
                        .install(
                                ORDER,
                                step -> assertThat(failure(() -> install("1.0")))
                                        .isEqualTo("busy"),
                                () -> {})))
                .isEqualTo("none");
        Files.delete(root.resolve("run/systemd/system"));
        assertThat(failure(() -> install("1.0"))).isEqualTo("no-systemd");
        assertThat(failure(() -> installation(folder).install(ORDER, step -> {}, () -> {})))
                .isEqualTo("no-release");
    }
}
