package org.letterlock.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom mail for an address is to go to, all of it. One at least is named.
 *
 * @param address as {@link AddressInfo#address} says it
 * @param accounts any address of each account, at most twenty
 * @param forwards addresses elsewhere that it goes on to, at most ten
 * @param webhooks URLs of web servers that are told of it, at most five; null for those that are told already
 */
public record AddressRuleOrder(
        String address,
        List<String> accounts,
        List<String> forwards,
        @Nullable List<String> webhooks) {}
