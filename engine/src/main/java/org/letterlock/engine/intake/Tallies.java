package org.letterlock.engine.intake;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.Usage;

/** How much waits for each account. Safe for any number of threads. */
final class Tallies {

    private final ConcurrentMap<AccountId, Usage> usages;

    Tallies(Map<AccountId, Usage> usages) {
        this.usages = new ConcurrentHashMap<>(usages);
    }

    Usage of(AccountId account) {
        return usages.getOrDefault(account, Usage.NONE);
    }

    void add(AccountId account, Usage more) {
        usages.merge(account, more, Usage::plus);
    }

    void subtract(AccountId account, Usage less) {
        usages.computeIfPresent(account, (_, known) -> {
            Usage left = known.minus(less);
            return left.messages() <= 0 ? null : left;
        });
    }
}
