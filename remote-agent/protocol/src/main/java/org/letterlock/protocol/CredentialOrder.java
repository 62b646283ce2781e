package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A credential to be made.
 *
 * @param account any address of the account
 * @param name what to call it, unique in the account
 * @param password of a credential that is there already: it unwraps what the new one wraps; null where the account is unlocked anyhow
 */
public record CredentialOrder(
        String account, String name, @Nullable String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return "CredentialOrder[account=" + account + ", name=" + name + "]";
    }
}
