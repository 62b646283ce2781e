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
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.mail.Usage;

/**
 * How much accounts may hold, and whether they have room. What an account holds is what its file does, exactly while it is open and as it was last known while it is
 * locked, and what waits for it. Safe for any number of threads; questions are answered from memory.
 *
 * <p>A letter that moves in lies in both for a while, and counts once: what moved in since the file was opened counts as waiting, whether it left the intake or
 * not, until the account is locked. So the sum is right at every moment: moving in changes only what the file is asked for, in one step, and leaving the intake
 * changes nothing.
 */
public final class Quotas {

    private final QuotaRecords records;
    private final Function<AccountId, Intake.Tally> intake;
    private final Quota share;
    private final ConcurrentMap<AccountId, Open> open = new ConcurrentHashMap<>();

    /**
     * @param intake what waits sealed for an account, and what did
     * @param share how much may wait for one account, so that the room that all share is not one's alone
     */
    public Quotas(QuotaRecords records, Function<AccountId, Intake.Tally> intake, Quota share) {
        this.records = records;
        this.intake = intake;
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

    /**
     * What an account holds, in two parts that are right together.
     *
     * @param stored by its file, without what moved in since that was opened
     * @param waited what waits for it, or did since then
     */
    private record Parts(Usage stored, Usage waited) {}

    private Parts parts(AccountId account) {
        Optional<Open> held = Optional.ofNullable(open.get(account));
        // In this order: what comes and moves in between the two looks counts as waiting.
        return held.map(file -> new Parts(file.withoutMoved().get(), file.waited()))
                .orElseGet(() -> partsOfLocked(account));
    }

    private Parts partsOfLocked(AccountId account) {
        Intake.Tally before = intake.apply(account);
        Usage last = records.lastUsage(account);
        Intake.Tally after = intake.apply(account);
        // What left the intake between the two looks went into a file that was opened meanwhile.
        return after.removed().equals(before.removed()) ? new Parts(last, after.waiting()) : parts(account);
    }

    /** What an account holds: its file, and what waits for it. */
    public Usage usage(AccountId account) {
        Parts parts = parts(account);
        return parts.stored().plus(parts.waited());
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
        return share.admits(intake.apply(account).waiting().plus(letter))
                && quota(account).admits(usage(account).plus(letter))
                && letter.octets() <= spare(account);
    }

    /** Up to where the file of an account may grow now, without what moved in since it was opened, so that what waits for it still has room, and that of others. */
    public Quota ceiling(AccountId account) {
        Quota quota = quota(account);
        Parts parts = parts(account);
        long spare = spare(account);
        long together =
                spare == Quota.NO_LIMIT ? Quota.NO_LIMIT : parts.stored().octets() + Math.max(0, spare);
        return new Quota(
                Math.min(without(quota.octets(), parts.waited().octets()), together),
                without(quota.messages(), parts.waited().messages()));
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
     * An account is open.
     *
     * @param withoutMoved what its file holds without what moves in from now on, and without what did before and still waits; must not block
     * @return what ends that, and writes what it holds at last
     */
    public Metering meter(AccountId account, Supplier<Usage> withoutMoved) {
        Open file = new Open(account, intake.apply(account).removed(), withoutMoved);
        open.put(account, file);
        return file;
    }

    /** The file of an account that is open. */
    private final class Open implements Metering {

        private final AccountId account;
        private final Usage removedBefore;
        private final Supplier<Usage> withoutMoved;

        private Open(AccountId account, Usage removedBefore, Supplier<Usage> withoutMoved) {
            this.account = account;
            this.removedBefore = removedBefore;
            this.withoutMoved = withoutMoved;
        }

        private Supplier<Usage> withoutMoved() {
            return withoutMoved;
        }

        /** What waits, or did since the file was opened. */
        private Usage waited() {
            return intake.apply(account).all().minus(removedBefore);
        }

        /** What still waits will be counted there, so what is written has only what moved in and left the intake. */
        @Override
        public void write() {
            Usage stored = withoutMoved.get();
            records.write(account, stored.plus(intake.apply(account).removed()).minus(removedBefore));
        }

        @Override
        public void close() {
            try {
                write();
            } finally {
                open.remove(account, this);
            }
        }
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
