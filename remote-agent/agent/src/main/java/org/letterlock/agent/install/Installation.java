package org.letterlock.agent.install;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.lsp4j.jsonrpc.CancelChecker;
import org.jspecify.annotations.Nullable;
import org.letterlock.agent.host.Commands;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.InstallOrder;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.Progress;
import org.letterlock.protocol.UninstallOrder;

/** Letterlock on this computer. One installation at a time; several agents keep off each other by a lock that ends with its process. */
public final class Installation {

    private final Places places;
    private final Commands commands;
    private final EngineProbe engine;
    private final Clock clock;
    private final @Nullable Path release;
    private final boolean isRoot;

    /**
     * An installation.
     *
     * @param root where the computer's files begin
     * @param release where the release lies that the agent was started from; null where it was started from something else
     * @param isRoot whether the computer may be changed
     */
    public Installation(
            Path root, Commands commands, EngineProbe engine, Clock clock, @Nullable Path release, boolean isRoot) {
        this.places = new Places(root);
        this.commands = commands;
        this.engine = engine;
        this.clock = clock;
        this.release = release;
        this.isRoot = isRoot;
    }

    /** That of this computer, by the release that this program was started from. */
    public static Installation here() {
        String release = System.getProperty("letterlock.release", "");
        return new Installation(
                Path.of("/"),
                Commands.ofThisComputer(),
                EngineProbe.overTheSocket(),
                Clock.systemUTC(),
                release.isEmpty() ? null : Path.of(release),
                System.getProperty("user.name", "").equals("root"));
    }

    /** Installs the release. */
    public InstallReport install(InstallOrder order, Consumer<Progress> progress, CancelChecker cancel) {
        Path from = release;
        if (from == null || !Files.exists(from.resolve("SHA256SUMS"))) {
            throw Faults.refused(
                    "no-release",
                    "This agent was not started from a release.",
                    "Start the one that lies in the folder of a release.");
        }
        mayChange();
        if (!Files.isDirectory(places.root().resolve("run/systemd/system"))) {
            throw Faults.refused(
                    "no-systemd",
                    "The server does not run on systemd, which Letterlock needs to start by itself.",
                    "Have your hoster install an ordinary Debian or Ubuntu.");
        }
        try (var _ = Lock.take(places)) {
            return new Installer(places, commands, engine, journal(), new Release(from), order)
                    .install(progress, cancel);
        }
    }

    /** What was changed, oldest first. */
    public List<HostChange> changes() {
        return journal().changes();
    }

    /** Takes it off. */
    public List<HostChange> uninstall(UninstallOrder order, Consumer<Progress> progress, CancelChecker cancel) {
        mayChange();
        if (!Files.isDirectory(places.home())) {
            throw Faults.refused("not-installed", "Letterlock is not installed here.", "There is nothing to do.");
        }
        try (var _ = Lock.take(places)) {
            return new Uninstaller(places, commands, journal()).uninstall(order, progress, cancel);
        }
    }

    private HostJournal journal() {
        return new HostJournal(places.journal(), clock);
    }

    private void mayChange() {
        if (!isRoot) {
            throw Faults.refused(
                    "not-root", "Only root may do that.", "Run it as root, or with sudo before the command.");
        }
    }
}
