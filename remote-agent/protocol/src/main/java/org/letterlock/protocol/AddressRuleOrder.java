package org.letterlock.protocol;

import java.util.List;

/**
 * Whom mail for an address is to go to, all of it.
 *
 * @param address as {@link AddressInfo#address} says it
 * @param accounts any address of each account, at least one and at most twenty
 */
public record AddressRuleOrder(String address, List<String> accounts) {}
