package org.letterlock.engine.control;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.accounts.AccountMaker;
import org.letterlock.engine.accounts.Accounts;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Credential;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.LastUse;
import org.letterlock.engine.directory.Pop3Deletion;
import org.letterlock.engine.directory.RspamdRule;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.keys.Password;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.quota.Quotas;
import org.letterlock.engine.sasl.Authenticator.Attempt;
import org.letterlock.engine.sasl.Authenticator.Protocol;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.engine.sasl.Scope;
import org.letterlock.engine.spam.JunkLevel;
import org.letterlock.engine.spam.JunkRule;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.AccountOrder;
import org.letterlock.protocol.BlockInfo;
import org.letterlock.protocol.CapabilitySwitch;
import org.letterlock.protocol.ClientSettings;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.CredentialOrder;
import org.letterlock.protocol.EngineApi.Blocklists;
import org.letterlock.protocol.EngineApi.Greylisting;
import org.letterlock.protocol.EngineApi.JunkChoice;
import org.letterlock.protocol.EngineApi.Pop3Choice;
import org.letterlock.protocol.EngineApi.Rspamd;
import org.letterlock.protocol.EngineStatus.ListenerInfo;
import org.letterlock.protocol.ImapCapabilities;
import org.letterlock.protocol.NewCredential;

/** Answers about accounts, their addresses and their credentials. */
final class AccountAnswers {

    /** The name of an IPv6 address stands before it. */
    private static final int LONGEST_ZONE = 253 - 2 * 32;

    private static final String FIRST_CREDENTIAL = "first";
    private static final int NAME_LIMIT = 200;

    private final RunningEngine running;
    private final Directory directory;
    private final Accounts accounts;
    private final AccountMaker maker;
    private final Intake intake;
    private final Quotas quotas;

    AccountAnswers(
            RunningEngine running,
            Directory directory,
            Accounts accounts,
            AccountMaker maker,
            Intake intake,
            Quotas quotas) {
        this.running = running;
        this.directory = directory;
        this.accounts = accounts;
        this.maker = maker;
        this.intake = intake;
        this.quotas = quotas;
    }

    List<AccountInfo> list() {
        return directory.accounts().stream()
                .map(this::told)
                .sorted(Comparator.comparing(AccountInfo::address))
                .toList();
    }

    NewCredential add(AccountOrder order) {
        EmailAddress address = parsed(order.address());
        String name = order.name() == null ? address.toString() : order.name();
        String credential = checkedName(order.credential() == null ? FIRST_CREDENTIAL : order.credential());
        boolean recoverable = order.recovery() == null || order.recovery();
        return switch (maker.create(name, address, credential, Scope.everything(), recoverable)) {
            case AccountMaker.Creation.Created(Account account, Password password) ->
                told(account, credential, password);
            case AccountMaker.Creation.Refused(ChangeResult reason) -> throw refused(reason, address, credential);
        };
    }

    AccountInfo lock(String address) {
        Account account = named(address);
        accounts.lock(account.id());
        return told(account);
    }

    Pop3Choice pop3(String address) {
        Account account = named(address);
        return new Pop3Choice(
                account.address().toString(),
                directory.pop3Deletion(account.id()).word());
    }

    Pop3Choice choosePop3(Pop3Choice choice) {
        Pop3Deletion deletion =
                Pop3Deletion.of(choice.deleted()).orElseThrow(() -> Failures.noSuchDeletion(choice.deleted()));
        directory.setPop3Deletion(named(choice.account()).id(), deletion);
        return pop3(choice.account());
    }

    JunkChoice junk(String address) {
        Account account = named(address);
        JunkRule rule = directory.junkRule(account.id());
        return new JunkChoice(
                account.address().toString(), rule.level().word(), rule.place().word());
    }

    JunkChoice chooseJunk(JunkChoice choice) {
        Account account = named(choice.account());
        JunkRule now = directory.junkRule(account.id());
        JunkLevel level = Optional.ofNullable(choice.level())
                .map(word -> JunkLevel.of(word).orElseThrow(() -> Failures.noSuchJunkLevel(word)))
                .orElse(now.level());
        JunkRule.Place place = Optional.ofNullable(choice.place())
                .map(word -> JunkRule.Place.of(word).orElseThrow(() -> Failures.noSuchJunkPlace(word)))
                .orElse(now.place());
        directory.setJunkRule(account.id(), new JunkRule(level, place));
        return junk(choice.account());
    }

    Blocklists blocklists() {
        return new Blocklists(
                directory.blocklists().stream().map(DomainName::ascii).toList());
    }

    Rspamd rspamd() {
        return directory
                .rspamd()
                .map(rule -> new Rspamd(
                        rule.server().getAddress().getHostAddress() + ":"
                                + rule.server().getPort(),
                        rule.refuses()))
                .orElse(new Rspamd(null, false));
    }

