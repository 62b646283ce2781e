package org.letterlock.engine.control;

import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.function.Consumer;
import org.letterlock.engine.accounts.Accounts;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.protocol.NewCredential;
import org.letterlock.protocol.RecoveryBox;
import org.letterlock.protocol.RecoveryOrder;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.recovery.OwnerKey;

/** Answers about recovery: what is sealed to the owner, and opening an account with what the owner unsealed. */
final class RecoveryAnswers {

    private static final String RECOVERED = "recovered";

    private final Directory directory;
    private final Accounts accounts;
    private final AccountAnswers accountAnswers;
    private final Consumer<SealPublicKey> engineKeySealer;

    /** @param engineKeySealer writes the engine's key sealed to the owner; durable when it returns */
    RecoveryAnswers(
            Directory directory,
            Accounts accounts,
            AccountAnswers accountAnswers,
            Consumer<SealPublicKey> engineKeySealer) {
        this.directory = directory;
        this.accounts = accounts;
        this.accountAnswers = accountAnswers;
        this.engineKeySealer = engineKeySealer;
    }

    RecoveryStatus status() {
        return new RecoveryStatus(
                directory
                        .recoveryKey()
                        .map(key -> OwnerKey.fingerprint(key.encoded()))
                        .orElse(null),
                directory.accounts().stream()
                        .map(account -> new RecoveryStatus.AccountRecovery(
                                account.address().toString(),
                                account.recoverable(),
                                account.recoveryBox().isPresent()))
                        .sorted(Comparator.comparing(RecoveryStatus.AccountRecovery::account))
                        .toList());
    }

    /** The engine's key is sealed first: a copy for a key that is not set up yet does no harm. */
    RecoveryStatus setUp(String publicKey) {
        SealPublicKey key = publicKey(publicKey);
        if (directory.recoveryKey().filter(known -> !known.equals(key)).isPresent()) {
            throw Failures.recoveryThere();
        }
        engineKeySealer.accept(key);
        if (directory.setRecoveryKey(key) != ChangeResult.DONE) {
            throw Failures.recoveryThere();
        }
        directory.accounts().forEach(account -> accounts.sealForRecovery(account.id()));
        return status();
    }

    private static SealPublicKey publicKey(String text) {
        try {
            return SealPublicKey.decode(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw Failures.notAnOwnerKey();
        }
    }

    RecoveryStatus choose(String address, boolean chosen) {
        Account account = accountAnswers.named(address);
        return switch (accounts.chooseRecovery(account.id(), chosen)
                .orElseThrow(() -> Failures.lockedForRecovery(account.address().toString()))) {
            case DONE -> status();
            case ALREADY_THERE, NO_SUCH_DOMAIN, NO_SUCH_ACCOUNT, NOT_THERE, FIRST_ADDRESS, SENT_ON_TO, TOO_MANY ->
                throw Failures.noSuchAccount(address);
        };
    }

    RecoveryBox box(String address) {
        Account account = accountAnswers.named(address);
        byte[] box = account.recoveryBox()
                .orElseThrow(() -> Failures.notRecoverable(account.address().toString()));
        return new RecoveryBox(
                account.address().toString(),
                account.id().value(),
                Base64.getEncoder().encodeToString(box));
    }

    NewCredential recover(RecoveryOrder order) {
        Account account = accountAnswers.named(order.account());
        String name = order.credential() == null ? RECOVERED : AccountAnswers.checkedName(order.credential());
        return accounts.recover(account, key(order.key()), name)
                .map(result -> accountAnswers.told(account, name, result))
                .orElseThrow(() -> Failures.notItsKey(account.address().toString()));
    }

    private static AccountKey key(String text) {
        byte[] octets = new byte[0];
        try {
            octets = Base64.getDecoder().decode(text);
            return AccountKey.take(octets);
        } catch (IllegalArgumentException e) {
            throw Failures.notAnAccountKey();
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }
}
