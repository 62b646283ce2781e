package org.letterlock.agent.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.InstallOrder;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.Progress;

/** One installation: its steps in their order, what each changed, and the way back. */
final class Installer {

    private static final String USER = "letterlock";
    private static final String UNIT = "letterlock.service";
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);
    private static final Pattern HOSTNAME =
            Pattern.compile("(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern EXPOSURE = Pattern.compile("exposure level for [^:]+: ([0-9.]+)");

    private final Computer computer;
    private final Places places;
    private final Commands commands;
    private final EngineProbe engine;
    private final HostJournal journal;
    private final Release release;
    private final InstallOrder order;
    private final Deque<Undo> undos = new ArrayDeque<>();
    private final List<HostChange> changes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable String before;
    private String version = "";
    private boolean ran;

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
        this.journal = journal;
        this.release = release;
        this.order = order;
    }

    /** The way back of a change. */
    private record Undo(HostChange change, Way back) {}

    /** What may fail by the disk. */
    private interface Way {
        void go() throws IOException;
    }

    private record Step(String name, Way way) {}

    InstallReport install(Consumer<Progress> progress, CancelChecker cancel) {
        if (!HOSTNAME.matcher(order.hostname()).matches()) {
            throw Faults.refused(
                    "hostname",
                    "\"" + order.hostname() + "\" is no name of a mail server.",
                    "It looks like mail.example.org.");
        }
        String name = name();
        List<Step> steps = List.of(
                new Step("user", this::user),
                new Step("release", () -> release(name)),
                new Step("data", this::data),
                new Step("self-test", () -> selfTest(name)),
                new Step("unit", this::unit),
                new Step("firewall", this::firewall),
                new Step("switch", () -> switchTo(name)));
        int done = 0;
        String now = "";
        try {
            for (Step step : steps) {
                cancel.checkCanceled();
                now = step.name();
                progress.accept(new Progress(order.work(), now, done, steps.size()));
                step.way().go();
                done++;
            }
        } catch (FailureException | CancellationException e) {
            goBack();
            throw e;
        } catch (IOException | UncheckedIOException e) {
            goBack();
            throw Faults.failed(now, String.valueOf(e));
        }
        return new InstallReport(name, before, version, exposure(), changes, notes);
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

    private void change(String step, String what, String undo, Way way, Way back) throws IOException {
        HostChange begun = journal.begin(step, what, undo);
        undos.push(new Undo(begun, back));
        way.go();
        changes.add(journal.done(begun));
    }

    private void goBack() {
        while (!undos.isEmpty()) {
            Undo undo = undos.pop();
            try {
                undo.back().go();
                journal.undone(undo.change());
            } catch (IOException | FailureException e) {
                System.getLogger(Installer.class.getName())
                        .log(
                                System.Logger.Level.ERROR,
                                "Not undone: " + undo.change().what(),
                                e);
            }
        }
        // With its own unit, which was written back meanwhile.
        if (ran) {
            does("systemctl", "start", UNIT);
        }
    }

    private void must(String step, String... words) {
        Commands.Ended ended = commands.run(List.of(words));
        if (!ended.isWell()) {
            throw Faults.failed(step, String.join(" ", words) + "\n" + ended.output());
        }
    }

    private boolean does(String... words) {
        return commands.run(List.of(words)).isWell();
    }

    private void user() throws IOException {
        if (does("id", "-u", USER)) {
            return;
        }
        change(
                "user",
                "Made the system user " + USER + ".",
                "userdel " + USER,
                () -> must(
                        "user",
                        "useradd",
                        "--system",
                        "--user-group",
                        "--home-dir",
                        Places.DATA,
                        "--no-create-home",
                        "--shell",
                        "/usr/sbin/nologin",
                        USER),
                () -> does("userdel", USER));
    }

    private void release(String name) throws IOException {
        Path target = places.release(name);
        if (Files.exists(target) && new Release(target).fault().isEmpty()) {
            return;
        }
        Path fresh = places.release(name + ".new");
        Release.remove(fresh);
        Files.createDirectories(places.releases());
        change(
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
        change(
                "data",
                "Made the folder " + Places.DATA + " for the mail.",
                "rm -r " + Places.DATA,
                () -> must(
                        "data",
                        "install",
                        "-d",
                        "-m",
                        "0700",
                        "-o",
                        USER,
                        "-g",
                        USER,
                        places.data().toString()),
                // The engine may have begun to fill it; this run made it, so nothing else can be in it.
                () -> Release.remove(places.data()));
    }

    /** Runs the new engine as its user on an empty folder until it answers, and stops it. */
    private void selfTest(String name) throws IOException {
        Path folder = places.selfTest();
        Release.remove(folder);
        must("self-test", "install", "-d", "-m", "0700", "-o", USER, "-g", USER, folder.toString());
        try {
            String script = "cd / && runuser -u " + USER
                    + " -- \"$1/bin/letterlock-engine\" serve --data \"$2\" --hostname \"$3\" "
                    + "--imaps 127.0.0.1:0 >\"$2.log\" 2>&1 & p=$!; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do "
                    + "if [ -S \"$2/control.sock\" ] && \"$1/bin/letterlock-agent\" stop --socket \"$2/control.sock\" >/dev/null 2>&1; "
                    + "then wait $p && exit 0; break; fi; kill -0 $p 2>/dev/null || break; sleep 1; done; "
                    + "kill $p 2>/dev/null; tail -n 40 \"$2.log\"; exit 1";
            Commands.Ended ended = commands.run(List.of(
                    "sh",
                    "-c",
                    script,
                    "letterlock",
                    places.release(name).toString(),
                    folder.toString(),
                    order.hostname()));
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
            change(
                    "unit",
                    "Wrote the unit " + Places.UNIT + ".",
                    old.isEmpty()
                            ? "rm " + Places.UNIT + " && systemctl daemon-reload"
                            : "Install the release before again.",
                    () -> {
                        write(file, text);
                        must("unit", "systemctl", "daemon-reload");
                    },
                    () -> {
                        if (old.isEmpty()) {
                            Files.deleteIfExists(file);
                        } else {
                            write(file, old);
                        }
                        does("systemctl", "daemon-reload");
                    });
        }
        Path command = places.command();
        if (!Files.exists(command, LinkOption.NOFOLLOW_LINKS)) {
            change(
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

    private static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text, StandardCharsets.UTF_8);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static String unitText(String hostname) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Installer.class.getResourceAsStream(UNIT), "the unit is part of the program")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("@HOSTNAME@", hostname);
        }
    }

    private void firewall() throws IOException {
        Finding firewall = new FirewallCheck(computer).firewall();
        if (firewall.code().equals(FindingKind.FIREWALL_UNKNOWN.code())) {
            notes.add(firewall.sentence() + " " + firewall.remedy());
        }
        if (!firewall.code().equals(FindingKind.FIREWALL_CLOSED.code())) {
            return;
        }
        String[] rule = {"allow", "proto", "tcp", "from", "any", "to", "any", "port", Places.PORTS};
        change(
                "firewall",
                "Opened the ports " + Places.PORTS + " in ufw.",
                "ufw delete " + String.join(" ", rule),
                () -> must("firewall", with("ufw", rule)),
                () -> does(with("ufw", with("delete", rule))));
    }

    static String[] with(String first, String... rest) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(rest));
        return all.toArray(String[]::new);
    }

    private void switchTo(String name) throws IOException {
        Path link = places.current();
        Path old = Files.isSymbolicLink(link) ? Files.readSymbolicLink(link) : null;
        before = old == null || old.getFileName() == null
                ? null
                : old.getFileName().toString();
        ran = does("systemctl", "is-active", "--quiet", UNIT);
        change(
                "switch",
                "Switched to the release " + name + ".",
                old == null
                        ? "systemctl disable --now letterlock && rm " + Places.CURRENT
                        : "ln -sfn " + old + " " + Places.CURRENT + " && systemctl restart letterlock",
                () -> {
                    does("systemctl", "stop", UNIT);
                    checkData(name);
                    point(link, places.release(name));
                    must("switch", "systemctl", "enable", UNIT);
                    must("switch", "systemctl", "start", UNIT);
                    version = engine.version(places.socket(), START_PATIENCE).orElseThrow(this::unstarted);
                },
                () -> {
                    does("systemctl", "stop", UNIT);
                    if (old == null) {
                        does("systemctl", "disable", UNIT);
                        Files.deleteIfExists(link);
                    } else {
                        point(link, old);
                    }
                });
    }

    private FailureException unstarted() {
        return Faults.didNotStart(commands.run(List.of("journalctl", "-u", UNIT, "-n", "40", "--no-pager", "-o", "cat"))
                .output());
    }

    /** The new program looks at the mail before it is let near it for good. */
    private void checkData(String name) {
        if (!Files.exists(places.data().resolve("directory.db"))) {
            return;
        }
        Commands.Ended ended = commands.run(List.of(
                "runuser",
                "-u",
                USER,
                "--",
                places.release(name).resolve("bin/letterlock-engine").toString(),
                "check",
                "--data",
                places.data().toString()));
        if (!ended.isWell()) {
            throw Faults.unproven(ended.output());
        }
    }

    private static void point(Path link, Path target) throws IOException {
        Path fresh = link.resolveSibling("current.new");
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, target);
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private @Nullable String exposure() {
        Matcher found = EXPOSURE.matcher(commands.output(List.of("systemd-analyze", "security", "--no-pager", UNIT))
                .orElse(""));
        return found.find() ? found.group(1) : null;
    }
}
