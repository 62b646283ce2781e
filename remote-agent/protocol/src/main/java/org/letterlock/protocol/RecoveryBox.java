package org.letterlock.protocol;

/**
 * An account's key, sealed to the owner.
 *
 * @param account the first address of the account
 * @param accountId what the context is made of
 * @param sealed in base64
 */
public record RecoveryBox(String account, String accountId, String sealed) {}
