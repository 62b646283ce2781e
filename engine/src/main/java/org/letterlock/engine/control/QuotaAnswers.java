package org.letterlock.engine.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.QuotaRecords;
import org.letterlock.engine.directory.QuotaRule;
import org.letterlock.engine.directory.QuotaScope;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.quota.Quotas;
import org.letterlock.protocol.QuotaInfo;
import org.letterlock.protocol.QuotaOrder;

/** Answers about quotas. */
final class QuotaAnswers {

    private final Directory directory;
    private final QuotaRecords records;
    private final Quotas quotas;
    private final AccountAnswers accounts;

    QuotaAnswers(Directory directory, Quotas quotas, AccountAnswers accounts) {
        this.directory = directory;
        this.records = directory.quotas();
        this.quotas = quotas;
        this.accounts = accounts;
    }

    /** @param account null for everything */
    List<QuotaInfo> list(@Nullable String account) {
        if (account != null) {
            return List.of(told(accounts.named(account)));
        }
        List<QuotaInfo> all = new ArrayList<>();
        all.add(told());
        directory.domains().forEach(domain -> all.add(told(domain)));
        directory.accounts().stream()
                .map(this::told)
                .sorted(Comparator.comparing(QuotaInfo::name))
                .forEach(all::add);
        return List.copyOf(all);
    }

    QuotaInfo set(QuotaOrder order) {
        String subject = order.subject();
        if (subject == null) {
            change(new QuotaScope.OfServer(), order);
            return told();
        }
        if (subject.contains("@")) {
            Account account = accounts.named(subject);
            if (order.total() != null) {
                throw Failures.noTotalOfAnAccount();
            }
            change(new QuotaScope.OfAccount(account.id()), order);
            return told(account);
        }
        DomainName domain = DomainAnswers.parsed(subject);
        if (!directory.isLocal(domain)) {
            throw Failures.noSuchDomain(domain.ascii());
        }
        change(new QuotaScope.OfDomain(domain), order);
        return told(domain);
    }

    private void change(QuotaScope scope, QuotaOrder order) {
        QuotaRule before = records.rule(scope);
        QuotaRule rule = new QuotaRule(
                limit(order.octets(), before.octets()),
                limit(order.messages(), before.messages()),
                limit(order.total(), before.total()));
        if (records.set(scope, rule) != ChangeResult.DONE) {
            throw new IllegalStateException("what a quota was set for is gone");
        }
    }

    private static OptionalLong limit(@Nullable String wanted, OptionalLong before) {
        if (wanted == null) {
            return before;
        }
        return switch (wanted) {
            case QuotaOrder.NONE -> OptionalLong.of(Quota.NO_LIMIT);
            case QuotaOrder.UNSET -> OptionalLong.empty();
            default -> OptionalLong.of(number(wanted));
        };
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw Failures.notALimit(text);
        }
        return Long.parseLong(text);
    }

    private QuotaInfo told() {
        return told("server", "", new QuotaScope.OfServer(), Quota.UNLIMITED, quotas.usage(records.accounts()));
    }

    private QuotaInfo told(DomainName domain) {
        return told(
                "domain",
                domain.ascii(),
                new QuotaScope.OfDomain(domain),
                Quota.UNLIMITED,
                quotas.usage(records.accounts(domain)));
    }

    private QuotaInfo told(Account account) {
        return told(
                "account",
                account.address().toString(),
                new QuotaScope.OfAccount(account.id()),
                quotas.quota(account.id()),
                quotas.usage(account.id()));
    }

    private QuotaInfo told(String kind, String name, QuotaScope scope, Quota quota, Usage usage) {
        QuotaRule rule = records.rule(scope);
        return new QuotaInfo(
                kind,
                name,
                new QuotaInfo.Limits(set(rule.octets()), set(rule.messages()), set(rule.total())),
                limited(quota.octets()),
                limited(quota.messages()),
                usage.octets(),
                usage.messages());
    }

    private static @Nullable Long set(OptionalLong limit) {
        if (limit.isEmpty()) {
            return null;
        }
        return limit.getAsLong() == Quota.NO_LIMIT ? QuotaInfo.NO_LIMIT : limit.getAsLong();
    }

    private static @Nullable Long limited(long limit) {
        return limit == Quota.NO_LIMIT ? null : limit;
    }
}
