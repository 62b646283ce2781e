package org.letterlock.protocol;

import java.util.List;

/**
 * A change of what IMAP clients of an account are offered, from their next login on.
 *
 * @param account any address of the account
 * @param on names of capabilities to be offered, in any case
 * @param off names of capabilities not to be offered; wins over {@code on}
 */
public record CapabilitySwitch(String account, List<String> on, List<String> off) {}
