package org.letterlock.engine.delivery;

import java.util.Optional;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;

/** What delivery asks the directory. Safe for any number of threads. */
public interface Addresses {

    /** Where mail for {@code recipient} goes. */
    Directory.Route route(EmailAddress recipient);

    /** Whether {@code account} may send as {@code sender}. */
    boolean maySendAs(AccountId account, EmailAddress sender);

    /** The postmaster of the first domain that there is (RFC 5321 §4.5.1); empty when there is none. */
    Optional<EmailAddress> postmaster();

    /** What {@code directory} says. */
    static Addresses of(Directory directory) {
        return new Addresses() {
            @Override
            public Directory.Route route(EmailAddress recipient) {
                return directory.route(recipient);
            }

            @Override
            public boolean maySendAs(AccountId account, EmailAddress sender) {
                return directory.maySendAs(account, sender);
            }

            @Override
            public Optional<EmailAddress> postmaster() {
                return directory.domains().stream().findFirst().map(domain -> new EmailAddress("postmaster", domain));
            }
        };
    }
}
