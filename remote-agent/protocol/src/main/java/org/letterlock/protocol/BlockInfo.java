package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Where logins wait because of wrong passwords.
 *
 * @param account for which account, by its first address; null for all users, or one that does not exist
 * @param everybody whether it is for all users
 * @param network an address and the length of its prefix; empty for everywhere
 * @param wrongPasswords how many different ones came
 * @param delayMillis how long the next login waits
 * @param until when it is forgotten, if no other wrong one comes
 */
public record BlockInfo(
        @Nullable String account,
        boolean everybody,
        String network,
        int wrongPasswords,
        long delayMillis,
        @Moment String until) {}
