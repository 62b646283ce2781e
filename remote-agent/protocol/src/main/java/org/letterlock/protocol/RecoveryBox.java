package org.letterlock.protocol;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.recovery.OwnerKey;

/**
 * An account's key, sealed to the owner.
 *
 * @param account the first address of the account
 * @param accountId what the context is made of
 * @param sealed in base64
 */
public record RecoveryBox(String account, String accountId, String sealed) {

    /**
     * What opens the account for a new credential; empty where it was sealed to another owner, or changed.
     *
     * @param credential what to call the new credential; null for {@code recovered}
     */
    public Optional<RecoveryOrder> opened(OwnerKey owner, @Nullable String credential) {
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(sealed);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return owner.openAccountKey(accountId, octets).map(key -> {
            String bare = Base64.getEncoder().encodeToString(key);
            Arrays.fill(key, (byte) 0);
            return new RecoveryOrder(account, bare, credential);
        });
    }
}
