package org.letterlock.engine.directory;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.mail.AccountHistory;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.spam.JunkLevel;
import org.letterlock.engine.spam.JunkRule;
import org.letterlock.engine.sqlite.Verifiable;

/**
 * Domains, addresses, accounts and credentials, in one encrypted SQLite file. Every change is committed and fsynced before its method returns. Safe for
 * any number of threads; lookups come from memory.
 */
public final class Directory implements AutoCloseable, Verifiable {

    private static final int MAX_NAME = 200;
    private static final String SEALED_KEY = "sealed-engine-key";
    private static final Row.SettingRow GREYLISTING = new Row.SettingRow("greylisting", List.of("on"));
    private static final Row.SettingRow DMARC_REPORTING = new Row.SettingRow("dmarc-reporting", List.of("on"));
    private static final Row.SettingRow TLS_REPORTING = new Row.SettingRow("tls-reporting", List.of("on"));

    private final IndexedFile file;
    private final Clock clock;
    private final QuotaRecords quotas;
    private final AddressRules rules;
    private final SenderGrants grants;
    private final Relays relays;
    private final Vacations vacations;

    private Directory(IndexedFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.quotas = new QuotaRecords(file);
        this.rules = new AddressRules(file, clock);
        this.grants = new SenderGrants(file);
        this.relays = new Relays(file);
        this.vacations = new Vacations(file);
    }

    /**
     * Opens or creates the file.
     *
     * @param key 32 octets; copied
     * @throws DirectoryException when it does not open
     */
    public static Directory open(Path file, byte[] key, Clock clock) {
        byte[] kept = key.clone();
        return new Directory(IndexedFile.open(() -> DirectoryFile.open(file, kept)), clock);
    }

    /** Where mail for {@code recipient} goes. */
    public Route route(EmailAddress recipient) {
        Index now = file.now();
        if (!now.isLocal(recipient.domain())) {
            return new Route.NotLocal();
        }
        Optional<Row.Address> deciding = now.deciding(recipient);
        List<Account> accounts = deciding.map(now::accountsOf).orElse(List.of());
        List<EmailAddress> forwards =
                deciding.filter(Row.Address::enabled).map(Index::forwardsOf).orElse(List.of());
        List<Webhook> webhooks =
                deciding.filter(Row.Address::enabled).map(Index::webhooksOf).orElse(List.of());
        if (accounts.isEmpty() && forwards.isEmpty() && isRole(recipient)) {
            accounts = now.responsible(recipient.domain()).stream().toList();
        }
        if (!accounts.isEmpty() || !forwards.isEmpty() || !webhooks.isEmpty()) {
            return new Route.Ours(accounts, forwards, webhooks);
        }
        return deciding.flatMap(Index::off).<Route>map(Route.Off::new).orElse(new Route.Unknown());
    }

    private static boolean isRole(EmailAddress address) {
        String name = address.canonical().withoutDetail().localPart();
        return name.equals("postmaster") || name.equals("abuse");
    }

    /** Whether {@code domain} is one of ours. */
    public boolean isLocal(DomainName domain) {
        return file.now().isLocal(domain);
    }

    /** Our domains in the order of their names. */
    public List<DomainName> domains() {
        return file.now().domains().keySet().stream().map(DomainName::new).toList();
    }

    /** Adds a domain; not one that mail of ours is sent on to. */
    public ChangeResult addDomain(DomainName domain) {
        return file.change(now -> {
            if (now.isLocal(domain)) {
                return new Outcome(ChangeResult.ALREADY_THERE);
            }
            return AddressRules.sendingOn(now, domain).isPresent()
                    ? new Outcome(ChangeResult.SENT_ON_TO)
                    : new Outcome(Edit.put(new Row.Domain(domain.ascii(), clock.millis())));
        });
    }

    /** Sets or clears the account that gets what no address of {@code domain} matches. */
    public ChangeResult setCatchAll(DomainName domain, Optional<AccountId> account) {
        return file.change(now -> {
            String key = Index.catchAllKey(domain);
            if (!now.isLocal(domain)) {
                return new Outcome(ChangeResult.NO_SUCH_DOMAIN);
            }
            if (account.isEmpty()) {
                return Optional.ofNullable(now.addresses().get(key))
                        .map(row -> new Outcome(Edit.remove(row)))
                        .orElse(new Outcome(ChangeResult.NOT_THERE));
            }
            return now.accounts().containsKey(account.get())
                    ? new Outcome(Edit.put(newAddress(key, key, account.get())))
                    : new Outcome(ChangeResult.NO_SUCH_ACCOUNT);
        });
    }

