package org.letterlock.desktop.paper;

import java.time.LocalDate;
import java.util.Optional;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;

/**
 * What stands on the page of a recovery kit.
 *
 * @param groups the owner's secret, as it is printed
 * @param mailServer the name of the mail server
 * @param entrance whom and where to sign in as: {@code USER@ADDRESS}
 * @param hostKey the fingerprint of the server's key
 * @param made when
 */
public record Kit(String groups, String mailServer, String entrance, String hostKey, LocalDate made) {

    /** The kit of a server that is set up; empty where this app does not keep its owner's secret. */
    public static Optional<Kit> of(ServerProfile server, SettingUp setUp, LocalDate made) {
        String groups = setUp.recoverySecret();
        String host = setUp.hostname();
        return groups == null || host == null
                ? Optional.empty()
                : Optional.of(new Kit(
                        groups,
                        host,
                        server.user() + "@" + server.address(),
                        server.hostKey().fingerprint(),
                        made));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Kit[" + mailServer + ", " + made + "]";
    }
}
