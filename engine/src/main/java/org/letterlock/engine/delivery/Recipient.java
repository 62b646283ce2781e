package org.letterlock.engine.delivery;

import java.util.List;
import org.letterlock.engine.directory.Directory.Account;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.smtp.RcptParameters;

/**
 * A recipient that was agreed to.
 *
 * @param address as the client gave it
 * @param accounts whose mail it is; empty for outside recipients
 * @param parameters what was asked of notices
 */
public record Recipient(EmailAddress address, List<Account> accounts, RcptParameters parameters) {

    public Recipient {
        accounts = List.copyOf(accounts);
    }

    /** Whether it is one of ours. */
    public boolean isLocal() {
        return !accounts.isEmpty();
    }
}
