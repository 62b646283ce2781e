package org.letterlock.engine.delivery;

import java.util.List;
import org.letterlock.engine.directory.Directory.Account;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.smtp.RcptParameters;

/**
 * A recipient that was agreed to.
 *
 * @param address as the client gave it
 * @param accounts whose mail it is; empty for outside recipients, and where it is dropped
 * @param outside whether it leaves by the queue
 * @param parameters what was asked of notices
 */
public record Recipient(EmailAddress address, List<Account> accounts, boolean outside, RcptParameters parameters) {

    public Recipient {
        accounts = List.copyOf(accounts);
    }

    /** One of ours, whose mail is stored. */
    public static Recipient stored(EmailAddress address, List<Account> accounts, RcptParameters parameters) {
        return new Recipient(address, accounts, false, parameters);
    }

    /** One of ours, whose mail is dropped. */
    public static Recipient dropped(EmailAddress address, RcptParameters parameters) {
        return new Recipient(address, List.of(), false, parameters);
    }

    /** Not one of ours. */
    public static Recipient outside(EmailAddress address, RcptParameters parameters) {
        return new Recipient(address, List.of(), true, parameters);
    }
}
