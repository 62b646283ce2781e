package org.letterlock.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A credential to be made.
 *
 * @param account any address of the account
 * @param name what to call it, unique in the account
 * @param scopes what it may be used for: {@code mail}, {@code calendar-and-contacts}, {@code send}; null or empty for everything
 * @param password of a credential that is there already: it unwraps what the new one wraps; null where the account is unlocked anyhow, or the new one is
 *     only to send
 */
public record CredentialOrder(
        String account,
        String name,
        @Nullable List<String> scopes,
        @Nullable String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return "CredentialOrder[account=" + account + ", name=" + name + ", scopes=" + scopes + "]";
    }
}
