package org.letterlock.engine.directory;

import static org.letterlock.engine.directory.Row.Target.ACCOUNT;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.mail.AccountHistory;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.sasl.Authenticator.Protocol;
import org.letterlock.engine.sasl.Scope;

/** The directory in memory at one moment; immutable. A change makes a new one that shares what did not change. */
record Index(
        Map<String, Row.Domain> domains,
        Map<String, Row.Address> addresses,
        Map<AccountId, Account> accounts,
        Map<String, Row.CredentialRow> credentials,
        Map<AccountId, Row.UsageRow> usages,
        Map<String, Row.SettingRow> settings,
        List<AddressPattern> patterns) {

    static final Index EMPTY = new Index(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), List.of());

    Index apply(Edit edit) {
        Map<String, Row.Domain> newDomains = new TreeMap<>(domains);
        Map<String, Row.Address> newAddresses = new HashMap<>(addresses);
        Map<AccountId, Account> newAccounts = new HashMap<>(accounts);
        Map<String, Row.CredentialRow> newCredentials = new TreeMap<>(credentials);
        Map<AccountId, Row.UsageRow> newUsages = new HashMap<>(usages);
        Map<String, Row.SettingRow> newSettings = new HashMap<>(settings);
        for (Row row : edit.puts()) {
            switch (row) {
                case Row.Domain domain -> newDomains.put(domain.key(), domain);
                case Row.Address address -> newAddresses.put(address.key(), address);
                case Row.AccountRow account -> newAccounts.put(new AccountId(account.key()), account(account));
                case Row.CredentialRow credential -> newCredentials.put(credential.key(), credential);
                case Row.UsageRow usage -> newUsages.put(new AccountId(usage.key()), usage);
                case Row.SettingRow setting -> newSettings.put(setting.key(), setting);
            }
        }
        for (Row row : edit.removes()) {
            switch (row) {
                case Row.Domain domain -> newDomains.remove(domain.key());
                case Row.Address address -> newAddresses.remove(address.key());
                case Row.AccountRow account -> newAccounts.remove(new AccountId(account.key()));
                case Row.CredentialRow credential -> newCredentials.remove(credential.key());
                case Row.UsageRow usage -> newUsages.remove(new AccountId(usage.key()));
                case Row.SettingRow setting -> newSettings.remove(setting.key());
            }
        }
        return new Index(
                Collections.unmodifiableMap(newDomains),
                Collections.unmodifiableMap(newAddresses),
                Collections.unmodifiableMap(newAccounts),
                Collections.unmodifiableMap(newCredentials),
                Collections.unmodifiableMap(newUsages),
                Collections.unmodifiableMap(newSettings),
                touchesPatterns(edit) ? patternsOf(newAddresses) : patterns);
    }

    private static boolean touchesPatterns(Edit edit) {
        return edit.puts().stream().anyMatch(Index::isPattern)
                || edit.removes().stream().anyMatch(Index::isPattern);
    }

    private static boolean isPattern(Row row) {
        return row instanceof Row.Address && AddressName.isPattern(row.key());
    }

    /** The oldest first: it decides. */
    private static List<AddressPattern> patternsOf(Map<String, Row.Address> addresses) {
        return addresses.values().stream()
                .filter(Index::isPattern)
                .sorted(Comparator.comparingLong(Row.Address::created).thenComparing(Row.Address::key))
                .flatMap(row ->
                        AddressPattern.of(
                                row.key(), row.key().substring(row.key().indexOf(AddressName.SLASH) + 1))
                                .stream())
                .toList();
    }

    boolean isLocal(DomainName domain) {
        return domains.containsKey(domain.ascii());
    }

    /** The row that decides about an address: its own, that of the address without detail, that of the first pattern that matches, or the catch-all. */
    Optional<Row.Address> deciding(EmailAddress address) {
        EmailAddress canonical = address.canonical();
        Row.@Nullable Address row = addresses.get(key(canonical));
        if (row == null) {
            row = addresses.get(key(canonical.withoutDetail()));
        }
        if (row == null) {
            row = patterns.stream()
                    .filter(pattern -> pattern.matches(canonical))
                    .findFirst()
                    .map(pattern -> addresses.get(pattern.key()))
                    .orElse(null);
        }
        if (row == null) {
            row = addresses.get(catchAllKey(address.domain()));
        }
        return Optional.ofNullable(row);
    }

    /** The accounts behind an enabled row. */
    List<Account> accountsOf(Row.Address row) {
        return row.enabled() ? targetsOf(row) : List.of();
    }

    /** The accounts behind a row, whether it is enabled or not. */
    List<Account> targetsOf(Row.Address row) {
        return row.targets().stream()
                .filter(target -> target.kind().equals(ACCOUNT))
                .flatMap(target -> Optional.ofNullable(accounts.get(new AccountId(target.value()))).stream())
                .toList();
    }

    /** Where mail for a row goes on to, whether it is enabled or not. */
    static List<EmailAddress> forwardsOf(Row.Address row) {
        return row.targets().stream()
                .filter(target -> target.kind().equals(Row.Target.FORWARD))
                .flatMap(target -> EmailAddress.parse(target.value()).stream())
                .toList();
    }

    /** The web servers that are told of mail for a row, whether it is enabled or not. */
    static List<Webhook> webhooksOf(Row.Address row) {
        return row.targets().stream()
                .filter(target -> target.kind().equals(Row.Target.WEBHOOK))
                .flatMap(target -> Webhook.of(target).stream())
                .toList();
    }

    /** What happens to mail for a row that is switched off; empty where it is on. */
    static Optional<OffAnswer> off(Row.Address row) {
        return row.enabled()
                ? Optional.empty()
                : Optional.ofNullable(row.answer()).flatMap(OffAnswer::of).or(() -> Optional.of(OffAnswer.REFUSE));
    }

    /** Who reads the mail for postmaster and abuse of a domain that names nobody: its oldest account, else the oldest of all (RFC 5321 §4.5.1). */
    Optional<Account> responsible(DomainName domain) {
        Comparator<Account> age = Comparator.comparing(Account::created).thenComparing(a -> a.id().value());
        return accounts.values().stream()
                .filter(account -> account.address().domain().equals(domain))
                .min(age)
                .or(() -> accounts.values().stream().min(age));
    }

    /** The account of every address whose local part is {@code localPart}, when it is one and the same. */
    Optional<Account> byLocalPart(String localPart) {
        Set<Account> found = new LinkedHashSet<>();
        for (Row.Address row : addresses.values()) {
            int at = row.key().lastIndexOf('@');
            if (at > 0 && row.key().substring(0, at).equals(localPart)) {
                found.addAll(targetsOf(row));
            }
        }
        return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
    }

    List<Credential> credentialsOf(AccountId account) {
        List<Credential> found = new ArrayList<>();
        for (Row.CredentialRow row : credentials.values()) {
            if (row.account().equals(account.value())) {
                found.add(credential(row));
            }
        }
        return List.copyOf(found);
    }

    /** What is set about an account. */
    List<Row> settingsOf(AccountId account) {
        return Stream.of(
                        new QuotaScope.OfAccount(account).key(),
                        pop3Key(account),
                        SendingRule.key(account),
                        SenderGrants.key(account),
                        Vacation.key(account),
                        imapKey(account),
                        junkKey(account),
                        historyKey(account))
                .flatMap(key -> Optional.ofNullable(settings.get(key)).stream())
                .<Row>map(row -> row)
                .toList();
    }

    Set<EmailAddress> addressesOf(AccountId account) {
        Set<EmailAddress> found = new LinkedHashSet<>();
        Optional.ofNullable(accounts.get(account)).map(Account::address).ifPresent(first -> {
            Row.@Nullable Address row = addresses.get(key(first.canonical()));
            if (row != null && leadsTo(row, account)) {
                found.add(first);
            }
        });
        addresses.values().stream()
                .filter(row -> !row.key().startsWith("@") && leadsTo(row, account))
                .sorted(Comparator.comparing(Row.Address::key))
                .flatMap(row -> EmailAddress.parse(row.written()).stream())
                .filter(address -> found.stream().noneMatch(f -> f.canonical().equals(address.canonical())))
                .forEach(found::add);
        return Collections.unmodifiableSet(found);
    }

    static boolean leadsTo(Row.Address row, AccountId account) {
        return row.targets().contains(new Row.Target(ACCOUNT, account.value()));
    }

    static String key(EmailAddress canonical) {
        return canonical.localPart() + "@" + canonical.domain().ascii();
    }

    static String catchAllKey(DomainName domain) {
        return "@" + domain.ascii();
    }

    static String dkimKey(DomainName domain) {
        return "dkim/" + domain.ascii();
    }

    static String pop3Key(AccountId account) {
        return "pop3/" + account.value();
    }

    static String junkKey(AccountId account) {
        return "junk/" + account.value();
    }

    /** What IMAP offers the clients of an account; the caller's own. */
    Set<ImapExtension> imapExtensions(AccountId account) {
        Set<ImapExtension> offered = EnumSet.copyOf(ImapExtension.byDefault());
        Optional.ofNullable(settings().get(imapKey(account))).stream()
                .flatMap(row -> row.value().stream())
                .flatMap(token -> ImapExtension.of(token).stream())
                .filter(switched -> !offered.remove(switched))
                .forEach(offered::add);
        return offered;
    }

    static String imapKey(AccountId account) {
        return "imap/" + account.value();
    }

    static String historyKey(AccountId account) {
        return "history/" + account.value();
    }

    static Row.SettingRow row(AccountId account, AccountHistory history) {
        return new Row.SettingRow(
                historyKey(account),
                List.of(
                        Long.toString(history.branch()),
                        Long.toString(history.modSeq()),
                        Long.toString(history.uidValidity())));
    }

    static AccountHistory history(Row.SettingRow row) {
        return new AccountHistory(
                Long.parseLong(row.value().get(0)),
                Long.parseLong(row.value().get(1)),
                Long.parseLong(row.value().get(2)));
    }

    static Row.AccountRow row(Account account) {
        return new Row.AccountRow(
                account.id().value(),
                account.name(),
                account.address().toString(),
                encode(account.salt()),
                account.iterations(),
                encode(account.sealKey().encoded()),
                account.recoveryBox().map(Index::encode).orElse(null),
                account.created().toEpochMilli(),
                account.recoverable());
    }

    static Row.CredentialRow row(Credential credential) {
        return new Row.CredentialRow(
                credentialKey(credential.account(), credential.name()),
                credential.account().value(),
                credential.name(),
                encode(credential.storedKey()),
                encode(credential.serverKey()),
                credential.wrappedKey().map(Index::encode).orElse(""),
                credential.scopes().stream().sorted().map(Scope::word).toList(),
                credential.created().toEpochMilli(),
                credential.lastUse().map(use -> use.at().toEpochMilli()).orElse(0L),
                credential.lastUse().map(use -> use.protocol().name()).orElse(null),
                credential.lastUse().map(LastUse::address).orElse(null));
    }

    static String credentialKey(AccountId account, String name) {
        return account.value() + "/" + name;
    }

    private static Account account(Row.AccountRow row) {
        return new Account(
                new AccountId(row.key()),
                row.name(),
                EmailAddress.parse(row.address()).orElseThrow(),
                decode(row.salt()),
                row.iterations(),
                SealPublicKey.decode(decode(row.sealKey())),
                Optional.ofNullable(row.recoveryBox()).map(Index::decode),
                Instant.ofEpochMilli(row.created()),
                row.recoverable());
    }

    private static Credential credential(Row.CredentialRow row) {
        return new Credential(
                new AccountId(row.account()),
                row.name(),
                decode(row.storedKey()),
                decode(row.serverKey()),
                row.wrappedKey().isEmpty() ? Optional.empty() : Optional.of(decode(row.wrappedKey())),
                row.scopes().stream().flatMap(word -> Scope.of(word).stream()).collect(Collectors.toUnmodifiableSet()),
                Instant.ofEpochMilli(row.created()),
                lastUse(row));
    }

    private static Optional<LastUse> lastUse(Row.CredentialRow row) {
        String protocol = row.lastProtocol();
        String remote = row.lastRemote();
        return row.lastUsed() == 0 || protocol == null || remote == null
                ? Optional.empty()
                : Optional.of(new LastUse(Instant.ofEpochMilli(row.lastUsed()), Protocol.valueOf(protocol), remote));
    }

    static String encode(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    static byte[] decode(String text) {
        return Base64.getDecoder().decode(text);
    }
}
