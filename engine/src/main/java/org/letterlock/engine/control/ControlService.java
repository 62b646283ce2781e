package org.letterlock.engine.control;

import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.letterlock.engine.accounts.AccountMaker;
import org.letterlock.engine.accounts.Accounts;
import org.letterlock.engine.accounts.Custody;
import org.letterlock.engine.accounts.Exports;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.delivery.DomainKeys;
import org.letterlock.engine.delivery.ProofLetter;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.DirectoryException;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.keys.EngineKeyException;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.quota.Quotas;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.AccountOrder;
import org.letterlock.protocol.AddressInfo;
import org.letterlock.protocol.AddressOrder;
import org.letterlock.protocol.AddressRuleOrder;
import org.letterlock.protocol.AddressSwitch;
import org.letterlock.protocol.BlockInfo;
import org.letterlock.protocol.Caller;
import org.letterlock.protocol.CapabilitySwitch;
import org.letterlock.protocol.CatchAll;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.CredentialName;
import org.letterlock.protocol.CredentialOrder;
import org.letterlock.protocol.DkimInfo;
import org.letterlock.protocol.DkimSwitch;
import org.letterlock.protocol.DnsRecord;
import org.letterlock.protocol.DomainInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.ErasedAccount;
import org.letterlock.protocol.ExportOrder;
import org.letterlock.protocol.ExportPart;
import org.letterlock.protocol.Hello;
import org.letterlock.protocol.IdentityOrder;
import org.letterlock.protocol.ImapCapabilities;
import org.letterlock.protocol.LogEvent;
import org.letterlock.protocol.NewCredential;
import org.letterlock.protocol.ProofInfo;
import org.letterlock.protocol.ProofOrder;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.protocol.QuotaInfo;
import org.letterlock.protocol.QuotaOrder;
import org.letterlock.protocol.RecoveryBox;
import org.letterlock.protocol.RecoveryOrder;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.protocol.RelayInfo;
import org.letterlock.protocol.RelayOrder;
import org.letterlock.protocol.ReportsInfo;
import org.letterlock.protocol.SenderIdentities;
import org.letterlock.protocol.SendingInfo;
import org.letterlock.protocol.SendingOrder;
import org.letterlock.protocol.SnapshotInfo;
import org.letterlock.protocol.VacationInfo;
import org.letterlock.protocol.VacationOrder;
import org.letterlock.protocol.VerifyOrder;
import org.letterlock.protocol.VerifyReport;

/** Answers what is asked on the control socket. Each call runs on a virtual thread of its own. */
public final class ControlService implements EngineApi {

    private static final int MOST = 10_000;

    private final RunningEngine running;
    private final Directory directory;
    private final Accounts accounts;
    private final MailQueue queue;
    private final Intake intake;
    private final MailLog log;
    private final Clock clock;
    private final DomainAnswers domainAnswers;
    private final AccountAnswers accountAnswers;
    private final AddressAnswers addressAnswers;
    private final QuotaAnswers quotaAnswers;
    private final RecoveryAnswers recoveryAnswers;
    private final QueueAnswers queueAnswers;
    private final SendingAnswers sendingAnswers;
    private final IdentityAnswers identityAnswers;
    private final VerifyAnswers verifyAnswers;
    private final CustodyAnswers custodyAnswers;
    private final ExportAnswers exportAnswers;
    private final RelayAnswers relayAnswers;
    private final VacationAnswers vacationAnswers;
    private final ReportAnswers reportAnswers;
    private final ProofAnswers proofAnswers;
    private final Executor calls =
            task -> Thread.ofVirtual().name("control-call").start(task);

    /** The parts that are asked. */
    public record Parts(
            Directory directory,
            Accounts accounts,
            AccountMaker maker,
            MailQueue queue,
            Intake intake,
            MailLog log,
            Custody custody,
            Exports exports,
            ProofLetter proofs) {}

    /**
     * What is done about the files that are no databases.
     *
     * @param sealEngineKey writes the engine's key sealed to the owner; durable when it returns
     * @param look looks them over
     */
    public record Folder(Consumer<SealPublicKey> sealEngineKey, Consumer<Inspection> look) {}