    /** The account that gets what no address of {@code domain} matches. */
    public Optional<AccountId> catchAll(DomainName domain) {
        Index now = file.now();
        return Optional.ofNullable(now.addresses().get(Index.catchAllKey(domain))).stream()
                .flatMap(row -> now.targetsOf(row).stream())
                .map(Account::id)
                .findFirst();
    }

    /** Adds an account with its first address. */
    public ChangeResult addAccount(Account account, EmailAddress address) {
        return file.change(now -> newAccount(now, account, address, List.of()));
    }

    /** Adds an account with its first address and its first credential in one change: never one without the other. */
    public ChangeResult addAccount(Account account, EmailAddress address, Credential credential) {
        if (!credential.account().equals(account.id())) {
            throw new IllegalArgumentException("credential of another account");
        }
        checkName(credential.name());
        return file.change(now -> newAccount(now, account, address, List.of(Index.row(credential))));
    }

    private Outcome newAccount(Index now, Account account, EmailAddress address, List<Row> more) {
        ChangeResult check = checkFree(now, address);
        if (check != ChangeResult.DONE || now.accounts().containsKey(account.id())) {
            return new Outcome(check == ChangeResult.DONE ? ChangeResult.ALREADY_THERE : check);
        }
        List<Row> rows = new ArrayList<>(more);
        rows.add(Index.row(account));
        rows.add(newAddress(Index.key(address.canonical()), address.toString(), account.id()));
        return new Outcome(new Edit(List.copyOf(rows), List.of()));
    }

    /** Removes an account with its credentials, and it from every address; an address that leads nowhere else goes too. Its file is not touched. */
    public ChangeResult removeAccount(AccountId account) {
        return file.change(now -> {
            if (!now.accounts().containsKey(account)) {
                return new Outcome(ChangeResult.NO_SUCH_ACCOUNT);
            }
            List<Row> puts = new ArrayList<>();
            List<Row> removes = new ArrayList<>();
            List<Row.Address> gone = new ArrayList<>();
            now.addresses().values().stream()
                    .filter(row -> Index.leadsTo(row, account))
                    .forEach(row -> without(row, account).ifPresentOrElse(puts::add, () -> gone.add(row)));
            removes.addAll(gone);
            SenderGrants.withoutAddresses(now, gone).stream()
                    .filter(row -> !row.key().equals(SenderGrants.key(account)))
                    .forEach(puts::add);
            now.credentials().values().stream()
                    .filter(row -> row.account().equals(account.value()))
                    .forEach(removes::add);
            Optional.ofNullable(now.usages().get(account)).ifPresent(removes::add);
            removes.add(Index.row(now.accounts().get(account)));
            removes.addAll(now.settingsOf(account));
            return new Outcome(new Edit(puts, removes));
        });
    }

    /** Adds an address of an account. One that leads elsewhere already is {@link ChangeResult#ALREADY_THERE}; see {@link #shareAddress}. */
    public ChangeResult addAddress(EmailAddress address, AccountId account) {
        return file.change(now -> {
            if (!now.accounts().containsKey(account)) {
                return new Outcome(ChangeResult.NO_SUCH_ACCOUNT);
            }
            ChangeResult check = checkFree(now, address);
            return check == ChangeResult.DONE
                    ? new Outcome(Edit.put(newAddress(Index.key(address.canonical()), address.toString(), account)))
                    : new Outcome(check);
        });
    }

    /** Makes an address that is there lead to one more account. */
    public ChangeResult shareAddress(EmailAddress address, AccountId account) {
        return file.change(now -> {
            Row.@Nullable Address row = now.addresses().get(Index.key(address.canonical()));
            if (row == null) {
                return new Outcome(ChangeResult.NOT_THERE);
            }
            if (!now.accounts().containsKey(account)) {
                return new Outcome(ChangeResult.NO_SUCH_ACCOUNT);
            }
            if (Index.leadsTo(row, account)) {
                return new Outcome(ChangeResult.ALREADY_THERE);
            }
            List<Row.Target> targets = new ArrayList<>(row.targets());
            targets.add(new Row.Target(Row.Target.ACCOUNT, account.value()));
            return new Outcome(Edit.put(with(row, List.copyOf(targets))));
        });
    }

