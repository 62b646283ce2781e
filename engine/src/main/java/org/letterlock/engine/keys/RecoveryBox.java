package org.letterlock.engine.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.Arrays;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.mail.AccountId;

/** An account key sealed to the owner's recovery key, for the day when every password is forgotten. */
public final class RecoveryBox {

    private RecoveryBox() {}

    /** Seals {@code key}. */
    public static byte[] seal(AccountId account, AccountKey key, SealPublicKey recovery, SecureRandom random) {
        return key.use(octets -> recovery.seal(octets, context(account), random));
    }

    /**
     * The key in {@code box}.
     *
     * @throws org.letterlock.engine.crypto.SealBrokenException when it is damaged, of another account, or sealed to another key
     */
    public static AccountKey open(AccountId account, byte[] box, SealKeyPair recovery) {
        byte[] octets = recovery.open(box, context(account));
        try {
            return AccountKey.take(octets);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    private static byte[] context(AccountId account) {
        return ("letterlock recovery 1 " + account.value()).getBytes(US_ASCII);
    }
}
