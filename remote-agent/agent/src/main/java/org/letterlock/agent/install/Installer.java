package org.letterlock.agent.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.lsp4j.jsonrpc.CancelChecker;
import org.jspecify.annotations.Nullable;
import org.letterlock.agent.host.Commands;
import org.letterlock.agent.host.Computer;
import org.letterlock.agent.host.FirewallCheck;
import org.letterlock.agent.host.Places;
import org.letterlock.agent.host.PortChecks;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;
import org.letterlock.protocol.InstallOrder;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.Progress;

/** One installation: its steps in their order, what each changed, and the way back. */
final class Installer {

    /** A second each, and what the agent takes to start; a small server that others slow down took more than twenty. */
    private static final int SELF_TEST_TRIES = 60;

    /** Each try may start a JVM on a slow computer. */
    private static final Duration SELF_TEST_PATIENCE = Duration.ofMinutes(6);

    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(5);
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);
    private static final Duration COPY_PATIENCE = Duration.ofMinutes(15);
    private static final Duration CHECK_PATIENCE = Duration.ofMinutes(15);
    private static final String COPY_FOR_CHECK = """
            set -e
            cd "$1"
            for each in * .[!.]*; do
                if [ -L "$each" ] || [ -S "$each" ] || [ ! -e "$each" ]; then continue; fi
                if [ "$each" = accounts ]; then ln -s "$1/accounts" "$2/accounts"; else cp -a --reflink=auto -- "$each" "$2/"; fi
            done
            """;
    private static final Pattern EXPOSURE = Pattern.compile("exposure level for [^:]+: ([0-9.]+)");

    private final Computer computer;
    private final Places places;
    private final Commands commands;
    private final EngineProbe engine;
    private final Steps steps;
    private final Release release;
    private final InstallOrder order;
    private final List<Finding> notes = new ArrayList<>();
    private @Nullable String before;
    private String version = "";
    private boolean ran;
    private boolean runsAlready;
    private boolean unitChanged;

    /** @param release where it was unpacked */
    Installer(
            Computer computer,
            Places places,
            EngineProbe engine,
            HostJournal journal,
            Release release,
            InstallOrder order) {
        this.computer = computer;
        this.places = places;
        this.commands = computer.commands();
        this.engine = engine;
        this.steps = new Steps(commands, journal);
        this.release = release;
        this.order = order;
    }

    InstallReport install(Consumer<Progress> progress, CancelChecker cancel) {
        if (!InstallOrder.isHostname(order.hostname())) {
            throw Faults.refused(
                    "hostname",
                    "\"" + order.hostname() + "\" is no name of a mail server.",
                    "It looks like mail.example.org.");
        }
        String name = name();
        runsAlready = runsAlready(name);
        try {
            steps.take(
                    order.work(),
                    InstallOrder.STEPS.stream()
                            .map(step -> new Steps.Step(step, () -> step(step, name)))
                            .toList(),
                    progress,
                    cancel);
        } catch (FailureException e) {
            throw goBack() ? e : Faults.stuck(e.failure());
        } catch (CancellationException e) {
            goBack();
            throw e;
        }
        removeOld(name);
        return new InstallReport(name, before, version, exposure(), steps.changes(), notes);
    }

    /** Whether nothing but the unit can be left to do: then nobody is cut off from their mail for it. */
    private boolean runsAlready(String name) {
        Path link = places.current();
        try {
            return Files.isSymbolicLink(link)
                    && Files.readSymbolicLink(link).equals(places.release(name))
                    && steps.does("systemctl", "is-active", "--quiet", Steps.UNIT)
                    && engine.version(places.socket(), ANSWER_PATIENCE).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private void step(String step, String name) throws IOException {
        switch (step) {
            case "user" -> user();
            case "release" -> release(name);
            case "data" -> data();
            case "self-test" -> selfTest(name);
            case "unit" -> unit();
            case "firewall" -> firewall();
            case "switch" -> switchTo(name);
            default -> throw new IllegalStateException(step);
        }
    }

    /** Whether what ran before runs again. */
    private boolean goBack() {
        steps.goBack();
        if (!ran) {
            return true;
        }
        // With its own unit, which was written back meanwhile.
        steps.does("systemctl", "start", Steps.UNIT);
        return engine.version(places.socket(), START_PATIENCE).isPresent();
    }

    /** Keeps the release that runs and the one before; an older one would find files that it does not know. */
    private void removeOld(String name) {
        String kept = before;
        if (kept == null || kept.equals(name)) {
            return;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(places.releases())) {
            for (Path old : all) {
                String oldName = String.valueOf(old.getFileName());
                if (!oldName.equals(name) && !oldName.equals(kept)) {
                    steps.change(
                            "switch",
                            "Removed the old release " + oldName + ".",
                            "Install it again.",
                            () -> Release.remove(old));
                }
            }
        } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
            notes.add(Finding.of(FindingKind.RELEASE_LEFT, Map.of("folder", Places.RELEASES), String.valueOf(e)));
        }
    }

    private String name() {
        try {
            Optional<String> fault = release.fault();
            if (fault.isPresent()) {
                throw Faults.broken(fault.get());
            }
            return release.name();
        } catch (IOException e) {
            throw Faults.broken(String.valueOf(e));
        }
    }

    private void user() throws IOException {
        if (steps.does("id", "-u", Steps.USER)) {
            return;
        }
        steps.change(
                "user",
                "Made the system user " + Steps.USER + ".",
                "userdel " + Steps.USER,
                () -> steps.must(
                        "user",
                        "useradd",
                        "--system",
                        "--user-group",
                        "--home-dir",
                        Places.DATA,
                        "--no-create-home",
                        "--shell",
                        "/usr/sbin/nologin",
                        Steps.USER),
                () -> steps.does("userdel", Steps.USER));
    }

    private void release(String name) throws IOException {
        Path target = places.release(name);
        if (Files.exists(target) && new Release(target).fault().isEmpty()) {
            return;
        }
        Path fresh = places.release(name + ".new");
        Release.remove(fresh);
        Files.createDirectories(places.releases());
        steps.change(
                "release",
                "Put the release " + name + " into " + Places.RELEASES + ".",
                "rm -r " + Places.RELEASES + "/" + name,
                () -> {
                    Release.remove(target);
                    Optional<String> fault = release.copyTo(fresh).fault();
                    if (fault.isPresent()) {
                        throw Faults.broken(fault.get());
                    }
                    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
                },
                () -> {
                    Release.remove(fresh);
                    Release.remove(target);
                });
    }

    private void data() throws IOException {
        if (Files.isDirectory(places.data())) {
            return;
        }
        steps.change(
                "data",
                "Made the folder " + Places.DATA + " for the mail.",
                "rm -r " + Places.DATA,
                () -> steps.must(
                        "data",
                        "install",
                        "-d",
                        "-m",
                        "0700",
                        "-o",
                        Steps.USER,
                        "-g",
                        Steps.USER,
                        places.data().toString()),
                // The engine may have begun to fill it; this run made it, so nothing else can be in it.
                () -> Release.remove(places.data()));
    }

    /** Runs the new engine as its user on an empty folder until it answers, and stops it. */
    private void selfTest(String name) throws IOException {
        if (runsAlready) {
            return;
        }
        Path folder = places.selfTest();
        Release.remove(folder);
        steps.must("self-test", "install", "-d", "-m", "0700", "-o", Steps.USER, "-g", Steps.USER, folder.toString());
        try {
            String script = "cd / && runuser -u " + Steps.USER
                    + " -- \"$1/bin/letterlock-engine\" serve --data \"$2\" --hostname \"$3\" "
                    + "--imaps 127.0.0.1:0 >\"$2.log\" 2>&1 & p=$!; i=0; while [ $i -lt " + SELF_TEST_TRIES
                    + " ]; do i=$((i + 1)); "
                    + "if [ -S \"$2/control.sock\" ] && \"$1/bin/letterlock-agent\" stop --socket \"$2/control.sock\" >/dev/null 2>&1; "
                    + "then wait $p && exit 0; break; fi; kill -0 $p 2>/dev/null || break; sleep 1; done; "
                    + "kill $p 2>/dev/null; tail -n 40 \"$2.log\"; exit 1";
            Commands.Ended ended = commands.run(
                    List.of(
                            "sh",
                            "-c",
                            script,
                            "letterlock",
                            places.release(name).toString(),
                            folder.toString(),
                            order.hostname()),
                    SELF_TEST_PATIENCE);
            if (!ended.isWell()) {
                throw Faults.unproven(ended.output());
            }
        } finally {
            Release.remove(folder);
            Files.deleteIfExists(folder.resolveSibling(folder.getFileName() + ".log"));
        }
    }

    private void unit() throws IOException {
        String text = unitText(order.hostname());
        Path file = places.unit();
        String old = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        if (!old.equals(text)) {
            unitChanged = true;
            steps.change(
                    "unit",
                    "Wrote the unit " + Places.UNIT + ".",
                    old.isEmpty()
                            ? "rm " + Places.UNIT + " && systemctl daemon-reload"
                            : "Install the release before again.",
                    () -> {
                        Steps.write(file, text);
                        steps.must("unit", "systemctl", "daemon-reload");
                    },
                    () -> {
                        if (old.isEmpty()) {
                            Files.deleteIfExists(file);
                        } else {
                            Steps.write(file, old);
                        }
                        steps.does("systemctl", "daemon-reload");
                    });
        }
        Path command = places.command();
        if (!Files.exists(command, LinkOption.NOFOLLOW_LINKS)) {
            steps.change(
                    "unit",
                    "Made the command " + Places.COMMAND + ".",
                    "rm " + Places.COMMAND,
                    () -> {
                        Files.createDirectories(Objects.requireNonNull(command.getParent()));
                        Files.createSymbolicLink(command, Path.of(Places.CURRENT, "bin", "letterlock-agent"));
                    },
                    () -> Files.deleteIfExists(command));
        }
    }

    static String unitText(String hostname) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                Installer.class.getResourceAsStream(Steps.UNIT), "the unit is part of the program")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("@HOSTNAME@", hostname);
        }
    }

    private void firewall() throws IOException {
        Finding firewall = new FirewallCheck(computer).firewall();
        if (firewall.code().equals(FindingKind.FIREWALL_UNKNOWN.code())) {
            notes.add(firewall);
        }
        if (!firewall.code().equals(FindingKind.FIREWALL_CLOSED.code())) {
            return;
        }
        steps.change(
                "firewall",
                "Opened the ports " + PortChecks.MAIL_LISTED + " in ufw.",
                String.join(" ", Steps.UFW_CLOSE),
                () -> steps.must("firewall", Steps.UFW_OPEN),
                () -> steps.must("firewall", Steps.UFW_CLOSE));
    }

    private void switchTo(String name) throws IOException {
        Path link = places.current();
        Path old = Files.isSymbolicLink(link) ? Files.readSymbolicLink(link) : null;
        before = old == null || old.getFileName() == null
                ? null
                : old.getFileName().toString();
        if (runsAlready && !unitChanged) {
            version = engine.version(places.socket(), ANSWER_PATIENCE).orElseThrow(this::unstarted);
            return;
        }
        ran = steps.does("systemctl", "is-active", "--quiet", Steps.UNIT);
        steps.change(
                "switch",
                "Switched to the release " + name + ".",
                old == null
                        ? "systemctl disable --now letterlock && rm " + Places.CURRENT
                        : "ln -sfn " + old + " " + Places.CURRENT + " && systemctl restart letterlock",
                () -> {
                    steps.does("systemctl", "stop", Steps.UNIT);
                    checkData(name);
                    point(link, places.release(name));
                    steps.must("switch", "systemctl", "enable", Steps.UNIT);
                    steps.must("switch", "systemctl", "start", Steps.UNIT);
                    version = engine.version(places.socket(), START_PATIENCE).orElseThrow(this::unstarted);
                },
                () -> {
                    steps.does("systemctl", "stop", Steps.UNIT);
                    if (old == null) {
                        steps.does("systemctl", "disable", Steps.UNIT);
                        Files.deleteIfExists(link);
                    } else {
                        point(link, old);
                    }
                });
    }

    private FailureException unstarted() {
        return Faults.didNotStart(
                commands.run(List.of("journalctl", "-u", Steps.UNIT, "-n", "40", "--no-pager", "-o", "cat"))
                        .output());
    }

    /**
     * The new program opens what it finds, on a copy of all but the accounts: to open files brings them to its own schema, and the release before would not know them
     * any more. Accounts are looked at from outside alone.
     */
    private void checkData(String name) throws IOException {
        if (!Files.exists(places.data().resolve("directory.db"))) {
            return;
        }
        Path copy = places.selfTest();
        Release.remove(copy);
        steps.must("switch", "install", "-d", "-m", "0700", "-o", Steps.USER, "-g", Steps.USER, copy.toString());
        try {
            Commands.Ended copied = commands.run(
                    List.of(
                            "sh",
                            "-c",
                            COPY_FOR_CHECK,
                            "letterlock",
                            places.data().toString(),
                            copy.toString()),
                    COPY_PATIENCE);
            if (!copied.isWell()) {
                throw Faults.failed("switch", "to copy what the new release has to open: " + copied.output());
            }
            Commands.Ended ended = commands.run(
                    List.of(
                            "runuser",
                            "-u",
                            Steps.USER,
                            "--",
                            places.release(name)
                                    .resolve("bin/letterlock-engine")
                                    .toString(),
                            "check",
                            "--data",
                            copy.toString()),
                    CHECK_PATIENCE);
            if (!ended.isWell()) {
                throw Faults.unproven(ended.output());
            }
        } finally {
            Release.remove(copy);
        }
    }

    private static void point(Path link, Path target) throws IOException {
        Path fresh = link.resolveSibling("current.new");
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, target);
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private @Nullable String exposure() {
        Matcher found =
                EXPOSURE.matcher(commands.output(List.of("systemd-analyze", "security", "--no-pager", Steps.UNIT))
                        .orElse(""));
        return found.find() ? found.group(1) : null;
    }
}