    /** Takes an address from an account; it goes altogether when it leads nowhere else. */
    public ChangeResult removeAddress(EmailAddress address, AccountId account) {
        return file.change(now -> {
            Row.@Nullable Address row = now.addresses().get(Index.key(address.canonical()));
            if (row == null || !Index.leadsTo(row, account)) {
                return new Outcome(ChangeResult.NOT_THERE);
            }
            return without(row, account)
                    .map(left -> new Outcome(Edit.put(left)))
                    .orElseGet(() ->
                            new Outcome(new Edit(SenderGrants.withoutAddresses(now, List.of(row)), List.of(row))));
        });
    }

    /** Adds a credential; its name is 1 to 200 characters without controls. */
    public ChangeResult addCredential(Credential credential) {
        checkName(credential.name());
        return file.change(now -> {
            if (!now.accounts().containsKey(credential.account())) {
                return new Outcome(ChangeResult.NO_SUCH_ACCOUNT);
            }
            Row.CredentialRow row = Index.row(credential);
            return now.credentials().containsKey(row.key())
                    ? new Outcome(ChangeResult.ALREADY_THERE)
                    : new Outcome(Edit.put(row));
        });
    }

    public ChangeResult removeCredential(AccountId account, String name) {
        return file.change(now -> Optional.ofNullable(now.credentials().get(Index.credentialKey(account, name)))
                .map(row -> new Outcome(Edit.remove(row)))
                .orElse(new Outcome(ChangeResult.NOT_THERE)));
    }

    /**
     * Notes when and how a credential was last used, without making the caller wait. What {@link #credentials} tells is exact; the file follows once a minute
     * for each credential and when it is closed, so a crash may lose the last minute of it.
     */
    public void credentialUsed(AccountId account, String name, LastUse use) {
        file.noteUse(Index.credentialKey(account, name), use);
    }

    public List<Account> accounts() {
        return file.now().accounts().values().stream()
                .sorted(Comparator.comparing(Account::created)
                        .thenComparing(account -> account.id().value()))
                .toList();
    }

    public Optional<Account> account(AccountId id) {
        return Optional.ofNullable(file.now().accounts().get(id));
    }

    /**
     * The account that a login name means: an address of it in any spelling, switched off or not, or a local part that only one account has. An address of several
     * accounts means the one whose first it is.
     */
    public Optional<Account> accountForLogin(String user) {
        Index now = file.now();
        LoginName name = LoginName.of(user, domains());
        if (!name.isAddress()) {
            return now.byLocalPart(name.text());
        }
        return Optional.ofNullable(now.addresses().get(name.text()))
                .map(now::targetsOf)
                .flatMap(accounts -> accounts.size() == 1
                        ? Optional.of(accounts.getFirst())
                        : accounts.stream()
                                .filter(account ->
                                        Index.key(account.address().canonical()).equals(name.text()))
                                .findFirst());
    }

    /** The one spelling of a login name, whether it is somebody's or not. */
    public String loginName(String user) {
        return LoginName.of(user, domains()).text();
    }

    /** The credentials of an account in the order of their names. */
    public List<Credential> credentials(AccountId account) {
        return file.now().credentialsOf(account);
    }

    /** The addresses that lead to an account, its first one first; without catch-alls. */
    public Set<EmailAddress> addresses(AccountId account) {
        return file.now().addressesOf(account);
    }

    /**
     * Whether an account may send as {@code sender}: one of its addresses, with any detail, any address that reaches it by a pattern or a catch-all, or one that was
     * granted.
     */
    public boolean maySendAs(AccountId account, EmailAddress sender) {
        return (route(sender) instanceof Route.Ours(List<Account> accounts, List<EmailAddress> _, List<Webhook> _)
                        && accounts.stream().anyMatch(found -> found.id().equals(account)))
                || (isLocal(sender.domain()) && grants.of(account).stream().anyMatch(grant -> grant.covers(sender)));
    }

