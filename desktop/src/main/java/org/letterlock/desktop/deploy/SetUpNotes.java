package org.letterlock.desktop.deploy;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.DnsAccess;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.vault.Vault;

/** Where setting up one server stands, noted in the vault. Safe for any number of threads. */
public final class SetUpNotes {

    private final Vault vault;
    private final ServerProfile server;

    /** @param vault open */
    public SetUpNotes(Vault vault, ServerProfile server) {
        this.vault = vault;
        this.server = server;
    }

    public ServerProfile server() {
        return server;
    }

    /** What is noted. */
    public SettingUp now() {
        return vault.contents().settingUp(server).orElse(SettingUp.BEGUN);
    }

    /**
     * Notes something else. Durable when it returns; waits for the disk.
     *
     * @return what is noted now
     * @throws ProblemException where it cannot be written; then nothing changed
     */
    public SettingUp change(UnaryOperator<SettingUp> change) throws ProblemException {
        try {
            return vault.change(contents -> contents.with(
                            server, change.apply(contents.settingUp(server).orElse(SettingUp.BEGUN))))
                    .settingUp(server)
                    .orElse(SettingUp.BEGUN);
        } catch (IOException e) {
            throw new ProblemException(Problem.of("vault", "file", Map.of(), String.valueOf(e)));
        }
    }

    /** What lets this app write the records of a zone, where that is kept. */
    public Optional<DnsAccess> dnsAccess(String zone) {
        return vault.contents().dnsAccess(server, zone);
    }

    /**
     * Keeps that, or keeps it no more. Durable when it returns; waits for the disk.
     *
     * @param access null for no more
     * @throws ProblemException where it cannot be written; then nothing changed
     */
    public void keepDnsAccess(String zone, @Nullable DnsAccess access) throws ProblemException {
        try {
            vault.change(contents -> contents.with(server, zone, access));
        } catch (IOException e) {
            throw new ProblemException(Problem.of("vault", "file", Map.of(), String.valueOf(e)));
        }
    }
}
