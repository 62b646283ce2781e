package org.letterlock.engine.directory;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.sasl.Scope;

/**
 * A password of an account, one per device. Holds nothing that opens anything.
 *
 * @param account whose it is
 * @param name what the owner calls it, unique in the account
 * @param storedKey StoredKey of RFC 5802
 * @param serverKey ServerKey of RFC 5802
 * @param wrappedKey the account key under HKDF(ClientKey); empty where no scope needs it
 * @param scopes what it may be used for
 * @param created when it was made
 * @param lastUse when and how it was last used
 */
public record Credential(
        AccountId account,
        String name,
        byte[] storedKey,
        byte[] serverKey,
        Optional<byte[]> wrappedKey,
        Set<Scope> scopes,
        Instant created,
        Optional<LastUse> lastUse) {}
