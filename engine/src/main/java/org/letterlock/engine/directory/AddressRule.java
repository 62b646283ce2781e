package org.letterlock.engine.directory;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.directory.Directory.Account;

/**
 * What happens to mail for an address.
 *
 * @param written the address, pattern or {@code *@domain}
 * @param accounts who gets it
 * @param off what happens instead while it is switched off; empty while it is on
 */
public record AddressRule(String written, List<Account> accounts, Optional<OffAnswer> off) {
    public AddressRule {
        accounts = List.copyOf(accounts);
    }
}
