package org.letterlock.desktop.deploy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.desktop.vault.VaultContents;

/**
 * Takes over the servers of another computer's vault: this computer gets a key of its own on each, so that either can be shut out alone. Where a server does not answer now, the
 * other's key is kept for it.
 */
public final class Takeover {

    private final Door door;
    private final Vault vault;

    /** @param vault of this computer, open */
    public Takeover(Door door, Vault vault) {
        this.door = door;
        this.vault = vault;
    }

    /**
     * A server that was taken over.
     *
     * @param server as it lies in the vault now
     * @param known whether it was there before, and stays as it was
     * @param why it has no key of this computer's yet; empty where it has one
     */
    public record Taken(ServerProfile server, boolean known, Optional<Problem> why) {}

    /** Takes over all servers; each is in the vault, durably, before the next is entered. */
    public List<Taken> take(VaultContents other) throws ProblemException {
        List<Taken> all = new ArrayList<>();
        for (ServerProfile server : other.servers()) {
            Optional<ServerProfile> before = vault.contents().servers().stream()
                    .filter(own -> own.address().equals(server.address()))
                    .findFirst();
            all.add(before.isPresent() ? new Taken(before.get(), true, Optional.empty()) : take(server, other));
        }
        return all;
    }

    /** Tries once more to get keys of this computer's own where it has none yet. */
    public List<Taken> again(List<Taken> before) throws ProblemException {
        List<Taken> all = new ArrayList<>();
        for (Taken each : before) {
            all.add(each.why().isEmpty() ? each : take(each.server(), vault.contents()));
        }
        return all;
    }

    private Taken take(ServerProfile server, VaultContents other) throws ProblemException {
        Taken taken;
        try {
            String sudo = server.sudoPassword();
            taken = new Taken(
                    new FirstEntry(door)
                            .enter(
                                    server.address(),
                                    server.hostKey(),
                                    server.user(),
                                    new Door.Secret.Key(server.privateKey(), ""),
                                    sudo == null ? "" : sudo),
                    false,
                    Optional.empty());
        } catch (ProblemException e) {
            taken = new Taken(server, false, Optional.of(e.problem()));
        }
        ServerProfile now = taken.server();
        Optional<SettingUp> standing = other.settingUp(server);
        String name = other.name(server).equals(server.address().toString()) ? "" : other.name(server);
        try {
            vault.change(contents -> {
                VaultContents with = contents.with(now).named(now, name);
                return standing.isPresent() ? with.with(now, standing.get()) : with;
            });
        } catch (IOException e) {
            throw new ProblemException(Problem.of("vault", "file", Map.of(), String.valueOf(e)));
        }
        return taken;
    }
}