    /** As whom accounts may send, besides their own addresses. */
    public SenderGrants grants() {
        return grants;
    }

    /** How much an account may send before it is held. */
    public SendingRule sendingRule(AccountId account) {
        return Optional.ofNullable(file.now().settings().get(SendingRule.key(account)))
                .map(SendingRule::of)
                .orElse(SendingRule.NONE);
    }

    /** Sets how much an account may send before it is held, all of it. */
    public ChangeResult setSendingRule(AccountId account, SendingRule rule) {
        Row.SettingRow row = rule.row(account);
        return file.change(now -> {
            if (!now.accounts().containsKey(account)) {
                return new Outcome(ChangeResult.NO_SUCH_ACCOUNT);
            }
            return new Outcome(rule.equals(SendingRule.NONE) ? Edit.remove(row) : Edit.put(row));
        });
    }

    /** What the owner set. */
    public EngineSettings settings() {
        return Optional.ofNullable(file.now().settings().get("engine"))
                .map(EngineSettings::of)
                .orElse(EngineSettings.DEFAULTS);
    }

    /** Changes the settings unless something about them is wrong, and says what. */
    public List<String> changeSettings(EngineSettings settings) {
        List<String> problems = settings.problems();
        if (problems.isEmpty()) {
            file.change(_ -> new Outcome(Edit.put(settings.row())));
        }
        return problems;
    }

    /** The keys by which letters of {@code domain} are signed; none where it has none. */
    public List<DkimKey> dkimKeys(DomainName domain) {
        return Optional.ofNullable(file.now().settings().get(Index.dkimKey(domain)))
                .map(row -> row.value().stream().map(DkimKey::parse).toList())
                .orElse(List.of());
    }

    /** Sets the keys of {@code domain}, all of them. */
    public ChangeResult setDkimKeys(DomainName domain, List<DkimKey> keys) {
        List<String> value = keys.stream().map(DkimKey::written).toList();
        return file.change(now -> now.isLocal(domain)
                ? new Outcome(Edit.put(new Row.SettingRow(Index.dkimKey(domain), value)))
                : new Outcome(ChangeResult.NO_SUCH_DOMAIN));
    }

    /** The owner's public key, to which the keys of new accounts are sealed; empty where there is none. */
    public Optional<SealPublicKey> recoveryKey() {
        return Optional.ofNullable(file.now().settings().get("recovery"))
                .map(row -> SealPublicKey.decode(Index.decode(row.value().getFirst())));
    }

    /** Sets the owner's public key, once: another one is {@link ChangeResult#ALREADY_THERE}. */
    public ChangeResult setRecoveryKey(SealPublicKey key) {
        Row.SettingRow wanted = new Row.SettingRow("recovery", List.of(Index.encode(key.encoded())));
        return file.change(now -> {
            Row.@Nullable SettingRow known = now.settings().get(wanted.key());
            return known == null || known.equals(wanted)
                    ? new Outcome(Edit.put(wanted))
                    : new Outcome(ChangeResult.ALREADY_THERE);
        });
    }

    /** The SHA-256 of the engine's key as it lies sealed to the owner; empty where none was noted. */
    public Optional<byte[]> sealedKeySum() {
        return Optional.ofNullable(file.now().settings().get(SEALED_KEY))
                .map(row -> Index.decode(row.value().getFirst()));
    }

    /** Notes how the engine's key lies sealed to the owner. */
    public void setSealedKeySum(byte[] sha256) {
        file.change(_ -> new Outcome(Edit.put(new Row.SettingRow(SEALED_KEY, List.of(Index.encode(sha256))))));
    }

    /**
     * Sets whether the owner may recover an account.
     *
     * @param box the account's key, sealed to the owner; empty where there is none
     */
    public ChangeResult setRecovery(AccountId account, boolean chosen, Optional<byte[]> box) {
        return file.change(now -> Optional.ofNullable(now.accounts().get(account))
                .map(found -> new Outcome(Edit.put(Index.row(found.with(chosen, box)))))
                .orElse(new Outcome(ChangeResult.NO_SUCH_ACCOUNT)));
    }

    /** What happens to mail for addresses, patterns and catch-alls. */
    public AddressRules rules() {
        return rules;
    }

