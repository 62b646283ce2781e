package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * An account to be made.
 *
 * @param address its first address, in a domain that is there
 * @param name what the owner calls it; null to call it as the address
 * @param credential what to call its first credential; null for {@code first}
 * @param recovery whether the owner may recover it; null for yes
 */
public record AccountOrder(
        String address,
        @Nullable String name,
        @Nullable String credential,
        @Nullable Boolean recovery) {}
