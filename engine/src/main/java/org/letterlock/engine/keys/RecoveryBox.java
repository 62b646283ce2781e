package org.letterlock.engine.keys;

import java.security.SecureRandom;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.recovery.OwnerKey;

/** An account key sealed to the owner's public key, for the day when every password is forgotten. The owner's side opens it ({@link OwnerKey#openAccountKey}). */
public final class RecoveryBox {

    private RecoveryBox() {}

    /** Seals {@code key}. */
    public static byte[] seal(AccountId account, AccountKey key, SealPublicKey recovery, SecureRandom random) {
        return key.use(octets -> recovery.seal(octets, OwnerKey.accountContext(account.value()), random));
    }
}
