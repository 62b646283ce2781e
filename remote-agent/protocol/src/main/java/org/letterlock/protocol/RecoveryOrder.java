package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * An account to be opened for a new credential, by the owner.
 *
 * @param account any address of the account
 * @param key the account's key, as the owner's side unsealed it, in base64
 * @param credential what to call the new credential; null for {@code recovered}
 */
public record RecoveryOrder(
        String account, String key, @Nullable String credential) {

    /** Without the key. */
    @Override
    public String toString() {
        return "RecoveryOrder[account=" + account + ", credential=" + credential + "]";
    }
}
