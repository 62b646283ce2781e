package org.letterlock.agent.install;

import java.nio.file.Path;

/**
 * Where things lie.
 *
 * @param root where the computer's files begin
 */
record Places(Path root) {

    static final String HOME = "/opt/letterlock";
    static final String RELEASES = HOME + "/releases";
    static final String CURRENT = HOME + "/current";
    static final String DATA = "/var/lib/letterlock";
    static final String UNIT = "/etc/systemd/system/letterlock.service";
    static final String COMMAND = "/usr/local/bin/letterlock-agent";
    static final String PORTS = "25,143,465,587,993,995";

    private Path at(String path) {
        return root.resolve(path.substring(1));
    }

    Path home() {
        return at(HOME);
    }

    Path releases() {
        return at(RELEASES);
    }

    Path release(String name) {
        return releases().resolve(name);
    }

    Path current() {
        return at(CURRENT);
    }

    Path journal() {
        return home().resolve("journal");
    }

    Path selfTest() {
        return home().resolve("self-test");
    }

    Path data() {
        return at(DATA);
    }

    Path socket() {
        return data().resolve("control.sock");
    }

    Path unit() {
        return at(UNIT);
    }

    Path command() {
        return at(COMMAND);
    }
}
