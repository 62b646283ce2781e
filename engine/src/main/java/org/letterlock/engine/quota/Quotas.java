package org.letterlock.engine.quota;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.letterlock.engine.directory.QuotaRecords;
import org.letterlock.engine.directory.QuotaRule;
import org.letterlock.engine.directory.QuotaScope;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.mail.Usage;

/**
 * How much accounts may hold, and whether they have room. What an account holds is what its file does, exactly while it is open and as it was last known while it is
 * locked, and what waits for it; a letter counts twice while it is in both, a tenth of a second or, in a great move, some. Safe for any number of threads; questions are answered from
 * memory.
 */
public final class Quotas {

    private final QuotaRecords records;
    private final Function<AccountId, Usage> waiting;
    private final Quota share;
    private final ConcurrentMap<AccountId, Supplier<Usage>> open = new ConcurrentHashMap<>();

    /**
     * @param waiting what waits sealed for an account
     * @param share how much may wait for one account, so that the room that all share is not one's alone
     */
    public Quotas(QuotaRecords records, Function<AccountId, Usage> waiting, Quota share) {
        this.records = records;
        this.waiting = waiting;
        this.share = share;
    }

    /** How much an account may hold: what was set for itself, else for its domain, else for the server. */
    public Quota quota(AccountId account) {
        List<QuotaRule> rules = rules(account);
        return new Quota(first(rules, QuotaRule::octets), first(rules, QuotaRule::messages));
    }

    private List<QuotaRule> rules(AccountId account) {
        return List.of(
                records.rule(new QuotaScope.OfAccount(account)),
                records.domain(account)
                        .map(domain -> records.rule(new QuotaScope.OfDomain(domain)))
                        .orElse(QuotaRule.NONE),
                records.rule(new QuotaScope.OfServer()));
    }

    private static long first(List<QuotaRule> rules, Function<QuotaRule, OptionalLong> limit) {
        return rules.stream()
                .map(limit)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .findFirst()
                .orElse(Quota.NO_LIMIT);
    }

    /** What an account's file holds, as far as that is known. */
    public Usage stored(AccountId account) {
        return Optional.ofNullable(open.get(account)).map(Supplier::get).orElseGet(() -> records.lastUsage(account));
    }

    /** What an account holds: its file, and what waits for it. */
    public Usage usage(AccountId account) {
        return stored(account).plus(waiting.apply(account));
    }

    /** What several accounts hold together. */
    public Usage usage(List<AccountId> accounts) {
        return accounts.stream().map(this::usage).reduce(Usage.NONE, Usage::plus);
    }

    /**
     * Whether an account has room for one more letter.
     *
     * @param octets its length; 0 where that is not known
     */
    public boolean hasRoom(AccountId account, long octets) {
        Usage letter = Usage.of(Math.max(1, octets));
        return share.admits(waiting.apply(account).plus(letter))
                && quota(account).admits(usage(account).plus(letter))
                && letter.octets() <= spare(account);
    }

    /** Up to where the file of an account may grow now, so that what waits for it still has room, and that of others. */
    public Quota ceiling(AccountId account) {
        Quota quota = quota(account);
        Usage before = waiting.apply(account);
        long spare = spare(account);
        long together =
                spare == Quota.NO_LIMIT ? Quota.NO_LIMIT : stored(account).octets() + Math.max(0, spare);
        return new Quota(
                Math.min(without(quota.octets(), before.octets()), together),
                without(quota.messages(), before.messages()));
    }

    private static long without(long limit, long taken) {
        return limit == Quota.NO_LIMIT ? limit : Math.max(0, limit - taken);
    }

    /** How many octets more the accounts of its domain, and all accounts, may hold together; below zero where they hold too much. */
    private long spare(AccountId account) {
        Optional<DomainName> domain = records.domain(account);
        long ofDomain = domain.isEmpty()
                ? Quota.NO_LIMIT
                : spare(records.rule(new QuotaScope.OfDomain(domain.get())), () -> records.accounts(domain.get()));
        return Math.min(ofDomain, spare(records.rule(new QuotaScope.OfServer()), records::accounts));
    }

    private long spare(QuotaRule rule, Supplier<List<AccountId>> accounts) {
        long total = rule.total().orElse(Quota.NO_LIMIT);
        return total == Quota.NO_LIMIT ? total : total - usage(accounts.get()).octets();
    }

    /**
     * An account is open: what it holds is asked from {@code held}, which must not block.
     *
     * @return what ends that, and writes what it holds at last
     */
    public Metering meter(AccountId account, Supplier<Usage> held) {
        open.put(account, held);
        return new Metering() {
            @Override
            public void write() {
                records.write(account, held.get());
            }

            @Override
            public void close() {
                try {
                    write();
                } finally {
                    open.remove(account, held);
                }
            }
        };
    }

    /** An account whose figures are followed. */
    public interface Metering extends AutoCloseable {

        /**
         * Writes what the account holds, so that it is known while it is locked; durable when it returns.
         *
         * @throws org.letterlock.engine.directory.DirectoryException when it cannot be written
         */
        void write();

        /** Writes it for the last time. */
        @Override
        void close();
    }
}
