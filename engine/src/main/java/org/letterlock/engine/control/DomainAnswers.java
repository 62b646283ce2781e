package org.letterlock.engine.control;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.delivery.DomainKeys;
import org.letterlock.engine.directory.AddressRule;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.Directory.Account;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.protocol.DnsRecord;
import org.letterlock.protocol.DomainInfo;

/** Answers about domains. */
final class DomainAnswers {

    private final Directory directory;
    private final DomainKeys keys;
    private final PublishedRecords records;

    DomainAnswers(RunningEngine running, Directory directory, DomainKeys keys) {
        this.directory = directory;
        this.keys = keys;
        this.records = new PublishedRecords(directory, running.hostname());
    }

    List<DnsRecord> records(String name) {
        DomainName domain = parsed(name);
        if (!directory.isLocal(domain)) {
            throw Failures.noSuchDomain(domain.ascii());
        }
        return records.of(domain);
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
