package org.letterlock.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.lsp4j.jsonrpc.CancelChecker;
import org.letterlock.agent.host.Commands;
import org.letterlock.agent.host.Places;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.Progress;
import org.letterlock.protocol.UninstallOrder;

/** Takes everything off the computer that an installation put there; the mail only where that is ordered. What is gone already is passed over. */
final class Uninstaller {

    private final Places places;
    private final SshHardening ssh;
    private final SecurityUpdates updates;
    private final Steps steps;

    Uninstaller(Places places, Commands commands, HostJournal journal, SshHardening ssh, SecurityUpdates updates) {
        this.ssh = ssh;
        this.updates = updates;
        this.places = places;
        this.steps = new Steps(commands, journal);
    }

    List<HostChange> uninstall(UninstallOrder order, Consumer<Progress> progress, CancelChecker cancel) {
        List<Steps.Step> all = new ArrayList<>(List.of(
                new Steps.Step("stop", this::stop),
                new Steps.Step("firewall", this::firewall),
                new Steps.Step("unit", this::unit)));
        if (order.eraseMail()) {
            all.add(new Steps.Step("data", this::data));
        }
        all.add(new Steps.Step("ssh", () -> ssh.undo(steps)));
        all.add(new Steps.Step("updates", () -> updates.undo(steps)));
        all.add(new Steps.Step("release", this::releases));
        try {
            steps.take(order.work(), all, progress, cancel);
        } catch (FailureException e) {
            throw Faults.halfway(e);
        }
        return steps.changes();
    }

    private void stop() throws IOException {
        if (Files.exists(places.unit())) {
            steps.change(
                    "stop",
                    "Stopped the mail server.",
                    "systemctl enable --now letterlock",
                    () -> steps.must("stop", "systemctl", "disable", "--now", Steps.UNIT));
        }
    }

    private void firewall() throws IOException {
        // Begun, and nobody noted whether it came about: to close what is not open does no harm.
        steps.undo("firewall", () -> steps.does(Steps.UFW_CLOSE));
    }

    private void unit() throws IOException {
        if (Files.exists(places.unit())) {
            steps.change("unit", "Removed the unit " + Places.UNIT + ".", "Install again.", () -> {
                Files.delete(places.unit());
                steps.does("systemctl", "daemon-reload");
                steps.does("systemctl", "reset-failed", Steps.UNIT);
            });
        }
        if (Files.isSymbolicLink(places.command())) {
            steps.change(
                    "unit",
                    "Removed the command " + Places.COMMAND + ".",
                    "Install again.",
                    () -> Files.delete(places.command()));
        }
    }

    private void data() throws IOException {
        if (Files.exists(places.data())) {
            steps.change(
                    "data",
                    "Erased the mail, and every key to it.",
                    "Nobody can.",
                    () -> Release.remove(places.data()));
        }
        if (steps.does("id", "-u", Steps.USER)) {
            steps.change(
                    "data",
                    "Removed the system user " + Steps.USER + ".",
                    "Install again.",
                    () -> steps.must("data", "userdel", Steps.USER));
        }
    }

    /** Last, with the journal in it: this program runs from there. */
    private void releases() throws IOException {
        if (Files.exists(places.home(), LinkOption.NOFOLLOW_LINKS)) {
            steps.change("release", "Removed " + Places.HOME + " with the journal.", "Install again.", () -> {});
            Release.remove(places.home());
        }
    }
}
