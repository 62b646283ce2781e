package org.letterlock.desktop.deploy;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.AccountOrder;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.NewCredential;
import org.letterlock.protocol.RecoveryBox;
import org.letterlock.protocol.RecoveryOrder;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.recovery.OwnerKey;
import org.letterlock.recovery.RecoverySecret;

/**
 * Makes an engine that runs into the one that was chosen: the owner's key, the domain, the first mailbox. Each step looks first what is there, so that to begin again is
 * to go on. A secret is in the vault before the engine hears of what belongs to it.
 */
public final class FirstMailbox {

    /** The steps in their order. */
    public static final List<String> STEPS = List.of("engine", "owner", "domain", "mailbox");

    /** What this app's own password of the mailbox is called. */
    public static final String CREDENTIAL = "Letterlock app";

    private final EngineLine line;
    private final SetUpNotes notes;
    private final SecureRandom random;

    /** @param notes name the domain and the mailbox */
    public FirstMailbox(EngineLine line, SetUpNotes notes, SecureRandom random) {
        this.line = line;
        this.notes = notes;
        this.random = random;
    }

    /**
     * Makes it.
     *
     * @param step is told each step when it begins
     * @throws ProblemException what the server says; also {@code setup.other-owner} where it has another owner's key, {@code setup.mailbox-taken} where the mailbox is in use
     *     and this app has no way into it
     */
    public void make(Consumer<String> step) throws ProblemException {
        step.accept("engine");
        line.ask(EngineApi::status);
        step.accept("owner");
        giveOwnersKey();
        step.accept("domain");
        addDomain();
        step.accept("mailbox");
        addMailbox();
    }

    private void giveOwnersKey() throws ProblemException {
        RecoveryStatus status = line.ask(EngineApi::recovery);
        String there = status.fingerprint();
        String groups = notes.now().recoverySecret();
        if (there != null && groups == null) {
            if (!there.equals(notes.now().ownerKey())) {
                throw otherOwner(there);
            }
            // Nobody replaces it. Whoever has its kit opens with it what is sealed to it, and nobody else does.
            return;
        }
        if (groups == null) {
            try (RecoverySecret secret = RecoverySecret.generate(random)) {
                String made = secret.groups();
                groups = made;
                notes.change(before -> before.withRecoverySecret(made));
            }
        }
        try (RecoverySecret secret = secret(groups);
                OwnerKey owner = secret.key()) {
            byte[] key = owner.publicKey();
            if (there != null && !there.equals(OwnerKey.fingerprint(key))) {
                throw otherOwner(there);
            }
            if (there == null) {
                EngineApi.OwnerPublicKey order =
                        new EngineApi.OwnerPublicKey(Base64.getEncoder().encodeToString(key));
                line.ask(engine -> engine.setUpRecovery(order));
            }
        }
    }

    private static RecoverySecret secret(String groups) {
        if (RecoverySecret.parse(groups) instanceof RecoverySecret.Parsed.Secret(RecoverySecret secret)) {
            return secret;
        }
        throw new IllegalStateException("the vault holds secrets in their printed form");
    }

    private static ProblemException otherOwner(String fingerprint) {
        return new ProblemException(Problem.of("setup", "other-owner", Map.of(), fingerprint));
    }

    private void addDomain() throws ProblemException {
        String domain = chosen(notes.now().domain());
        if (line.ask(EngineApi::domains).stream()
                .noneMatch(there -> there.name().equals(domain))) {
            line.ask(engine -> engine.addDomain(new EngineApi.DomainName(domain)));
        }
    }

    private static String chosen(@Nullable String value) {
        return Objects.requireNonNull(value, "it was chosen before");
    }

    private void addMailbox() throws ProblemException {
        SettingUp now = notes.now();
        String address = chosen(now.mailbox());
        Optional<AccountInfo> there = line.ask(EngineApi::accounts).stream()
                .filter(account -> account.addresses().contains(address))
                .findFirst();
        if (there.isEmpty()) {
            add(now, address);
            return;
        }
        AccountInfo account = there.get();
        Optional<RecoveryStatus.AccountRecovery> recovery = line.ask(EngineApi::recovery).accounts().stream()
                .filter(one -> one.account().equals(account.address()))
                .findFirst();
        if (now.appPassword() == null) {
            enter(
                    now,
                    account,
                    recovery.filter(RecoveryStatus.AccountRecovery::sealed).isPresent());
        } else if (recovery.isPresent() && recovery.get().chosen() != !Boolean.FALSE.equals(now.recoverable())) {
            EngineApi.RecoveryChoice order = new EngineApi.RecoveryChoice(
                    account.address(), !recovery.get().chosen());
            line.ask(engine -> engine.chooseRecovery(order));
        }
    }

    private void add(SettingUp now, String address) throws ProblemException {
        AccountOrder order = new AccountOrder(address, now.person(), CREDENTIAL, now.recoverable());
        // Where the answer is lost, this tells that it was us.
        notes.change(before -> before.withMaking(address));
        NewCredential made = line.ask(engine -> engine.addAccount(order));
        notes.change(before -> before.withAppPassword(made.password()));
    }

    /** The mailbox is there and its password is not: the answer to who made it was lost, or somebody else made it. */
    private void enter(SettingUp now, AccountInfo account, boolean sealed) throws ProblemException {
        EngineApi.AccountAddress address = new EngineApi.AccountAddress(account.address());
        if (sealed && now.recoverySecret() != null) {
            recover(now, account.address());
        } else if (account.address().equals(now.making())
                && account.messages() == 0
                && account.waiting() == 0
                && isOursAlone(address)) {
            line.ask(engine -> engine.eraseAccount(address));
            add(now, chosen(now.mailbox()));
        } else {
            throw new ProblemException(
                    Problem.of("setup", "mailbox-taken", Map.of("mailbox", account.address()), null));
        }
    }

    /** Whether nobody has a password of the mailbox but this app, which lost it before it was ever used. */
    private boolean isOursAlone(EngineApi.AccountAddress address) throws ProblemException {
        List<CredentialInfo> all = line.ask(engine -> engine.credentials(address));
        return all.size() == 1
                && all.getFirst().name().equals(CREDENTIAL)
                && all.getFirst().lastUsed() == null;
    }

    private void recover(SettingUp now, String mailbox) throws ProblemException {
        EngineApi.AccountAddress address = new EngineApi.AccountAddress(mailbox);
        List<String> used = line.ask(engine -> engine.credentials(address)).stream()
                .map(CredentialInfo::name)
                .toList();
        String name = CREDENTIAL;
        for (int i = 2; used.contains(name); i++) {
            name = CREDENTIAL + " " + i;
        }
        RecoveryBox box = line.ask(engine -> engine.recoveryBox(address));
        try (RecoverySecret secret = secret(chosen(now.recoverySecret()));
                OwnerKey owner = secret.key()) {
            RecoveryOrder order = box.opened(owner, name)
                    .orElseThrow(() -> new ProblemException(
                            Problem.of("setup", "mailbox-taken", Map.of("mailbox", mailbox), null)));
            NewCredential made = line.ask(engine -> engine.recoverAccount(order));
            notes.change(before -> before.withAppPassword(made.password()));
        }
    }
}
