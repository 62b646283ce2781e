package org.letterlock.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to mail for an address.
 *
 * @param address the address; <code>/expression&#47;@domain</code> for all whose local part a regular expression matches, {@code *@domain} for what nothing else matches
 * @param accounts the first address of each account that gets it
 * @param forwards addresses elsewhere that it goes on to
 * @param webhooks web servers that are told of it
 * @param off null while it is on; else {@code refuse} (550), {@code later} (450) or {@code drop} (taken, and gone)
 */
public record AddressInfo(
        String address,
        List<String> accounts,
        List<String> forwards,
        List<WebhookInfo> webhooks,
        @Nullable String off) {}
