package org.letterlock.agent.install;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.lsp4j.jsonrpc.CancelChecker;
import org.jspecify.annotations.Nullable;
import org.letterlock.agent.host.Computer;
import org.letterlock.agent.host.Places;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.InstallOrder;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.Progress;
import org.letterlock.protocol.SshInfo;
import org.letterlock.protocol.UninstallOrder;
import org.letterlock.protocol.UpdatesChoice;
import org.letterlock.protocol.UpdatesInfo;

/** Letterlock on this computer. One installation at a time; several agents keep off each other by a lock that ends with its process. */
public final class Installation {

    private final Computer computer;
    private final Places places;
    private final EngineProbe engine;
    private final @Nullable Path release;

    /**
     * An installation.
     *
     * @param release where the release lies that the agent was started from; null where it was started from something else
     */
    public Installation(Computer computer, EngineProbe engine, @Nullable Path release) {
        this.computer = computer;
        this.places = new Places(computer.root());
        this.engine = engine;
        this.release = release;
    }

    /** That of this computer, by the release that this program was started from. */
    public static Installation here() {
        String release = System.getProperty("letterlock.release", "");
        return new Installation(
                Computer.here(), EngineProbe.overTheSocket(), release.isEmpty() ? null : Path.of(release));
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
            return new Installer(computer, places, engine, journal(), new Release(from), order)
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
            return new Uninstaller(places, computer.commands(), journal(), hardening(), securityUpdates())
                    .uninstall(order, progress, cancel);
        }
    }

    /** Who may sign in over SSH. */
    public SshInfo ssh() {
        return hardening().info();
    }

    /** Lets nobody sign in by a password, for now. */
    public SshInfo hardenSsh() {
        return changed(hardening()::harden);
    }

    /** Keeps it so, because somebody signed in since. */
    public SshInfo keepSsh() {
        return changed(hardening()::keep);
    }

    /** Undoes it. */
    public SshInfo relaxSsh() {
        return changed(hardening()::relax);
    }

    /** Whether security updates are installed by themselves. */
    public UpdatesInfo updates() {
        return securityUpdates().info();
    }

    /** Chooses that. */
    public UpdatesInfo chooseUpdates(UpdatesChoice choice) {
        SecurityUpdates updates = securityUpdates();
        return changed(choice.on() ? updates::switchOn : updates::switchOff);
    }

    private <T> T changed(Supplier<T> change) {
        mayChange();
        try (var _ = Lock.take(places)) {
            return change.get();
        }
    }

    private SshHardening hardening() {
        return new SshHardening(places, computer.commands(), journal(), computer.clock());
    }

    private SecurityUpdates securityUpdates() {
        return new SecurityUpdates(places, computer.commands(), journal());
    }

    private HostJournal journal() {
        return new HostJournal(places.journal(), computer.clock());
    }

    private void mayChange() {
        if (!computer.isRoot()) {
            throw Faults.refused(
                    "not-root", "Only root may do that.", "Run it as root, or with sudo before the command.");
        }
    }
}
