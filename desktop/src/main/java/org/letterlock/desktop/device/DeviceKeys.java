package org.letterlock.desktop.device;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.CredentialName;
import org.letterlock.protocol.CredentialOrder;
import org.letterlock.protocol.EngineApi.AccountAddress;
import org.letterlock.protocol.NewCredential;
import org.letterlock.protocol.RecoveryBox;
import org.letterlock.protocol.RecoveryOrder;
import org.letterlock.recovery.OwnerKey;
import org.letterlock.recovery.RecoverySecret;

/** The passwords of a mailbox, one a device. Waits for the server, so it is no work for the screen's thread. */
public final class DeviceKeys {

    private static final String AREA = "credential";

    /** Then another way may open the mailbox. */
    private static final Set<String> SHUT = Set.of("locked", "wrong-password", "opens-nothing");

    private final EngineLine line;
    private final String account;
    private final Opener opener;

    /**
     * What opens the mailbox while it is locked; a new password can only wrap what another one unwraps. Where both are absent, somebody has to have signed in.
     *
     * @param password one of it that the app keeps; null where there is none
     * @param recoverySecret the owner's, as it is printed; null where there is none
     */
    public record Opener(Supplier<@Nullable String> password, Supplier<@Nullable String> recoverySecret) {

        /** Nothing. */
        public static Opener none() {
            return new Opener(() -> null, () -> null);
        }
    }

    /** @param account any address of the mailbox */
    public DeviceKeys(EngineLine line, String account, Opener opener) {
        this.line = line;
        this.account = account;
        this.opener = opener;
    }

    /** Any address of the mailbox. */
    public String account() {
        return account;
    }

    /**
     * Makes one.
     *
     * @param name of the device
     * @param sendOnly whether it opens nothing that is stored
     */
    public NewCredential make(String name, boolean sendOnly) throws ProblemException {
        List<String> scopes = sendOnly ? List.of("send") : List.of();
        CredentialOrder order = new CredentialOrder(
                account, name, scopes, sendOnly ? null : opener.password().get());
        try {
            return line.ask(engine -> engine.addCredential(order));
        } catch (ProblemException e) {
            Problem why = e.problem();
            String secret = opener.recoverySecret().get();
            if (secret != null && why.area().equals(AREA) && SHUT.contains(why.code())) {
                return recovered(name, secret, e);
            }
            throw e;
        }
    }

    /** @param locked what is told where the owner may not recover it */
    private NewCredential recovered(String name, String secret, ProblemException locked) throws ProblemException {
        if (!(RecoverySecret.parse(secret) instanceof RecoverySecret.Parsed.Secret(RecoverySecret own))) {
            throw locked;
        }
        try (own;
                OwnerKey key = own.key()) {
            RecoveryBox box = line.ask(engine -> engine.recoveryBox(new AccountAddress(account)));
            byte[] opened = key.openAccountKey(
                            box.accountId(), Base64.getDecoder().decode(box.sealed()))
                    .orElseThrow(() -> locked);
            String bare = Base64.getEncoder().encodeToString(opened);
            Arrays.fill(opened, (byte) 0);
            return line.ask(engine -> engine.recoverAccount(new RecoveryOrder(account, bare, name)));
        } catch (ProblemException e) {
            throw e.problem().area().equals("recovery") ? locked : e;
        }
    }

    /** The password of a device, without the password itself; empty where it was removed. */
    public Optional<CredentialInfo> find(String name) throws ProblemException {
        return line.ask(engine -> engine.credentials(new AccountAddress(account))).stream()
                .filter(credential -> credential.name().equals(name))
                .findFirst();
    }

    /** Removes one; what is signed in with it is signed out. */
    public void remove(String name) throws ProblemException {
        line.ask(engine -> engine.removeCredential(new CredentialName(account, name)));
    }
}
