package org.letterlock.engine.delivery;

import java.util.Optional;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.SendingLimits;

/**
 * Addresses that all lead the same way, with room for everything.
 *
 * @param route where to
 * @param sendable whose addresses anybody may send as; empty for nobody
 */
record RoutingAlike(Route route, Optional<DomainName> sendable) implements Addresses {

    RoutingAlike(Route route) {
        this(route, Optional.empty());
    }

    @Override
    public Route route(EmailAddress recipient) {
        return route;
    }

    @Override
    public boolean maySendAs(AccountId account, EmailAddress sender) {
        return sendable.filter(sender.domain()::equals).isPresent();
    }

    @Override
    public boolean hasRoom(AccountId account, long octets) {
        return true;
    }

    @Override
    public boolean isOurs(DomainName domain) {
        return domain.ascii().equals("example.test");
    }

    @Override
    public SendingLimits sendingLimits(AccountId account) {
        return SendingLimits.DEFAULT;
    }

    @Override
    public Optional<EmailAddress> postmaster() {
        return Optional.empty();
    }
}
