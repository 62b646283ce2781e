package org.letterlock.engine.directory;

import java.time.Instant;
import java.util.Optional;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;

/**
 * An account, as far as it is known while it is locked.
 *
 * @param id its id
 * @param name what the owner calls it
 * @param address its first address
 * @param salt of all its credentials (RFC 5802); one for all, so that a SCRAM exchange serves any of them
 * @param iterations of all its credentials
 * @param sealKey what is sealed to it
 * @param recoveryBox its account key sealed to the owner's recovery key; empty where there is none yet, or none is wanted
 * @param created when it was made
 * @param recoverable whether the owner may recover it
 */
public record Account(
        AccountId id,
        String name,
        EmailAddress address,
        byte[] salt,
        int iterations,
        SealPublicKey sealKey,
        Optional<byte[]> recoveryBox,
        Instant created,
        boolean recoverable) {

    /** The same account with another choice about recovery. */
    Account with(boolean chosen, Optional<byte[]> box) {
        return new Account(id, name, address, salt, iterations, sealKey, box, created, chosen);
    }

    /** The same account with another key that is sealed to. */
    Account with(SealPublicKey key) {
        return new Account(id, name, address, salt, iterations, key, recoveryBox, created, recoverable);
    }
}
