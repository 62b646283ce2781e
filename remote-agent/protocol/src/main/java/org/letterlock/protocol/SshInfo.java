package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Who may sign in to a computer over SSH.
 *
 * @param passwords whether anybody may by a password
 * @param rootLogin how root may: {@code yes}, {@code prohibit-password}, {@code forced-commands-only} or {@code no}
 * @param hardened whether it is so by {@link HostApi#hardenSsh}
 * @param until when that is undone, unless {@link HostApi#keepSsh} comes before; null where it stays, or is not
 */
public record SshInfo(
        boolean passwords,
        String rootLogin,
        boolean hardened,
        @Moment @Nullable String until) {}
