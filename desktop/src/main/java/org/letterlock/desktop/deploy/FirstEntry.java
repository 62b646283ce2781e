package org.letterlock.desktop.deploy;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.HostKey;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerAddress;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.ssh.RemoteCommand;
import org.letterlock.desktop.ssh.RemoteHost;
import org.letterlock.desktop.ssh.Sudo;

/** Enters a server for the first time and leaves a key of the app's own there, so that the password is never needed again. */
public final class FirstEntry {

    /** Adds a line unless it is there; a last line without an end gets one first. */
    private static final String ADD_KEY = """
            set -e
            umask 077
            mkdir -p "$HOME/.ssh"
            f="$HOME/.ssh/authorized_keys"
            touch "$f"
            if ! grep -qxF -e "$1" "$f"; then
                if [ -s "$f" ] && [ -n "$(tail -c 1 "$f")" ]; then echo >>"$f"; fi
                printf '%s\\n' "$1" >>"$f"
            fi
            """;

    private final Door door;

    public FirstEntry(Door door) {
        this.door = door;
    }

    /**
     * Enters, sees that the user can become root, leaves the key, and proves by a second connection that it opens.
     *
     * @param sudoPassword of the user, for sudo; empty where it is that by which the user is let in, or none is needed
     */
    public ServerProfile enter(
            ServerAddress address, HostKey hostKey, String user, Door.Secret secret, String sudoPassword)
            throws ProblemException {
        Door.OwnKey own = door.makeKey();
        @Nullable String password = null;
        try (RemoteHost server = door.enter(address, hostKey, user, secret)) {
            switch (Sudo.way(server)) {
                case ROOT, FREE -> {}
                case ABSENT -> throw Sudo.absent(user);
                case PASSWORD -> {
                    password = sudoPassword.isEmpty() && secret instanceof Door.Secret.Password given
                            ? given.text()
                            : sudoPassword;
                    Sudo.prove(server, user, password);
                }
            }
            RemoteHost.Ran ran = server.run(RemoteCommand.script(ADD_KEY, own.authorized()), new byte[0]);
            if (ran.exitCode() != 0) {
                throw new ProblemException(
                        Problem.of("ssh", "key-not-added", Map.of("server", address.toString()), ran.err()));
            }
        }
        try (RemoteHost again = door.enter(address, hostKey, user, new Door.Secret.Key(own.privateKey(), ""))) {
            again.run(RemoteCommand.of("true"), new byte[0]);
        }
        return new ServerProfile(address.host(), address.port(), user, hostKey, own.privateKey(), password);
    }
}
