package org.letterlock.desktop.vault;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.DnsAccess;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;

/**
 * What a vault holds. A component that an older app did not write is null.
 *
 * @param servers the servers, the newest last
 * @param settingUp where setting up each of them stands, by its address
 * @param names what its owner calls each of them, by its address
 * @param dnsAccess what lets this app write records for each of them, by its address, and then by the zone
 * @param known what each of them said of itself last, by its address, the newest last; as text, so that one that this app cannot read costs nothing else
 */
public record VaultContents(
        List<ServerProfile> servers,
        @Nullable Map<String, SettingUp> settingUp,
        @Nullable Map<String, String> names,
        @Nullable Map<String, Map<String, DnsAccess>> dnsAccess,
        @Nullable Map<String, String> known) {

    /** The most that is kept of what a server said, in characters. */
    static final int MOST_KNOWN = 512 * 1024;

    /** The most that is kept of what all said, in characters, of which each takes six octets of the file at most. */
    static final int MOST_KNOWN_OF_ALL = 4 * MOST_KNOWN;

    /** A new vault's. */
    public static VaultContents empty() {
        return new VaultContents(List.of(), Map.of(), Map.of(), Map.of(), Map.of());
    }

    /** Whether a newer app wrote of it what this one does not know. */
    boolean isNewer() {
        boolean steps =
                settingUp != null && settingUp.values().stream().anyMatch(one -> one.version() > SettingUp.VERSION);
        boolean access = dnsAccess != null
                && dnsAccess.values().stream()
                        .flatMap(zones -> zones.values().stream())
                        .anyMatch(one -> !one.isKnown());
        return steps || access;
    }

    /** The same with a server, which takes the place of one at the same address. */
    public VaultContents with(ServerProfile server) {
        List<ServerProfile> all = new ArrayList<>(servers);
        all.removeIf(other -> other.address().equals(server.address()));
        all.add(server);
        return new VaultContents(List.copyOf(all), settingUp, names, dnsAccess, known);
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
        return new VaultContents(servers, all, names, dnsAccess, known);
    }

    /** What a server is called; its address where nothing was chosen. */
    public String name(ServerProfile server) {
        String address = server.address().toString();
        return names == null ? address : names.getOrDefault(address, address);
    }

    /**
     * The same, with a server called something.
     *
     * @param name empty for its address
     */
    public VaultContents named(ServerProfile server, String name) {
        Map<String, String> all = new LinkedHashMap<>(names == null ? Map.of() : names);
        if (name.isEmpty()) {
            all.remove(server.address().toString());
        } else {
            all.put(server.address().toString(), name);
        }
        return new VaultContents(servers, settingUp, all, dnsAccess, known);
    }

    /** What lets this app write the records of a zone for a server; empty where that is not kept. */
    public Optional<DnsAccess> dnsAccess(ServerProfile server, String zone) {
        return dnsAccess == null
                ? Optional.empty()
                : Optional.ofNullable(dnsAccess.get(server.address().toString()))
                        .map(zones -> zones.get(zone));
    }

    /**
     * The same, with what lets this app write the records of a zone. An app that would lose it opens the vault no more.
     *
     * @param access null to keep it no more
     */
    public VaultContents with(ServerProfile server, String zone, @Nullable DnsAccess access) {
        String address = server.address().toString();
        Map<String, Map<String, DnsAccess>> all = new LinkedHashMap<>(dnsAccess == null ? Map.of() : dnsAccess);
        Map<String, DnsAccess> zones = new LinkedHashMap<>(all.getOrDefault(address, Map.of()));
        if (access == null) {
            zones.remove(zone);
        } else {
            zones.put(zone, access);
        }
        all.put(address, zones);
        Map<String, SettingUp> steps = new LinkedHashMap<>(settingUp == null ? Map.of() : settingUp);
        if (access != null) {
            steps.put(address, steps.getOrDefault(address, SettingUp.BEGUN).current());
        }
        return new VaultContents(servers, steps, names, all, known);
    }

    /** What a server said of itself last; empty where that is not known. */
    public Optional<String> known(ServerProfile server) {
        return known == null
                ? Optional.empty()
                : Optional.ofNullable(known.get(server.address().toString()));
    }

    /** The same, with what a server said of itself. One that went meanwhile stays away, and so does what would fill the vault: of all servers, what was said longest ago. */
    public VaultContents knowing(ServerProfile server, String said) {
        if (said.length() > MOST_KNOWN
                || servers.stream().noneMatch(each -> each.address().equals(server.address()))) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>(known == null ? Map.of() : known);
        all.remove(server.address().toString());
        all.put(server.address().toString(), said);
        int sum = all.values().stream().mapToInt(String::length).sum();
        Iterator<String> oldest = all.values().iterator();
        while (sum > MOST_KNOWN_OF_ALL) {
            sum -= oldest.next().length();
            oldest.remove();
        }
        return new VaultContents(servers, settingUp, names, dnsAccess, all);
    }

    /** The same without what servers said: another computer asks them itself. */
    VaultContents withoutKnown() {
        return new VaultContents(servers, settingUp, names, dnsAccess, Map.of());
    }

    /** The same without a server, and without what was kept for it. */
    public VaultContents without(ServerProfile server) {
        List<ServerProfile> others = new ArrayList<>(servers);
        others.removeIf(other -> other.address().equals(server.address()));
        Map<String, SettingUp> steps = new LinkedHashMap<>(settingUp == null ? Map.of() : settingUp);
        steps.remove(server.address().toString());
        Map<String, Map<String, DnsAccess>> access = new LinkedHashMap<>(dnsAccess == null ? Map.of() : dnsAccess);
        access.remove(server.address().toString());
        Map<String, String> rest = new LinkedHashMap<>(known == null ? Map.of() : known);
        rest.remove(server.address().toString());
        return new VaultContents(List.copyOf(others), steps, names, access, rest).named(server, "");
    }

    /** Without what is in it. */
    @Override
    public String toString() {
        return "VaultContents[" + servers + "]";
    }
}
