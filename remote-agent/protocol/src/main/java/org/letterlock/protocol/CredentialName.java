package org.letterlock.protocol;

/**
 * Names a credential.
 *
 * @param account any address of the account
 * @param name the credential's name
 */
public record CredentialName(String account, String name) {}