    Rspamd chooseRspamd(Rspamd choice) {
        directory.setRspamd(Optional.ofNullable(choice.server())
                .map(server -> new RspamdRule(
                        local(server).orElseThrow(() -> Failures.notOnThisMachine(server)), choice.refuse())));
        return rspamd();
    }

    /** An address of this machine with a port: the letters go there in clear text. */
    private static Optional<InetSocketAddress> local(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        try {
            return Optional.of(InetAddress.ofLiteral(text.substring(0, colon)))
                    .filter(address -> address.isLoopbackAddress() && port >= 1 && port <= 65535)
                    .map(address -> new InetSocketAddress(address, port));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    Greylisting greylisting() {
        return new Greylisting(directory.greylists());
    }

    Greylisting switchGreylisting(Greylisting choice) {
        directory.setGreylisting(choice.on());
        return greylisting();
    }

    Blocklists chooseBlocklists(Blocklists choice) {
        List<DomainName> zones = choice.zones().stream()
                .map(zone -> DomainName.parse(zone)
                        .filter(name -> name.ascii().length() <= LONGEST_ZONE)
                        .orElseThrow(() -> Failures.noSuchBlocklist(zone)))
                .toList();
        if (directory.setBlocklists(zones) == ChangeResult.TOO_MANY) {
            throw Failures.tooManyBlocklists();
        }
        return blocklists();
    }

    ImapCapabilities capabilities(String address) {
        Account account = named(address);
        Set<ImapExtension> offered = directory.imapExtensions(account.id());
        List<ImapCapabilities.Capability> all = Arrays.stream(ImapExtension.values())
                .map(extension -> new ImapCapabilities.Capability(extension.token(), offered.contains(extension)))
                .toList();
        return new ImapCapabilities(account.address().toString(), all);
    }

    ImapCapabilities switchCapabilities(CapabilitySwitch order) {
        directory.switchImapExtensions(named(order.account()).id(), extensions(order.on()), extensions(order.off()));
        return capabilities(order.account());
    }

    private static Set<ImapExtension> extensions(List<String> tokens) {
        return tokens.stream()
                .map(token -> ImapExtension.of(token).orElseThrow(() -> Failures.noSuchCapability(token)))
                .collect(Collectors.toSet());
    }

    AccountInfo newSealKey(String address) {
        Account account = named(address);
        ChangeResult result = accounts.newSealKey(account.id())
                .orElseThrow(() -> Failures.sealKeyNeedsUnlock(account.address().toString()));
        if (result != ChangeResult.DONE) {
            throw refused(result, account.address(), "");
        }
        return told(account);
    }

    List<String> addresses(String address) {
        return directory.addresses(named(address).id()).stream()
                .map(EmailAddress::toString)
                .toList();
    }

    AccountInfo addAddress(String text, String owner) {
        EmailAddress address = parsed(text);
        Account account = named(owner);
        ChangeResult result = directory.addAddress(address, account.id());
        if (result != ChangeResult.DONE) {
            throw refused(result, address, "");
        }
        return told(account);
    }

    List<CredentialInfo> credentials(String address) {
        Account account = named(address);
        return directory.credentials(account.id()).stream()
                .map(credential -> told(account, credential))
                .toList();
    }

    /** Signs in with the password that was given, for as long as it takes to wrap the account's key under the new one. */
    NewCredential addCredential(CredentialOrder order) {
        Account account = named(order.account());
        String name = checkedName(order.name());
        Set<Scope> scopes = scopes(order.scopes());
        if (order.password() == null) {
            return wrapped(account, name, scopes);
        }
        byte[] password = order.password().getBytes(StandardCharsets.UTF_8);
        Attempt attempt = new Attempt(Protocol.CONTROL, InetAddress.getLoopbackAddress());
        return switch (accounts.withPassword(account.address().toString(), password, attempt)) {
            case LoginResult.Accepted(var login) -> {
                try (login) {
                    yield wrapped(account, name, scopes);
                }
            }
            case LoginResult.Rejected() -> throw Failures.wrongPassword();
            case LoginResult.OutOfScope() -> throw Failures.opensNothing();
            case LoginResult.Unavailable() -> throw Failures.tryAgain();
        };
    }

    private static Set<Scope> scopes(@Nullable List<String> words) {
        if (words == null || words.isEmpty()) {
            return Scope.everything();
        }
        return words.stream()
                .map(word -> Scope.of(word).orElseThrow(() -> Failures.noSuchScope(word)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private NewCredential wrapped(Account account, String name, Set<Scope> scopes) {
        return told(account, name, accounts.addCredential(account.id(), name, scopes));
    }

    /** What came of making a credential. */
    NewCredential told(Account account, String name, Accounts.NewCredential made) {
        return switch (made) {
            case Accounts.NewCredential.Added(Password password) -> told(account, name, password);
            case Accounts.NewCredential.NeedsUnlock() ->
                throw Failures.needsUnlock(account.address().toString());
            case Accounts.NewCredential.Refused(ChangeResult reason) -> throw refused(reason, account.address(), name);
        };
    }

    CredentialInfo removeCredential(String address, String name) {
        Account account = named(address);
        List<Credential> all = directory.credentials(account.id());
        Credential credential = all.stream()
                .filter(found -> found.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Failures.noSuchCredential(name));
        boolean othersOpen = all.stream()
                .anyMatch(
                        other -> other.wrappedKey().isPresent() && !other.name().equals(name));
        if (credential.wrappedKey().isPresent() && !othersOpen) {
            throw Failures.lastCredential(name);
        }
        if (accounts.revoke(account.id(), name) != ChangeResult.DONE) {
            throw Failures.noSuchCredential(name);
        }
        return told(account, credential);
    }

    List<BlockInfo> blocks() {
        return accounts.blocks().stream()
                .map(block -> new BlockInfo(
                        block.account()
                                .map(account -> account.address().toString())
                                .orElse(null),
                        !block.oneUser(),
                        block.network(),
                        block.guesses(),
                        block.delay().toMillis(),
                        block.until().toString()))
                .toList();
    }

    List<BlockInfo> liftBlock(String subject) {
        boolean lifted = subject.contains("@") ? accounts.lift(named(subject).id()) : accounts.lift(subject.strip());
        if (!lifted) {
            throw Failures.noSuchBlock(subject);
        }
        return blocks();
    }

    /** The account that has an address. */
    Account named(String address) {
        return directory.accountForLogin(address.strip()).orElseThrow(() -> Failures.noSuchAccount(address));
    }

    static EmailAddress parsed(String text) {
        return EmailAddress.parse(text.strip()).orElseThrow(() -> Failures.notAnAddress(text));
    }

    /** The name of a credential. */
    static String checkedName(String name) {
        if (name.isBlank() || name.length() > NAME_LIMIT || name.chars().anyMatch(Character::isISOControl)) {
            throw Failures.badCredentialName();
        }
        return name;
    }

    private static RuntimeException refused(ChangeResult reason, EmailAddress address, String credential) {
        return switch (reason) {
            case NO_SUCH_DOMAIN -> Failures.noSuchDomain(address.domain().ascii());
            case NO_SUCH_ACCOUNT -> Failures.noSuchAccount(address.toString());
            case ALREADY_THERE ->
                credential.isEmpty() || credential.equals(FIRST_CREDENTIAL)
                        ? Failures.addressThere(address.toString())
                        : Failures.credentialThere(credential);
            case NOT_THERE -> Failures.noSuchCredential(credential);
            case FIRST_ADDRESS -> Failures.firstAddress(address.toString());
            case TOO_MANY -> Failures.tooManyTargets();
            case DONE, SENT_ON_TO -> new IllegalStateException("nothing was refused");
        };
    }

    private AccountInfo told(Account account) {
        Usage usage = quotas.usage(account.id());
        return new AccountInfo(
                account.address().toString(),
                account.name(),
                directory.addresses(account.id()).stream()
                        .map(EmailAddress::toString)
                        .toList(),
                account.created().toString(),
                accounts.isUnlocked(account.id()),
                intake.waitingCount(account.id()),
                usage.octets(),
                usage.messages());
    }

    private static CredentialInfo told(Account account, Credential credential) {
        return new CredentialInfo(
                account.address().toString(),
                credential.name(),
                credential.scopes().stream().sorted().map(Scope::word).toList(),
                credential.created().toString(),
                credential.lastUse().map(use -> use.at().toString()).orElse(null),
                credential.lastUse().map(use -> use.protocol().name()).orElse(null),
                credential.lastUse().map(LastUse::address).orElse(null));
    }

    private NewCredential told(Account account, String credential, Password password) {
        try (password) {
            return new NewCredential(
                    told(account),
                    credential,
                    password.reveal(),
                    settings(account.address().toString()));
        }
    }

    private ClientSettings settings(String userName) {
        List<ListenerInfo> listeners = running.listeners().get();
        return new ClientSettings(
                userName,
                Stream.concat(
                                servers(listeners, "IMAP", "imaps", "imap").stream(),
                                servers(listeners, "POP3", "pop3s", "pop3").stream())
                        .toList(),
                servers(listeners, "SMTP", "submissions", "submission"));
    }

    private List<ClientSettings.Server> servers(
            List<ListenerInfo> listeners, String protocol, String withTls, @Nullable String withStartTls) {
        return listeners.stream()
                .filter(listener ->
                        listener.service().equals(withTls) || listener.service().equals(withStartTls))
                .sorted(Comparator.comparing(listener -> !listener.service().equals(withTls)))
                .map(listener -> new ClientSettings.Server(
                        protocol,
                        running.hostname(),
                        listener.port(),
                        listener.service().equals(withTls) ? "TLS" : "STARTTLS"))
                .toList();
    }
}
