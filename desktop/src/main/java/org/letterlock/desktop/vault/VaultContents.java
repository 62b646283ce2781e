package org.letterlock.desktop.vault;

import java.util.List;
import org.letterlock.desktop.model.ServerProfile;

/**
 * What a vault holds.
 *
 * @param servers the servers, the newest last
 */
public record VaultContents(List<ServerProfile> servers) {

    /** A new vault's. */
    public static VaultContents empty() {
        return new VaultContents(List.of());
    }
}
