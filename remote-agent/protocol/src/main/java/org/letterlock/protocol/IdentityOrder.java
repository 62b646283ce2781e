package org.letterlock.protocol;

import java.util.List;

/**
 * What is granted to an account, or taken back.
 *
 * @param account any address of the account
 * @param identities addresses of our domains, or domains of ours, also as {@code *@domain}
 */
public record IdentityOrder(String account, List<String> identities) {}
