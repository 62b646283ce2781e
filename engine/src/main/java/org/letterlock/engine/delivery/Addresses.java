package org.letterlock.engine.delivery;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.directory.AddressName;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.directory.Vacation;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.SendingLimits;
import org.letterlock.engine.quota.Quotas;
import org.letterlock.engine.srs.SrsAddresses;

/** What delivery asks about our addresses and accounts. Safe for any number of threads. */
public interface Addresses {

    /** Where mail for {@code recipient} goes. */
    Route route(EmailAddress recipient);

    /** Whether {@code account} may send as {@code sender}. */
    boolean maySendAs(AccountId account, EmailAddress sender);

    /**
     * Whether an account has room for one more letter.
     *
     * @param octets its length; 0 where that is not known
     */
    boolean hasRoom(AccountId account, long octets);

    /** Whether {@code domain} is one of ours. */
    boolean isOurs(DomainName domain);

    /** How much an account may send now before it is held. */
    SendingLimits sendingLimits(AccountId account);

    /** What an account answers at a moment while its person is away; empty where it answers nothing. */
    Optional<Vacation> vacation(AccountId account, Instant now);

    /** The postmaster of the first domain that there is (RFC 5321 §4.5.1); empty when there is none. */
    Optional<EmailAddress> postmaster();

    /** What {@code directory} and {@code quotas} say; senders that were rewritten by {@code srs} lead back, and others that look like it nowhere. */
    static Addresses of(Directory directory, Quotas quotas, SrsAddresses srs, Clock clock) {
        return new Addresses() {
            @Override
            public Route route(EmailAddress recipient) {
                if (SrsAddresses.isOne(recipient) && directory.isLocal(recipient.domain())) {
                    return srs.original(recipient).<Route>map(Route.Back::new).orElse(new Route.Unknown());
                }
                return ReportInbox.isOne(recipient) && directory.isLocal(recipient.domain())
                        ? inbox(directory, recipient)
                        : directory.route(recipient);
            }

            @Override
            public boolean maySendAs(AccountId account, EmailAddress sender) {
                return directory.maySendAs(account, sender);
            }

            @Override
            public boolean hasRoom(AccountId account, long octets) {
                return quotas.hasRoom(account, octets);
            }

            @Override
            public boolean isOurs(DomainName domain) {
                return directory.isLocal(domain);
            }

            @Override
            public SendingLimits sendingLimits(AccountId account) {
                return directory.sendingRule(account).limits(clock.instant());
            }

            @Override
            public Optional<Vacation> vacation(AccountId account, Instant now) {
                return directory.vacations().of(account).filter(vacation -> vacation.isOn(now));
            }

            @Override
            public Optional<EmailAddress> postmaster() {
                return directory.domains().stream().findFirst().map(domain -> new EmailAddress("postmaster", domain));
            }
        };
    }

    /** The owner may let reports lead somewhere or switch the address off; else they are read and go nowhere, and no pattern and no catch-all gets them. */
    private static Route inbox(Directory directory, EmailAddress recipient) {
        EmailAddress inbox = ReportInbox.of(recipient.domain());
        return AddressName.parse(inbox.toString())
                .flatMap(name -> directory.rules().find(name))
                .map(_ -> directory.route(inbox))
                .orElseGet(() -> new Route.Ours(List.of(), List.of(), List.of()));
    }
}
