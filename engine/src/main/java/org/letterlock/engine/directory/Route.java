package org.letterlock.engine.directory;

import java.util.List;
import org.letterlock.engine.mail.EmailAddress;

/** Where mail goes. */
public sealed interface Route {
    /** The domain is not ours. */
    record NotLocal() implements Route {}

    /** The domain is ours, the address is not there. */
    record Unknown() implements Route {}

    /** The address is switched off. */
    record Off(OffAnswer answer) implements Route {}

    /**
     * A bounce to it goes back to a sender whose letter was sent on; nothing else is taken.
     *
     * @param sender outside
     */
    record Back(EmailAddress sender) implements Route {}

    /**
     * It is stored, or goes on, or web servers are told of it, or several of these.
     *
     * @param accounts whose it is
     * @param forwards where it goes on to
     * @param webhooks who is told
     */
    record Ours(List<Account> accounts, List<EmailAddress> forwards, List<Webhook> webhooks) implements Route {
        public Ours(List<Account> accounts, List<EmailAddress> forwards) {
            this(accounts, forwards, List.of());
        }
    }
}
