package org.letterlock.engine.directory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;

/**
 * What happens to mail for addresses, patterns and catch-alls. An address of its own goes before a pattern, the oldest pattern before others, and the catch-all comes last.
 * Safe for any number of threads; lookups come from memory.
 */
public final class AddressRules {

    /** How many accounts an address leads to at most. */
    public static final int MAX_ACCOUNTS = 20;

    /** Where it goes on to at most: each letter is sent once for each. */
    public static final int MAX_FORWARDS = 10;

    /** How many web servers are told of its mail at most. */
    public static final int MAX_WEBHOOKS = 5;

    /** How many patterns there are at most: each letter is held against them. */
    public static final int MAX_PATTERNS = 100;

    private final IndexedFile file;
    private final Clock clock;

    AddressRules(IndexedFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** The rules of a domain: addresses by name, patterns by age, the catch-all. */
    public List<AddressRule> of(DomainName domain) {
        Index now = file.now();
        return now.addresses().values().stream()
                .filter(row -> row.key().endsWith("@" + domain.ascii())
                        || row.key().startsWith(Index.catchAllKey(domain) + AddressName.SLASH))
                .sorted(Comparator.comparingInt((Row.Address row) ->
                                row.key().startsWith("@") ? AddressName.isPattern(row.key()) ? 1 : 2 : 0)
                        .thenComparingLong(row -> AddressName.isPattern(row.key()) ? row.created() : 0)
                        .thenComparing(Row.Address::key))
                .map(row -> rule(now, row))
                .toList();
    }

    /** The rule about {@code name}; empty where there is none. */
    public Optional<AddressRule> find(AddressName name) {
        Index now = file.now();
        return Optional.ofNullable(now.addresses().get(name.key())).map(row -> rule(now, row));
    }

    /** The web server that mail for an address is told to under {@code url}; empty where none is. */
    public Optional<Webhook> webhook(EmailAddress address, String url) {
        return file.now().deciding(address).filter(Row.Address::enabled).stream()
                .flatMap(row -> Index.webhooksOf(row).stream())
                .filter(hook -> hook.url().equals(url))
                .findFirst();
    }

    /** A rule that sends mail on to {@code domain}; empty where none does. */
    public Optional<AddressRule> sendingOn(DomainName domain) {
        return sendingOn(file.now(), domain);
    }

    static Optional<AddressRule> sendingOn(Index now, DomainName domain) {
        return now.addresses().values().stream()
                .filter(row -> Index.forwardsOf(row).stream()
                        .anyMatch(target -> target.domain().equals(domain)))
                .findFirst()
                .map(row -> rule(now, row));
    }

    private static AddressRule rule(Index now, Row.Address row) {
        String written =
                row.key().startsWith("@") && row.written().startsWith("@") ? "*" + row.written() : row.written();
        return new AddressRule(
                written, now.targetsOf(row), Index.forwardsOf(row), Index.webhooksOf(row), Index.off(row));
    }

    /**
     * Sets whom mail goes to, all of it. Whether it is switched off stays as it is.
     *
     * @param accounts who gets it
     * @param forwards where it goes on to: addresses elsewhere
     * @param webhooks who is told; one at least if there is nobody else
     */
    public ChangeResult set(
            AddressName name, List<AccountId> accounts, List<EmailAddress> forwards, List<Webhook> webhooks) {
        return file.change(now -> {
            Row.@Nullable Address before = now.addresses().get(name.key());
            boolean tooMany = forwards.size() > MAX_FORWARDS || webhooks.size() > MAX_WEBHOOKS;
            ChangeResult refused = tooMany ? ChangeResult.TOO_MANY : check(now, name, before, accounts);
            if (refused != ChangeResult.DONE) {
                return new Outcome(refused);
            }
            List<Row.Target> targets = new ArrayList<>();
            accounts.forEach(account -> targets.add(new Row.Target(Row.Target.ACCOUNT, account.value())));
            forwards.forEach(forward -> targets.add(new Row.Target(Row.Target.FORWARD, forward.toString())));
            webhooks.forEach(hook -> targets.add(hook.target()));
            return new Outcome(Edit.put(new Row.Address(
                    name.key(),
                    name.written(),
                    List.copyOf(targets),
                    before == null || before.enabled(),
                    before == null ? null : before.answer(),
                    before == null ? clock.millis() : before.created())));
        });
    }

    private static ChangeResult check(
            Index now, AddressName name, Row.@Nullable Address before, List<AccountId> accounts) {
        if (!now.isLocal(name.domain())) {
            return ChangeResult.NO_SUCH_DOMAIN;
        }
        if (!now.accounts().keySet().containsAll(accounts)) {
            return ChangeResult.NO_SUCH_ACCOUNT;
        }
        if (accounts.size() > MAX_ACCOUNTS || isOnePatternTooMany(now, name, before)) {
            return ChangeResult.TOO_MANY;
        }
        return before != null && takesFirst(now, before, accounts) ? ChangeResult.FIRST_ADDRESS : ChangeResult.DONE;
    }

    private static boolean isOnePatternTooMany(Index now, AddressName name, Row.@Nullable Address before) {
        return before == null && name.isPattern() && now.patterns().size() >= MAX_PATTERNS;
    }

    /** Whether an account that is not among {@code left} signs in with the address. */
    private static boolean takesFirst(Index now, Row.Address row, List<AccountId> left) {
        return now.targetsOf(row).stream()
                .filter(account -> !left.contains(account.id()))
                .map(Account::address)
                .anyMatch(first -> Index.key(first.canonical()).equals(row.key()));
    }

    /** Switches an address off, there or not, or on again; one that leads nowhere is gone when it is on. */
    public ChangeResult switchTo(AddressName name, Optional<OffAnswer> off) {
        return file.change(now -> {
            Row.@Nullable Address row = now.addresses().get(name.key());
            if (!now.isLocal(name.domain())) {
                return new Outcome(ChangeResult.NO_SUCH_DOMAIN);
            }
            if (row == null && off.isEmpty()) {
                return new Outcome(ChangeResult.NOT_THERE);
            }
            if (isOnePatternTooMany(now, name, row)) {
                return new Outcome(ChangeResult.TOO_MANY);
            }
            if (row != null && row.targets().isEmpty() && off.isEmpty()) {
                return new Outcome(Edit.remove(row));
            }
            return new Outcome(Edit.put(new Row.Address(
                    name.key(),
                    row == null ? name.written() : row.written(),
                    row == null ? List.of() : row.targets(),
                    off.isEmpty(),
                    off.map(OffAnswer::word).orElse(null),
                    row == null ? clock.millis() : row.created())));
        });
    }

    /** Removes a rule. The first address of an account stays. */
    public ChangeResult remove(AddressName name) {
        return file.change(now -> {
            Row.@Nullable Address row = now.addresses().get(name.key());
            if (row == null) {
                return new Outcome(ChangeResult.NOT_THERE);
            }
            return takesFirst(now, row, List.of())
                    ? new Outcome(ChangeResult.FIRST_ADDRESS)
                    : new Outcome(Edit.remove(row));
        });
    }
}
