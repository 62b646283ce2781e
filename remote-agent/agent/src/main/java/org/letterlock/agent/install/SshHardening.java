package org.letterlock.agent.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.letterlock.agent.host.Commands;
import org.letterlock.agent.host.Places;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.SshInfo;

/**
 * Lets nobody sign in over SSH by a password. Until it is proven that there is another way in, systemd undoes it after a while, whatever becomes of this program, and at the
 * next start of the computer.
 */
final class SshHardening {

    /** How long there is to prove it. */
    static final Duration UNPROVEN = Duration.ofMinutes(2);

    private static final String STEP = "ssh";
    private static final String WAY_BACK = "letterlock-ssh-way-back";
    private static final String UNTIL = "# until ";
    private static final String SSHD = "/usr/sbin/sshd";
    private static final List<String> SERVICES = List.of("ssh", "sshd");

    private static final String SETTINGS = """
            # Written by letterlock-agent: nobody signs in by a password. To undo it: letterlock-agent ssh relax
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            """;

    /** Where root may not sign in at all, it stays so. */
    private static final String ROOT_BY_KEY = "PermitRootLogin prohibit-password\n";

    /** Undoes it, with the files that it is made of, the line for the journal, and the journal. */
    private static final String UNDO = """
            rm -f "$1" "$2"
            for service in ssh sshd; do
                systemctl is-active --quiet "$service" && systemctl reload "$service"
            done
            printf '%s\\n' "$3" >>"$4"
            """;

    private final Places places;
    private final Commands commands;
    private final HostJournal journal;
    private final Clock clock;
    private final Steps steps;

    SshHardening(Places places, Commands commands, HostJournal journal, Clock clock) {
        this.places = places;
        this.commands = commands;
        this.journal = journal;
        this.clock = clock;
        this.steps = new Steps(commands, journal);
    }

    SshInfo info() {
        Map<String, String> settings = settings();
        String root = settings.getOrDefault("permitrootlogin", "yes");
        return new SshInfo(
                takesPasswords(settings),
                root.equals("without-password") ? "prohibit-password" : root,
                Files.exists(places.ssh()),
                until());
    }

    private static boolean takesPasswords(Map<String, String> settings) {
        return !settings.getOrDefault("passwordauthentication", "yes").equals("no")
                || !settings.getOrDefault("kbdinteractiveauthentication", "yes").equals("no");
    }

    /** What holds for root, by sshd itself. */
    private Map<String, String> settings() {
        Commands.Ended ended = commands.run(List.of(SSHD, "-T", "-C", "user=root,host=localhost,addr=127.0.0.1"));
        if (!ended.isWell()) {
            throw Faults.refused(
                    "no-sshd",
                    "The settings of the SSH server could not be read.",
                    "Look whether OpenSSH is installed, and whether the command says more: sshd -T",
                    ended.output());
        }
        Map<String, String> settings = new HashMap<>();
        ended.output().lines().forEach(line -> {
            String[] words = line.split(" ", 2);
            settings.putIfAbsent(words[0], words.length > 1 ? words[1] : "");
        });
        return settings;
    }

    private @Nullable String until() {
        try {
            return Files.exists(places.ssh()) && Files.exists(places.sshPending())
                    ? Files.readAllLines(places.sshPending(), StandardCharsets.UTF_8).stream()
                            .filter(line -> line.startsWith(UNTIL))
                            .map(line -> line.substring(UNTIL.length()))
                            .findFirst()
                            .orElse(null)
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    SshInfo harden() {
        SshInfo before = info();
        if (before.hardened()) {
            return before;
        }
        Instant until = clock.instant().plus(UNPROVEN);
        steps.changeAlone(
                STEP,
                "Let nobody sign in over SSH by a password, and root by a key alone.",
                "rm " + Places.SSH + " && systemctl reload ssh",
                () -> write(until, before.rootLogin().equals("yes") ? SETTINGS + ROOT_BY_KEY : SETTINGS),
                this::remove);
        return info();
    }

    private void write(Instant until, String settings) throws IOException {
        // First the way back, then what it leads back from.
        Files.createDirectories(Objects.requireNonNull(places.sshPending().getParent()));
        Files.createDirectories(Objects.requireNonNull(places.ssh().getParent()));
        Steps.write(places.sshPending(), UNTIL + until + "\nr! " + Places.SSH + "\n");
        HostChange standing = journal.standing(STEP).orElseThrow();
        steps.does("systemctl", "stop", WAY_BACK + ".timer");
        steps.does("systemctl", "reset-failed", WAY_BACK + ".service");
        steps.must(
                STEP,
                "systemd-run",
                "--quiet",
                "--unit=" + WAY_BACK,
                "--on-active=" + UNPROVEN.toSeconds(),
                "--timer-property=AccuracySec=1s",
                "--description=Undoes what nobody proved about SSH",
                "sh",
                "-c",
                UNDO,
                "letterlock",
                places.ssh().toString(),
                places.sshPending().toString(),
                HostJournal.lineOfUndone(standing, until),
                places.journal().toString());
        Steps.write(places.ssh(), settings);
        steps.must(STEP, SSHD, "-t");
        if (takesPasswords(settings())) {
            throw Faults.refused(
                    "ssh-otherwise",
                    "The SSH server does not follow what was written for it.",
                    "Its own settings are in the way: see that /etc/ssh/sshd_config includes sshd_config.d, and that it says nothing before that.");
        }
        reload();
    }

    private void reload() {
        for (String service : SERVICES) {
            if (steps.does("systemctl", "is-active", "--quiet", service)) {
                steps.must(STEP, "systemctl", "reload", service);
            }
        }
    }

    private void remove() throws IOException {
        Files.deleteIfExists(places.ssh());
        disarm();
        reload();
    }

    private void disarm() throws IOException {
        steps.does("systemctl", "stop", WAY_BACK + ".timer");
        Files.deleteIfExists(places.sshPending());
    }

    SshInfo keep() {
        try {
            disarm();
        } catch (IOException e) {
            throw Faults.halfway(Faults.failed(STEP, String.valueOf(e)));
        }
        // Looked at last: nothing takes it away any more.
        if (!Files.exists(places.ssh())) {
            throw Faults.refused(
                    "ssh-undone",
                    "What was changed about SSH was undone meanwhile, because nobody signed in anew in time.",
                    "Change it again.");
        }
        return info();
    }

    SshInfo relax() {
        steps.undoAlone(STEP, this::remove);
        return info();
    }

    /** Undoes it among other steps, where it stands. */
    void undo(Steps among) throws IOException {
        among.undo(STEP, this::remove);
    }
}
