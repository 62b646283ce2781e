package org.letterlock.engine.delivery;

import java.util.List;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.directory.Webhook;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.smtp.RcptParameters;

/**
 * A recipient that was agreed to.
 *
 * @param address as the client gave it
 * @param accounts whose mail it is; empty for outside recipients, and where it is dropped
 * @param forwards where its mail goes on to, by the queue
 * @param webhooks who is told of its mail, by the queue
 * @param outside whether it leaves by the queue itself
 * @param parameters what was asked of notices
 */
public record Recipient(
        EmailAddress address,
        List<Account> accounts,
        List<EmailAddress> forwards,
        List<Webhook> webhooks,
        boolean outside,
        RcptParameters parameters) {

    public Recipient {
        accounts = List.copyOf(accounts);
        forwards = List.copyOf(forwards);
        webhooks = List.copyOf(webhooks);
    }

    /** One of ours, whose mail is stored. */
    public static Recipient stored(EmailAddress address, List<Account> accounts, RcptParameters parameters) {
        return new Recipient(address, accounts, List.of(), List.of(), false, parameters);
    }

    /** One of ours. */
    public static Recipient ours(EmailAddress address, Route.Ours route, RcptParameters parameters) {
        return new Recipient(address, route.accounts(), route.forwards(), route.webhooks(), false, parameters);
    }

    /** Whether nobody gets its mail but web servers. */
    boolean isOnlyTold() {
        return accounts.isEmpty() && forwards.isEmpty();
    }

    /** One of ours, whose mail is dropped. */
    public static Recipient dropped(EmailAddress address, RcptParameters parameters) {
        return new Recipient(address, List.of(), List.of(), List.of(), false, parameters);
    }

    /** Not one of ours. */
    public static Recipient outside(EmailAddress address, RcptParameters parameters) {
        return new Recipient(address, List.of(), List.of(), List.of(), true, parameters);
    }
}
