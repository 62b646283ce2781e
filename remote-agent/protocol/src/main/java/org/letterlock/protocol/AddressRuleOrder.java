package org.letterlock.protocol;

import java.util.List;

/**
 * Whom mail for an address is to go to, all of it.
 *
 * @param address as {@link AddressInfo#address} says it
 * @param accounts any address of each account, at most twenty
 * @param forwards addresses elsewhere that it goes on to, at most ten; one at least where there is no account
 */
public record AddressRuleOrder(String address, List<String> accounts, List<String> forwards) {}
