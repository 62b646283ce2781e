package org.letterlock.desktop;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.letterlock.desktop.agentclient.Understood;
import org.letterlock.desktop.health.Snapshot;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.desktop.vault.Vault;

/** What a server said of itself last, in the vault: encrypted, and gone with the server. Safe for any number of threads. */
record LastKnown(Vault vault, ServerProfile server) implements HomeViewModel.Memory {

    private static final Logger LOG = System.getLogger(LastKnown.class.getName());

    @Override
    public Optional<Snapshot> last() {
        Optional<String> said = vault.contents().known(server);
        if (said.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Understood.answer(() -> Snapshot.read(said.get())));
        } catch (JsonParseException | ProblemException e) {
            // Of another release, which told it otherwise; the server is asked anyway.
            LOG.log(Level.DEBUG, "Last known state was not understood", e);
            return Optional.empty();
        }
    }

    @Override
    public void keep(Snapshot seen) {
        String said = seen.written();
        try {
            vault.change(contents -> contents.knowing(server, said));
        } catch (IOException e) {
            // The vault is closed, or its disk is full: whoever changes what matters in it is told.
            LOG.log(Level.DEBUG, "Last known state was not kept", e);
        }
    }
}
