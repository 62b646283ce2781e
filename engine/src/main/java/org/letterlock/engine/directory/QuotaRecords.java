package org.letterlock.engine.directory;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Usage;

/** What accounts may hold, and what each held when that was last written. Safe for any number of threads; lookups come from memory. */
public final class QuotaRecords {

    private final IndexedFile file;

    QuotaRecords(IndexedFile file) {
        this.file = file;
    }

    /** What was set. */
    public QuotaRule rule(QuotaScope scope) {
        return Optional.ofNullable(file.now().settings().get(scope.key()))
                .map(QuotaRule::of)
                .orElse(QuotaRule.NONE);
    }

    /** Sets it, all of it. */
    public ChangeResult set(QuotaScope scope, QuotaRule rule) {
        return file.change(now -> {
            ChangeResult known = check(now, scope);
            if (known != ChangeResult.DONE) {
                return new Outcome(known);
            }
            Row.SettingRow row = rule.row(scope);
            return new Outcome(rule.equals(QuotaRule.NONE) ? Edit.remove(row) : Edit.put(row));
        });
    }

    private static ChangeResult check(Index now, QuotaScope scope) {
        return switch (scope) {
            case QuotaScope.OfServer() -> ChangeResult.DONE;
            case QuotaScope.OfDomain(DomainName domain) ->
                now.isLocal(domain) ? ChangeResult.DONE : ChangeResult.NO_SUCH_DOMAIN;
            case QuotaScope.OfAccount(AccountId account) ->
                now.accounts().containsKey(account) ? ChangeResult.DONE : ChangeResult.NO_SUCH_ACCOUNT;
        };
    }

    /** The domain by whose quota an account goes: that of its first address. */
    public Optional<DomainName> domain(AccountId account) {
        return Optional.ofNullable(file.now().accounts().get(account))
                .map(found -> found.address().domain());
    }

    /** The accounts that go by the quota of {@code domain}. */
    public List<AccountId> accounts(DomainName domain) {
        return file.now().accounts().values().stream()
                .filter(account -> account.address().domain().equals(domain))
                .map(Account::id)
                .toList();
    }

    /** All accounts. */
    public List<AccountId> accounts() {
        return List.copyOf(file.now().accounts().keySet());
    }

    /** What an account held when that was last written; nothing where it never was. */
    public Usage lastUsage(AccountId account) {
        return Optional.ofNullable(file.now().usages().get(account))
                .map(row -> new Usage(row.octets(), row.messages()))
                .orElse(Usage.NONE);
    }

    /** Writes what an account holds now, unless that is known already. */
    public void write(AccountId account, Usage usage) {
        if (!lastUsage(account).equals(usage)) {
            file.change(now -> now.accounts().containsKey(account)
                    ? new Outcome(Edit.put(new Row.UsageRow(account.value(), usage.octets(), usage.messages())))
                    : new Outcome(ChangeResult.NO_SUCH_ACCOUNT));
        }
    }
}
