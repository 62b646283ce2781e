package org.letterlock.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.lsp4j.jsonrpc.CancelChecker;
import org.letterlock.agent.host.Commands;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.Progress;
import org.letterlock.protocol.UninstallOrder;

/** Takes everything off the computer that an installation put there; the mail only where that is ordered. What is gone already is passed over. */
final class Uninstaller {

    private static final String UNIT = "letterlock.service";

    private final Places places;
    private final Commands commands;
    private final HostJournal journal;
    private final List<HostChange> changes = new ArrayList<>();

    Uninstaller(Places places, Commands commands, HostJournal journal) {
        this.places = places;
        this.commands = commands;
        this.journal = journal;
    }

    /** What may fail by the disk. */
    private interface Way {
        void go() throws IOException;
    }

    private record Step(String name, Way way) {}

    List<HostChange> uninstall(UninstallOrder order, Consumer<Progress> progress, CancelChecker cancel) {
        List<Step> steps = new ArrayList<>(List.of(
                new Step("stop", this::stop), new Step("firewall", this::firewall), new Step("unit", this::unit)));
        if (order.eraseMail()) {
            steps.add(new Step("data", this::data));
        }
        steps.add(new Step("release", this::releases));
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
            return changes;
        } catch (IOException e) {
            throw Faults.failed(now, String.valueOf(e));
        }
    }

    private void change(String step, String what, String undo, Way way) throws IOException {
        HostChange begun = journal.begin(step, what, undo);
        way.go();
        changes.add(journal.done(begun));
    }

    private boolean does(String... words) {
        return commands.run(List.of(words)).isWell();
    }

    private void stop() throws IOException {
        if (!Files.exists(places.unit())) {
            return;
        }
        change("stop", "Stopped the mail server.", "systemctl enable --now letterlock", () -> {
            if (!does("systemctl", "disable", "--now", UNIT)) {
                throw Faults.failed("stop", "systemctl disable --now " + UNIT);
            }
        });
    }

    private void firewall() throws IOException {
        boolean opened = journal.changes().stream()
                .filter(change -> change.step().equals("firewall"))
                .reduce((earlier, later) -> later)
                .filter(change -> change.state().equals("done") && change.what().startsWith("Opened"))
                .isPresent();
        if (opened) {
            change(
                    "firewall",
                    "Closed the ports " + Places.PORTS + " in ufw.",
                    "ufw allow proto tcp from any to any port " + Places.PORTS,
                    () -> does(
                            "ufw",
                            "delete",
                            "allow",
                            "proto",
                            "tcp",
                            "from",
                            "any",
                            "to",
                            "any",
                            "port",
                            Places.PORTS));
        }
    }

    private void unit() throws IOException {
        if (Files.exists(places.unit())) {
            change("unit", "Removed the unit " + Places.UNIT + ".", "Install again.", () -> {
                Files.delete(places.unit());
                does("systemctl", "daemon-reload");
                does("systemctl", "reset-failed", UNIT);
            });
        }
        if (Files.isSymbolicLink(places.command())) {
            change(
                    "unit",
                    "Removed the command " + Places.COMMAND + ".",
                    "Install again.",
                    () -> Files.delete(places.command()));
        }
    }

    private void data() throws IOException {
        if (Files.exists(places.data())) {
            change("data", "Erased the mail, and every key to it.", "Nobody can.", () -> Release.remove(places.data()));
        }
        if (does("id", "-u", "letterlock")) {
            change("data", "Removed the system user letterlock.", "Install again.", () -> {
                if (!does("userdel", "letterlock")) {
                    throw Faults.failed("data", "userdel letterlock");
                }
            });
        }
    }

    /** Last, with the journal in it: this program runs from there. */
    private void releases() throws IOException {
        if (Files.exists(places.home(), LinkOption.NOFOLLOW_LINKS)) {
            change("release", "Removed " + Places.HOME + " with the journal.", "Install again.", () -> {});
            Release.remove(places.home());
        }
    }
}
