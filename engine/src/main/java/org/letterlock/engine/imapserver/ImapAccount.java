package org.letterlock.engine.imapserver;

import java.util.Set;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.store.AccountStore;

/**
 * What a login opens.
 *
 * @param store the account's open file, which the login holds
 * @param extensions what the account's clients are offered
 */
public record ImapAccount(AccountStore store, Set<ImapExtension> extensions) {

    public ImapAccount {
        extensions = Set.copyOf(extensions);
    }
}
