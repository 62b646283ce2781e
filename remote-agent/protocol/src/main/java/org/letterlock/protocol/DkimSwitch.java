package org.letterlock.protocol;

/**
 * The wish to have the new keys of a domain sign now.
 *
 * @param domain A-labels or U-labels
 * @param unseen whether to do so although the DNS does not show them: letters fail checks until it does
 */
public record DkimSwitch(String domain, boolean unseen) {}
