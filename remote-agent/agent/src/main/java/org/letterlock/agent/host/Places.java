package org.letterlock.agent.host;

import java.nio.file.Path;

/**
 * Where Letterlock lies on a computer.
 *
 * @param root where the computer's files begin
 */
public record Places(Path root) {

    public static final String HOME = "/opt/letterlock";
    public static final String RELEASES = HOME + "/releases";
    public static final String CURRENT = HOME + "/current";
    public static final String DATA = "/var/lib/letterlock";
    public static final String SOCKET = DATA + "/control.sock";
    public static final String UNIT = "/etc/systemd/system/letterlock.service";
    public static final String COMMAND = "/usr/local/bin/letterlock-agent";

    /** Before all others, of which sshd takes the first that says something. */
    public static final String SSH = "/etc/ssh/sshd_config.d/00-letterlock.conf";

    /** Removes that when the computer starts, as long as it is not proven. */
    public static final String SSH_PENDING = "/etc/tmpfiles.d/letterlock-ssh.conf";

    /** Behind those of the system, of which apt takes the last that says something. */
    public static final String UPDATES = "/etc/apt/apt.conf.d/52letterlock";

    private Path at(String path) {
        return root.resolve(path.substring(1));
    }

    public Path home() {
        return at(HOME);
    }

    public Path releases() {
        return at(RELEASES);
    }

    public Path release(String name) {
        return releases().resolve(name);
    }

    public Path current() {
        return at(CURRENT);
    }

    public Path journal() {
        return home().resolve("journal");
    }

    public Path selfTest() {
        return home().resolve("self-test");
    }

    public Path data() {
        return at(DATA);
    }

    public Path socket() {
        return at(SOCKET);
    }

    public Path unit() {
        return at(UNIT);
    }

    public Path ssh() {
        return at(SSH);
    }

    public Path sshPending() {
        return at(SSH_PENDING);
    }

    public Path updates() {
        return at(UPDATES);
    }

    /** The packages that were installed for updates, a line each. */
    public Path updatesPackages() {
        return home().resolve("updates-packages");
    }

    public Path command() {
        return at(COMMAND);
    }
}