    /** What accounts may hold, and what they did when that was last known. */
    public QuotaRecords quotas() {
        return quotas;
    }

    /** The relays that letters leave over. */
    public Relays relays() {
        return relays;
    }

    /** What accounts answer while their people are away. */
    public Vacations vacations() {
        return vacations;
    }

    /** What becomes of what an account deletes by POP3. */
    public Pop3Deletion pop3Deletion(AccountId account) {
        return Optional.ofNullable(file.now().settings().get(Index.pop3Key(account)))
                .flatMap(row -> Pop3Deletion.of(row.value().getFirst()))
                .orElse(Pop3Deletion.TRASH);
    }

    /** Chooses what becomes of what an account deletes by POP3. */
    public ChangeResult setPop3Deletion(AccountId account, Pop3Deletion deletion) {
        return file.change(now -> now.accounts().containsKey(account)
                ? new Outcome(Edit.put(new Row.SettingRow(Index.pop3Key(account), List.of(deletion.word()))))
                : new Outcome(ChangeResult.NO_SUCH_ACCOUNT));
    }

    /** What an account does about junk. */
    public JunkRule junkRule(AccountId account) {
        return Optional.ofNullable(file.now().settings().get(Index.junkKey(account)))
                .map(row -> new JunkRule(
                        JunkLevel.of(row.value().getFirst()).orElse(JunkRule.DEFAULT.level()),
                        JunkRule.Place.of(row.value().getLast()).orElse(JunkRule.DEFAULT.place())))
                .orElse(JunkRule.DEFAULT);
    }

    /** Chooses what an account does about junk. */
    public ChangeResult setJunkRule(AccountId account, JunkRule rule) {
        List<String> value = List.of(rule.level().word(), rule.place().word());
        return file.change(now -> now.accounts().containsKey(account)
                ? new Outcome(Edit.put(new Row.SettingRow(Index.junkKey(account), value)))
                : new Outcome(ChangeResult.NO_SUCH_ACCOUNT));
    }

    /** The blocklists that are asked about who sends; none unless somebody chose some. */
    public List<DomainName> blocklists() {
        return Optional.ofNullable(file.now().settings().get("blocklists"))
                .map(row -> row.value().stream().map(DomainName::new).toList())
                .orElse(List.of());
    }

    /** Chooses the blocklists, all of them; more than {@link Provenance#MAX_LISTINGS} are {@link ChangeResult#TOO_MANY}. */
    public ChangeResult setBlocklists(List<DomainName> lists) {
        List<String> value = lists.stream().map(DomainName::ascii).distinct().toList();
        return file.change(_ -> value.size() > Provenance.MAX_LISTINGS
                ? new Outcome(ChangeResult.TOO_MANY)
                : new Outcome(Edit.put(new Row.SettingRow("blocklists", value))));
    }

    /** The rspamd that is asked about letters; none unless somebody chose one. */
    public Optional<RspamdRule> rspamd() {
        return Optional.ofNullable(file.now().settings().get(RspamdRule.KEY)).map(RspamdRule::of);
    }

    /** Chooses the rspamd that is asked about letters. */
    public void setRspamd(Optional<RspamdRule> rule) {
        file.change(now -> rule.map(chosen -> new Outcome(Edit.put(chosen.row())))
                .or(() -> Optional.ofNullable(now.settings().get(RspamdRule.KEY))
                        .map(row -> new Outcome(Edit.remove(row))))
                .orElse(new Outcome(ChangeResult.NOT_THERE)));
    }

    /** Whether doubtful strangers are put off; not unless somebody chose that. */
    public boolean greylists() {
        return file.now().settings().containsKey(GREYLISTING.key());
    }

    /** Chooses whether doubtful strangers are put off. */
    public void setGreylisting(boolean on) {
        file.change(_ -> new Outcome(on ? Edit.put(GREYLISTING) : Edit.remove(GREYLISTING)));
    }

    /** Whether other domains are told how TLS with them went; not unless somebody chose it. */
    public boolean tlsReporting() {
        return file.now().settings().containsKey(TLS_REPORTING.key());
    }

    /** Chooses whether other domains are told how TLS with them went. */
    public void setTlsReporting(boolean on) {
        file.change(_ -> new Outcome(on ? Edit.put(TLS_REPORTING) : Edit.remove(TLS_REPORTING)));
    }

