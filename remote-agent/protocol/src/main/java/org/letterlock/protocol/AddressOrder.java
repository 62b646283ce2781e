package org.letterlock.protocol;

/**
 * An address to be added.
 *
 * @param address the new address, in a domain that is there
 * @param account any address of the account
 */
public record AddressOrder(String address, String account) {}