    public ControlService(
            RunningEngine running,
            Parts parts,
            Quotas quotas,
            DomainKeys keys,
            Folder folder,
            Clock clock,
            SecureRandom random) {
        this.running = running;
        this.directory = parts.directory();
        this.accounts = parts.accounts();
        this.queue = parts.queue();
        this.intake = parts.intake();
        this.log = parts.log();
        this.clock = clock;
        this.domainAnswers = new DomainAnswers(running, directory, keys, clock);
        this.accountAnswers = new AccountAnswers(running, directory, accounts, parts.maker(), intake, quotas);
        this.addressAnswers = new AddressAnswers(directory, accountAnswers, queue::hookUse, random);
        this.quotaAnswers = new QuotaAnswers(directory, quotas, accountAnswers);
        this.recoveryAnswers = new RecoveryAnswers(directory, accounts, accountAnswers, folder.sealEngineKey());
        this.queueAnswers = new QueueAnswers(queue);
        this.identityAnswers = new IdentityAnswers(directory, accountAnswers);
        this.sendingAnswers = new SendingAnswers(directory, queue, accountAnswers, log, clock);
        this.verifyAnswers = new VerifyAnswers(parts, folder.look());
        this.custodyAnswers = new CustodyAnswers(parts.custody());
        this.relayAnswers = new RelayAnswers(directory.relays(), directory::isLocal);
        this.vacationAnswers = new VacationAnswers(directory.vacations(), accountAnswers, clock);
        this.proofAnswers = new ProofAnswers(parts.proofs(), accountAnswers, clock);
        this.reportAnswers = new ReportAnswers(directory, queue.reports(), clock);
        this.exportAnswers = new ExportAnswers(directory, accounts, parts.exports(), accountAnswers, random);
    }

