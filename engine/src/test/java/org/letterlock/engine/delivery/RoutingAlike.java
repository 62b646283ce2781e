package org.letterlock.engine.delivery;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.directory.Vacation;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.SendingLimits;

/**
 * Addresses that all lead the same way, with room for everything.
 *
 * @param route where to
 * @param sendable whose addresses anybody may send as; empty for nobody
 * @param vacation what everybody answers; empty where nobody is away
 */
record RoutingAlike(Route route, Optional<DomainName> sendable, Optional<Vacation> vacation) implements Addresses {

    RoutingAlike(Route route) {
        this(route, Optional.empty());
    }

    RoutingAlike(Route route, Optional<DomainName> sendable) {
        this(route, sendable, Optional.empty());
    }

    /** Who answers nobody. */
    static VacationReplies nobodyAway() {
        return new VacationReplies(
                new RoutingAlike(new Route.NotLocal()),
                (account, sender, about, pause, now) -> false,
                new VacationLetter(
                        new LetterSigner(_ -> List.of(), Clock.systemUTC()),
                        new DomainName("mx.example.test"),
                        Clock.systemUTC(),
                        new SecureRandom()),
                answer -> {},
                (kind, connection, detail) -> {},
                Clock.systemUTC());
    }

    /** Who tells everybody. */
    static Webhooks webhooks() {
        return new Webhooks(mails -> {}, (kind, connection, detail) -> {});
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
    public Optional<Vacation> vacation(AccountId account, Instant now) {
        return vacation;
    }

    @Override
    public Optional<EmailAddress> postmaster() {
        return Optional.empty();
    }
}
