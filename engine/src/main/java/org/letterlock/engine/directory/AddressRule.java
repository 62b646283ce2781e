package org.letterlock.engine.directory;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.EmailAddress;

/**
 * What happens to mail for an address.
 *
 * @param written the address, pattern or {@code *@domain}
 * @param accounts who gets it
 * @param forwards where it goes on to
 * @param webhooks who is told
 * @param off what happens instead while it is switched off; empty while it is on
 */
public record AddressRule(
        String written,
        List<Account> accounts,
        List<EmailAddress> forwards,
        List<Webhook> webhooks,
        Optional<OffAnswer> off) {
    public AddressRule {
        accounts = List.copyOf(accounts);
        forwards = List.copyOf(forwards);
        webhooks = List.copyOf(webhooks);
    }
}
