package org.letterlock.desktop.vault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;

/**
 * What a vault holds. A component that an older app did not write is null.
 *
 * @param servers the servers, the newest last
 * @param settingUp where setting up each of them stands, by its address
 */
public record VaultContents(
        List<ServerProfile> servers, @Nullable Map<String, SettingUp> settingUp) {

    /** A new vault's. */
    public static VaultContents empty() {
        return new VaultContents(List.of(), Map.of());
    }

    /** The same with a server, which takes the place of one at the same address. */
    public VaultContents with(ServerProfile server) {
        List<ServerProfile> all = new ArrayList<>(servers);
        all.removeIf(other -> other.address().equals(server.address()));
        all.add(server);
        return new VaultContents(List.copyOf(all), settingUp);
    }

    /** Where setting up a server stands; empty where it was not begun. */
    public Optional<SettingUp> settingUp(ServerProfile server) {
        return settingUp == null
                ? Optional.empty()
                : Optional.ofNullable(settingUp.get(server.address().toString()));
    }

    /** The same, with setting up a server somewhere else. */
    public VaultContents with(ServerProfile server, SettingUp now) {
        Map<String, SettingUp> all = new LinkedHashMap<>(settingUp == null ? Map.of() : settingUp);
        all.put(server.address().toString(), now);
        return new VaultContents(servers, all);
    }

    /** Without what is in it. */
    @Override
    public String toString() {
        return "VaultContents[" + servers + "]";
    }
}
