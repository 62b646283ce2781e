package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Who is to get what no address of a domain matches.
 *
 * @param domain the domain
 * @param account any address of the account; null to refuse such mail
 */
public record CatchAll(String domain, @Nullable String account) {}