    /** Whether other domains are told of letters in their names; not unless somebody chose it. */
    public boolean dmarcReporting() {
        return file.now().settings().containsKey(DMARC_REPORTING.key());
    }

    /** Chooses whether other domains are told of letters in their names. */
    public void setDmarcReporting(boolean on) {
        file.change(_ -> new Outcome(on ? Edit.put(DMARC_REPORTING) : Edit.remove(DMARC_REPORTING)));
    }

    /** Which extensions of IMAP the clients of an account are offered. */
    public Set<ImapExtension> imapExtensions(AccountId account) {
        return file.now().imapExtensions(account);
    }

    /** Switches extensions of IMAP for the clients of an account. Only what differs from the default is kept, so that new ones are offered. */
    public ChangeResult switchImapExtensions(AccountId account, Set<ImapExtension> on, Set<ImapExtension> off) {
        return file.change(now -> {
            if (!now.accounts().containsKey(account)) {
                return new Outcome(ChangeResult.NO_SUCH_ACCOUNT);
            }
            Set<ImapExtension> offered = now.imapExtensions(account);
            offered.addAll(on);
            offered.removeAll(off);
            List<String> switched = Arrays.stream(ImapExtension.values())
                    .filter(extension -> offered.contains(extension)
                            != ImapExtension.byDefault().contains(extension))
                    .map(ImapExtension::token)
                    .toList();
            return new Outcome(Edit.put(new Row.SettingRow(Index.imapKey(account), switched)));
        });
    }

    /** Sets what is sealed to from now on. Its private half must be in the account's file already. */
    public ChangeResult setSealKey(AccountId account, SealPublicKey key) {
        return file.change(now -> Optional.ofNullable(now.accounts().get(account))
                .map(found -> new Outcome(Edit.put(Index.row(found.with(key)))))
                .orElse(new Outcome(ChangeResult.NO_SUCH_ACCOUNT)));
    }

    /** How far the file of an account was last seen; empty when it was never noted. */
    public Optional<AccountHistory> history(AccountId account) {
        return Optional.ofNullable(file.now().settings().get(Index.historyKey(account)))
                .map(Index::history);
    }

    /** Notes how far the file of an account has come, in its history or in another one. */
    public void setHistory(AccountId account, AccountHistory history) {
        file.change(_ -> new Outcome(Edit.put(Index.row(account, history))));
    }

    /** Notes how far the file of an account has come if it goes on from what is noted. */
    public void advanceHistory(AccountId account, AccountHistory history) {
        file.change(now -> Optional.ofNullable(now.settings().get(Index.historyKey(account)))
                .map(Index::history)
                .filter(known -> history.goesOnFrom(known) && !known.equals(history))
                .map(_ -> new Outcome(Edit.put(Index.row(account, history))))
                .orElse(new Outcome(ChangeResult.ALREADY_THERE)));
    }

    @Override
    public List<String> verify() {
        return file.verify();
    }

    @Override
    public void repair() {
        file.repair();
    }

    @Override
    public void close() {
        file.close();
    }

    private static ChangeResult checkFree(Index now, EmailAddress address) {
        if (!now.isLocal(address.domain())) {
            return ChangeResult.NO_SUCH_DOMAIN;
        }
        return now.addresses().containsKey(Index.key(address.canonical()))
                ? ChangeResult.ALREADY_THERE
                : ChangeResult.DONE;
    }

    private static void checkName(String name) {
        if (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("not a name of a credential");
        }
    }

    private Row.Address newAddress(String key, String written, AccountId account) {
        Row.Target target = new Row.Target(Row.Target.ACCOUNT, account.value());
        return new Row.Address(key, written, List.of(target), true, null, clock.millis());
    }

    private static Row.Address with(Row.Address row, List<Row.Target> targets) {
        return new Row.Address(row.key(), row.written(), targets, row.enabled(), row.answer(), row.created());
    }

    private static Optional<Row.Address> without(Row.Address row, AccountId account) {
        List<Row.Target> left = row.targets().stream()
                .filter(target -> !target.equals(new Row.Target(Row.Target.ACCOUNT, account.value())))
                .toList();
        return left.isEmpty() ? Optional.empty() : Optional.of(with(row, left));
    }
}
