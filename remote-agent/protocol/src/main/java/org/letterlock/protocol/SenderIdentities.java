package org.letterlock.protocol;

import java.util.List;

/**
 * As whom an account may send; each address with any detail behind a plus.
 *
 * @param account its first address
 * @param addresses its own
 * @param granted what was granted besides: addresses, and {@code *@domain} for a whole domain
 */
public record SenderIdentities(String account, List<String> addresses, List<String> granted) {}