    private <T> CompletableFuture<T> answer(Supplier<T> call) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return call.get();
                    } catch (DatabaseException | DirectoryException | EngineKeyException | UncheckedIOException e) {
                        throw Failures.of(e);
                    }
                },
                calls);
    }

    @Override
    public CompletableFuture<Hello> hello(Caller caller) {
        return CompletableFuture.completedFuture(itself());
    }

    private Hello itself() {
        return new Hello(VERSION, running.version(), List.of());
    }

    @Override
    public CompletableFuture<EngineStatus> status() {
        return answer(() -> {
            List<Account> all = directory.accounts();
            return new EngineStatus(
                    running.version(),
                    running.hostname(),
                    ProcessHandle.current().pid(),
                    running.startedAt().toString(),
                    Duration.between(running.startedAt(), clock.instant()).toSeconds(),
                    running.listeners().get(),
                    directory.domains().size(),
                    all.size(),
                    all.stream()
                            .filter(account -> accounts.isUnlocked(account.id()))
                            .map(account -> account.address().toString())
                            .toList(),
                    queue.waitingCount(),
                    all.stream()
                            .mapToLong(account -> intake.waitingCount(account.id()))
                            .sum(),
                    queue.heldCount(),
                    running.certificate());
        });
    }

    @Override
    public CompletableFuture<List<DomainInfo>> domains() {
        return answer(domainAnswers::list);
    }

    @Override
    public CompletableFuture<DomainInfo> addDomain(DomainName domain) {
        return answer(() -> domainAnswers.add(domain.name()));
    }

    @Override
    public CompletableFuture<List<DnsRecord>> dnsRecords(DomainName domain) {
        return answer(() -> domainAnswers.records(domain.name()));
    }

    @Override
    public CompletableFuture<DkimInfo> dkim(DomainName domain) {
        return answer(() -> domainAnswers.dkim(domain.name()));
    }

    @Override
    public CompletableFuture<DkimInfo> rotateDkim(DomainName domain) {
        return answer(() -> domainAnswers.rotate(domain.name()));
    }

    @Override
    public CompletableFuture<DkimInfo> switchDkim(DkimSwitch order) {
        return answer(() -> domainAnswers.switchOver(order));
    }

    @Override
    public CompletableFuture<DomainInfo> setCatchAll(CatchAll catchAll) {
        return answer(() -> {
            String account = catchAll.account();
            return domainAnswers.setCatchAll(catchAll.domain(), account == null ? null : accountAnswers.named(account));
        });
    }

    @Override
    public CompletableFuture<List<AccountInfo>> accounts() {
        return answer(accountAnswers::list);
    }

    @Override
    public CompletableFuture<NewCredential> addAccount(AccountOrder order) {
        return answer(() -> accountAnswers.add(order));
    }

    @Override
    public CompletableFuture<AccountInfo> lockAccount(AccountAddress account) {
        return answer(() -> accountAnswers.lock(account.address()));
    }

    @Override
    public CompletableFuture<Pop3Choice> pop3(AccountAddress account) {
        return answer(() -> accountAnswers.pop3(account.address()));
    }

    @Override
    public CompletableFuture<Pop3Choice> choosePop3(Pop3Choice choice) {
        return answer(() -> accountAnswers.choosePop3(choice));
    }

    @Override
    public CompletableFuture<JunkChoice> junk(AccountAddress account) {
        return answer(() -> accountAnswers.junk(account.address()));
    }

    @Override
    public CompletableFuture<JunkChoice> chooseJunk(JunkChoice choice) {
        return answer(() -> accountAnswers.chooseJunk(choice));
    }

    @Override
    public CompletableFuture<Blocklists> blocklists() {
        return answer(accountAnswers::blocklists);
    }

    @Override
    public CompletableFuture<Rspamd> rspamd() {
        return answer(accountAnswers::rspamd);
    }

    @Override
    public CompletableFuture<Rspamd> chooseRspamd(Rspamd choice) {
        return answer(() -> accountAnswers.chooseRspamd(choice));
    }

    @Override
    public CompletableFuture<Greylisting> greylisting() {
        return answer(accountAnswers::greylisting);
    }

    @Override
    public CompletableFuture<Greylisting> switchGreylisting(Greylisting choice) {
        return answer(() -> accountAnswers.switchGreylisting(choice));
    }

    @Override
    public CompletableFuture<Blocklists> chooseBlocklists(Blocklists choice) {
        return answer(() -> accountAnswers.chooseBlocklists(choice));
    }

    @Override
    public CompletableFuture<ImapCapabilities> capabilities(AccountAddress account) {
        return answer(() -> accountAnswers.capabilities(account.address()));
    }

    @Override
    public CompletableFuture<ImapCapabilities> switchCapabilities(CapabilitySwitch order) {
        return answer(() -> accountAnswers.switchCapabilities(order));
    }

    @Override
    public CompletableFuture<AccountInfo> rotateSealKey(AccountAddress account) {
        return answer(() -> accountAnswers.newSealKey(account.address()));
    }

    @Override
    public CompletableFuture<List<String>> addresses(AccountAddress account) {
        return answer(() -> accountAnswers.addresses(account.address()));
    }

    @Override
    public CompletableFuture<List<AddressInfo>> addressRules(DomainName domain) {
        return answer(() -> addressAnswers.list(domain.name()));
    }

    @Override
    public CompletableFuture<AddressInfo> setAddress(AddressRuleOrder order) {
        return answer(() -> addressAnswers.set(order));
    }

    @Override
    public CompletableFuture<AddressInfo> switchAddress(AddressSwitch order) {
        return answer(() -> addressAnswers.switchTo(order.address(), order.off()));
    }

    @Override
    public CompletableFuture<List<AddressInfo>> removeAddress(AddressName address) {
        return answer(() -> addressAnswers.remove(address.address()));
    }

    @Override
    public CompletableFuture<AccountInfo> addAddress(AddressOrder order) {
        return answer(() -> accountAnswers.addAddress(order.address(), order.account()));
    }

    @Override
    public CompletableFuture<SenderIdentities> identities(AccountAddress account) {
        return answer(() -> identityAnswers.of(account.address()));
    }

    @Override
    public CompletableFuture<SenderIdentities> grantIdentities(IdentityOrder order) {
        return answer(() -> identityAnswers.grant(order));
    }

    @Override
    public CompletableFuture<SenderIdentities> revokeIdentities(IdentityOrder order) {
        return answer(() -> identityAnswers.revoke(order));
    }

    @Override
    public CompletableFuture<List<CredentialInfo>> credentials(AccountAddress account) {
        return answer(() -> accountAnswers.credentials(account.address()));
    }

    @Override
    public CompletableFuture<NewCredential> addCredential(CredentialOrder order) {
        return answer(() -> accountAnswers.addCredential(order));
    }

    @Override
    public CompletableFuture<CredentialInfo> removeCredential(CredentialName credential) {
        return answer(() -> accountAnswers.removeCredential(credential.account(), credential.name()));
    }

    @Override
    public CompletableFuture<List<BlockInfo>> blocks() {
        return answer(accountAnswers::blocks);
    }

    @Override
    public CompletableFuture<List<BlockInfo>> liftBlock(BlockName block) {
        return answer(() -> accountAnswers.liftBlock(block.subject()));
    }

    @Override
    public CompletableFuture<List<QuotaInfo>> quotas(QuotaSubject subject) {
        return answer(() -> quotaAnswers.list(subject.account()));
    }

    @Override
    public CompletableFuture<QuotaInfo> setQuota(QuotaOrder order) {
        return answer(() -> quotaAnswers.set(order));
    }

    @Override
    public CompletableFuture<List<RelayInfo>> relays() {
        return answer(relayAnswers::list);
    }

    @Override
    public CompletableFuture<RelayInfo> setRelay(RelayOrder order) {
        return answer(() -> relayAnswers.set(order));
    }

    @Override
    public CompletableFuture<List<RelayInfo>> removeRelay(RelayName relay) {
        return answer(() -> relayAnswers.remove(relay.destination()));
    }

    @Override
    public CompletableFuture<List<ReportsInfo>> reports(ReportSubject subject) {
        return answer(() -> reportAnswers.list(subject));
    }

    @Override
    public CompletableFuture<TlsReporting> tlsReporting() {
        return answer(reportAnswers::tls);
    }

    @Override
    public CompletableFuture<TlsReporting> chooseTlsReporting(TlsReporting choice) {
        return answer(() -> reportAnswers.choose(choice));
    }

    @Override
    public CompletableFuture<DmarcReporting> dmarcReporting() {
        return answer(reportAnswers::dmarc);
    }

    @Override
    public CompletableFuture<DmarcReporting> chooseDmarcReporting(DmarcReporting choice) {
        return answer(() -> reportAnswers.choose(choice));
    }

    @Override
    public CompletableFuture<RecoveryStatus> recovery() {
        return answer(recoveryAnswers::status);
    }

    @Override
    public CompletableFuture<RecoveryStatus> setUpRecovery(OwnerPublicKey key) {
        return answer(() -> recoveryAnswers.setUp(key.key()));
    }

    @Override
    public CompletableFuture<RecoveryStatus> chooseRecovery(RecoveryChoice choice) {
        return answer(() -> recoveryAnswers.choose(choice.account(), choice.chosen()));
    }

    @Override
    public CompletableFuture<RecoveryBox> recoveryBox(AccountAddress account) {
        return answer(() -> recoveryAnswers.box(account.address()));
    }

    @Override
    public CompletableFuture<NewCredential> recoverAccount(RecoveryOrder order) {
        return answer(() -> recoveryAnswers.recover(order));
    }

    @Override
    public CompletableFuture<List<QueueEntry>> queue(Limit limit) {
        return answer(() -> queueAnswers.list(bounded(limit)));
    }

    @Override
    public CompletableFuture<QueueEntry> queueEntry(QueueName entry) {
        return answer(() -> queueAnswers.show(entry.id()));
    }

    @Override
    public CompletableFuture<QueueEntry> holdQueueEntry(QueueName entry) {
        return answer(() -> queueAnswers.hold(entry.id()));
    }

    @Override
    public CompletableFuture<QueueEntry> releaseQueueEntry(QueueName entry) {
        return answer(() -> queueAnswers.release(entry.id()));
    }

    @Override
    public CompletableFuture<QueueEntry> retryQueueEntry(QueueName entry) {
        return answer(() -> queueAnswers.retry(entry.id()));
    }

    @Override
    public CompletableFuture<QueueEntry> removeQueueEntry(QueueName entry) {
        return answer(() -> queueAnswers.remove(entry.id()));
    }

    @Override
    public CompletableFuture<List<SendingInfo>> sending(SendingSubject subject) {
        return answer(() -> sendingAnswers.list(subject.account()));
    }

    @Override
    public CompletableFuture<SendingInfo> setSending(SendingOrder order) {
        return answer(() -> sendingAnswers.set(order));
    }

    @Override
    public CompletableFuture<List<QueueEntry>> heldLetters(AccountAddress account) {
        return answer(() -> sendingAnswers.held(account.address()));
    }

    @Override
    public CompletableFuture<SendingInfo> releaseHeldLetters(AccountAddress account) {
        return answer(() -> sendingAnswers.release(account.address()));
    }

    @Override
    public CompletableFuture<SendingInfo> removeHeldLetters(AccountAddress account) {
        return answer(() -> sendingAnswers.remove(account.address()));
    }

    @Override
    public CompletableFuture<SendingInfo> liftSending(AccountAddress account) {
        return answer(() -> sendingAnswers.lift(account.address()));
    }

    @Override
    public CompletableFuture<ProofInfo> sendProof(ProofOrder order) {
        return answer(() -> proofAnswers.send(order));
    }

    @Override
    public CompletableFuture<VacationInfo> vacation(AccountAddress account) {
        return answer(() -> vacationAnswers.show(account.address()));
    }

    @Override
    public CompletableFuture<VacationInfo> setVacation(VacationOrder order) {
        return answer(() -> vacationAnswers.set(order));
    }

    @Override
    public CompletableFuture<VacationInfo> endVacation(AccountAddress account) {
        return answer(() -> vacationAnswers.end(account.address()));
    }

    @Override
    public CompletableFuture<List<LogEvent>> log(Limit limit) {
        return answer(() -> log.latest(bounded(limit)).stream()
                .map(event ->
                        new LogEvent(event.at().toString(), event.kind().name(), event.connection(), event.detail()))
                .toList());
    }

    private static int bounded(Limit limit) {
        if (limit.count() < 1 || limit.count() > MOST) {
            throw Failures.notACount(limit.count());
        }
        return limit.count();
    }

    @Override
    public CompletableFuture<SnapshotInfo> takeSnapshot(AccountAddress account) {
        return answer(() -> custodyAnswers.take(accountAnswers.named(account.address())));
    }

    @Override
    public CompletableFuture<List<SnapshotInfo>> snapshots(AccountAddress account) {
        return answer(() -> custodyAnswers.list(accountAnswers.named(account.address())));
    }

    @Override
    public CompletableFuture<ExportName> beginExport(ExportOrder order) {
        return answer(() -> exportAnswers.begin(order));
    }

    @Override
    public CompletableFuture<ExportPart> nextExportPart(ExportName export) {
        return answer(() -> exportAnswers.next(export.id()));
    }

    @Override
    public CompletableFuture<ExportPart> endExport(ExportName export) {
        return answer(() -> exportAnswers.end(export.id()));
    }

    @Override
    public CompletableFuture<ErasedAccount> eraseAccount(AccountAddress account) {
        return answer(() -> {
            Account named = accountAnswers.named(account.address());
            ErasedAccount erased = custodyAnswers.erase(named);
            // What it may not send any more must not be sent in its name later.
            queue.removeHeld(named.id());
            queue.forgetCorrespondents(named.id());
            return erased;
        });
    }

    @Override
    public CompletableFuture<VerifyReport> verify(VerifyOrder order) {
        return answer(() -> verifyAnswers.verify(order.repair()));
    }

    /** The caller gets its answer first: the engine closes its sessions last of all. */
    @Override
    public CompletableFuture<Hello> stop() {
        return answer(() -> {
            running.stop().run();
            return itself();
        });
    }
}
