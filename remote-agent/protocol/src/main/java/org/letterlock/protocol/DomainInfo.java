package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A domain.
 *
 * @param name in A-labels
 * @param catchAll the first address of the account that gets what no address matches; null where such mail is refused
 */
public record DomainInfo(String name, @Nullable String catchAll) {}
