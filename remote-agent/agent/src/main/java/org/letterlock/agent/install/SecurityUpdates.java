package org.letterlock.agent.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.letterlock.agent.host.Commands;
import org.letterlock.agent.host.Places;
import org.letterlock.protocol.UpdatesInfo;

/** Has the computer install the security updates of its system by itself, by the {@code unattended-upgrades} of Debian and Ubuntu. */
final class SecurityUpdates {

    private static final String STEP = "updates";
    private static final String PACKAGE = "unattended-upgrades";
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final List<String> APT =
            List.of("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=60");

    private static final Pattern UNPACKED =
            Pattern.compile("^Unpacking ([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9-]+)? \\(", Pattern.MULTILINE);

    private static final String SETTINGS = """
            // Written by letterlock-agent. To undo it: letterlock-agent updates off
            APT::Periodic::Update-Package-Lists "1";
            APT::Periodic::Unattended-Upgrade "1";
            """;

    private final Places places;
    private final Commands commands;
    private final HostJournal journal;
    private final Steps steps;

    SecurityUpdates(Places places, Commands commands, HostJournal journal) {
        this.places = places;
        this.commands = commands;
        this.journal = journal;
        this.steps = new Steps(commands, journal);
    }

    UpdatesInfo info() {
        Optional<String> settings = commands.output(List.of("apt-config", "dump"));
        return new UpdatesInfo(
                settings.isPresent(),
                isInstalled() && settings.filter(SecurityUpdates::isOn).isPresent(),
                journal.standing(STEP).isPresent());
    }

    private static boolean isOn(String settings) {
        return switchedOn(settings, "APT::Periodic::Update-Package-Lists")
                && switchedOn(settings, "APT::Periodic::Unattended-Upgrade");
    }

    /** Every so many days; 0 for never. */
    private static boolean switchedOn(String settings, String name) {
        return settings.lines()
                .filter(line -> line.startsWith(name + " "))
                .anyMatch(line -> !line.endsWith("\"0\";") && !line.endsWith("\"\";"));
    }

    private boolean isInstalled() {
        return commands.output(List.of("dpkg-query", "-W", "-f", "${db:Status-Status}", PACKAGE))
                .filter("installed"::equals)
                .isPresent();
    }

    UpdatesInfo switchOn() {
        UpdatesInfo before = info();
        if (!before.possible()) {
            throw Faults.refused(
                    "no-apt",
                    "The server's system has no apt, so its updates cannot be switched on from here.",
                    "Look in its own documentation how updates are installed by themselves.");
        }
        if (before.on()) {
            return before;
        }
        steps.changeAlone(
                STEP,
                "Had security updates installed by themselves.",
                "rm " + Places.UPDATES,
                this::make,
                this::unmake);
        return info();
    }

    private void make() throws IOException {
        if (!isInstalled()) {
            Set<String> before = known();
            Commands.Ended ended = install();
            Set<String> added = unpacked(ended.output());
            if (!ended.isWell() && !isBusy(ended)) {
                // The lists of a server that was just made may be empty.
                apt("update");
                ended = install();
                added.addAll(unpacked(ended.output()));
            }
            added.removeAll(before);
            Files.write(places.updatesPackages(), added, StandardCharsets.UTF_8);
            if (isBusy(ended)) {
                throw Faults.aptBusy(ended.output());
            }
            if (!ended.isWell()) {
                throw Faults.failed(STEP, ended.output());
            }
        }
        Steps.write(places.updates(), SETTINGS);
    }

    private Commands.Ended install() {
        return apt("--no-install-recommends", "install", PACKAGE);
    }

    private Commands.Ended apt(String... words) {
        List<String> all = new ArrayList<>(APT);
        all.addAll(List.of(words));
        return commands.run(all, PATIENCE);
    }

    /** Its exit code is the same for all that goes wrong. */
    private static boolean isBusy(Commands.Ended ended) {
        return !ended.isWell() && ended.output().contains("Could not get lock");
    }

    /** The packages that are there before; without them nobody could tell later which ones to remove. */
    private Set<String> known() {
        Set<String> known = commands.output(List.of("dpkg-query", "-W", "-f", "${Package}\\n"))
                .orElse("")
                .lines()
                .collect(Collectors.toUnmodifiableSet());
        if (known.isEmpty()) {
            throw Faults.failed(STEP, "dpkg-query does not say which packages are there");
        }
        return known;
    }

    /** What apt itself brought, as dpkg says of each; others may install something at the same time. */
    private static Set<String> unpacked(String output) {
        return UNPACKED.matcher(output)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void unmake() throws IOException {
        Files.deleteIfExists(places.updates());
        if (Files.exists(places.updatesPackages())) {
            List<String> purge = new ArrayList<>(List.of("env", "DEBIAN_FRONTEND=noninteractive", "dpkg", "--purge"));
            List<String> added = Files.readAllLines(places.updatesPackages(), StandardCharsets.UTF_8);
            purge.addAll(added);
            // It refuses, and leaves all there, where something else has come to need one of them.
            if (!added.isEmpty() && !commands.run(purge, PATIENCE).isWell()) {
                System.getLogger(SecurityUpdates.class.getName())
                        .log(System.Logger.Level.WARNING, "Left, because other packages need them: " + added);
            }
            Files.delete(places.updatesPackages());
        }
    }

    UpdatesInfo switchOff() {
        steps.undoAlone(STEP, this::unmake);
        return info();
    }

    /** Undoes it among other steps, where it stands. */
    void undo(Steps among) throws IOException {
        among.undo(STEP, this::unmake);
    }
}
