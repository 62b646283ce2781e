package org.letterlock.engine.control;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.delivery.DomainKeys;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.AddressRule;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.DkimKey;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.protocol.DkimInfo;
import org.letterlock.protocol.DkimSwitch;
import org.letterlock.protocol.DnsRecord;
import org.letterlock.protocol.DomainInfo;

/** Answers about domains. */
final class DomainAnswers {

    private final Directory directory;
    private final DomainKeys keys;
    private final PublishedRecords records;

    DomainAnswers(RunningEngine running, Directory directory, DomainKeys keys, Clock clock) {
        this.directory = directory;
        this.keys = keys;
        this.records = new PublishedRecords(keys, running.hostname(), clock);
    }

    List<DnsRecord> records(String name) {
        return records.of(local(name));
    }

    DkimInfo dkim(String name) {
        return dkim(local(name));
    }

    DkimInfo rotate(String name) {
        DomainName domain = local(name);
        if (!keys.rotate(domain)) {
            throw Failures.newKeysWait(domain.ascii());
        }
        return dkim(domain);
    }

    DkimInfo switchOver(DkimSwitch order) {
        DomainName domain = local(order.domain());
        return switch (keys.switchOver(domain, order.unseen())) {
            case DONE -> dkim(domain);
            case NO_NEW_KEYS -> throw Failures.noNewKeys(domain.ascii());
            case NOT_SHOWN -> throw Failures.newKeysNotShown(domain.ascii());
        };
    }

    private DkimInfo dkim(DomainName domain) {
        return new DkimInfo(
                domain.ascii(),
                keys.isRotationDue(domain),
                keys.all(domain).stream().map(key -> told(domain, key)).toList());
    }

    private DkimInfo.Key told(DomainName domain, DkimKey key) {
        return new DkimInfo.Key(
                key.selector(),
                key.algorithm(),
                records.isOver(key) ? "remove" : key.state().name().toLowerCase(Locale.ROOT),
                key.since().toString(),
                keys.removableFrom(key).map(Object::toString).orElse(null),
                PublishedRecords.of(domain, key),
                switch (keys.shown(domain, key)) {
                    case YES -> true;
                    case NO -> false;
                    case UNKNOWN -> null;
                });
    }

    private DomainName local(String name) {
        DomainName domain = parsed(name);
        if (!directory.isLocal(domain)) {
            throw Failures.noSuchDomain(domain.ascii());
        }
        return domain;
    }

    List<DomainInfo> list() {
        return directory.domains().stream().map(this::told).toList();
    }

    DomainInfo add(String name) {
        DomainName domain = parsed(name);
        return switch (directory.addDomain(domain)) {
            case DONE -> {
                keys.ensure(domain);
                yield told(domain);
            }
            case SENT_ON_TO ->
                throw Failures.sentOnTo(
                        domain.ascii(),
                        directory
                                .rules()
                                .sendingOn(domain)
                                .map(AddressRule::written)
                                .orElse(""));
            case ALREADY_THERE, NO_SUCH_DOMAIN, NO_SUCH_ACCOUNT, NOT_THERE, FIRST_ADDRESS, TOO_MANY ->
                throw Failures.domainThere(domain.ascii());
        };
    }

    /** @param account null to have none */
    DomainInfo setCatchAll(String name, @Nullable Account account) {
        DomainName domain = parsed(name);
        Optional<AccountId> target = Optional.ofNullable(account).map(Account::id);
        return switch (directory.setCatchAll(domain, target)) {
            case DONE, ALREADY_THERE, FIRST_ADDRESS, SENT_ON_TO, TOO_MANY -> told(domain);
            case NO_SUCH_DOMAIN -> throw Failures.noSuchDomain(domain.ascii());
            case NOT_THERE -> throw Failures.noCatchAll(domain.ascii());
            case NO_SUCH_ACCOUNT ->
                throw Failures.noSuchAccount(
                        account == null ? "" : account.address().toString());
        };
    }

    static DomainName parsed(String name) {
        return DomainName.parse(name.strip()).orElseThrow(() -> Failures.notADomain(name));
    }

    private DomainInfo told(DomainName domain) {
        return new DomainInfo(
                domain.ascii(),
                directory
                        .catchAll(domain)
                        .flatMap(directory::account)
                        .map(account -> account.address().toString())
                        .orElse(null));
    }
}
