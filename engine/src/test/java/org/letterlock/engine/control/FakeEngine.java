package org.letterlock.engine.control;

import java.util.List;
import java.util.concurrent.CompletableFuture;
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

/** Knows one domain, refuses another, and breaks on everything else. */
final class FakeEngine implements EngineApi {

    @Override
    public CompletableFuture<Hello> hello(Caller caller) {
        return CompletableFuture.completedFuture(new Hello(VERSION, caller.program(), List.of("a")));
    }

    @Override
    public CompletableFuture<EngineStatus> status() {
        throw new IllegalStateException("secret of the inside");
    }

    @Override
    public CompletableFuture<List<DomainInfo>> domains() {
        return CompletableFuture.completedFuture(
                List.of(new DomainInfo("example.test", null), new DomainInfo("example.org", "anna@example.org")));
    }

    @Override
    public CompletableFuture<DomainInfo> addDomain(DomainName domain) {
        return CompletableFuture.supplyAsync(() -> {
            throw Failures.domainThere(domain.name());
        });
    }

    @Override
    public CompletableFuture<List<DnsRecord>> dnsRecords(DomainName domain) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<DomainInfo> setCatchAll(CatchAll catchAll) {
        return CompletableFuture.completedFuture(new DomainInfo(catchAll.domain(), catchAll.account()));
    }

    @Override
    public CompletableFuture<List<AccountInfo>> accounts() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<NewCredential> addAccount(AccountOrder order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<AccountInfo> lockAccount(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<ImapCapabilities> capabilities(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<ImapCapabilities> switchCapabilities(CapabilitySwitch order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<AccountInfo> rotateSealKey(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<String>> addresses(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<AddressInfo>> addressRules(DomainName domain) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<AddressInfo> setAddress(AddressRuleOrder order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<AddressInfo> switchAddress(AddressSwitch order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<AddressInfo>> removeAddress(AddressName address) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<AccountInfo> addAddress(AddressOrder order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<CredentialInfo>> credentials(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<NewCredential> addCredential(CredentialOrder order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<CredentialInfo> removeCredential(CredentialName credential) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<BlockInfo>> blocks() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<BlockInfo>> liftBlock(BlockName block) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<QuotaInfo>> quotas(QuotaSubject subject) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<RelayInfo>> relays() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<ReportsInfo>> reports(ReportSubject subject) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<TlsReporting> tlsReporting() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<TlsReporting> chooseTlsReporting(TlsReporting choice) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<DmarcReporting> dmarcReporting() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<DmarcReporting> chooseDmarcReporting(DmarcReporting choice) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<RelayInfo> setRelay(RelayOrder order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<RelayInfo>> removeRelay(RelayName relay) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<QuotaInfo> setQuota(QuotaOrder order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<RecoveryStatus> recovery() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<RecoveryStatus> setUpRecovery(OwnerPublicKey key) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Pop3Choice> pop3(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Pop3Choice> choosePop3(Pop3Choice choice) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Blocklists> blocklists() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Rspamd> rspamd() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Rspamd> chooseRspamd(Rspamd choice) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Greylisting> greylisting() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Greylisting> switchGreylisting(Greylisting choice) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Blocklists> chooseBlocklists(Blocklists choice) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<JunkChoice> junk(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<JunkChoice> chooseJunk(JunkChoice choice) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<RecoveryStatus> chooseRecovery(RecoveryChoice choice) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<RecoveryBox> recoveryBox(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<NewCredential> recoverAccount(RecoveryOrder order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<QueueEntry>> queue(Limit limit) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<QueueEntry> queueEntry(QueueName entry) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<QueueEntry> holdQueueEntry(QueueName entry) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<QueueEntry> releaseQueueEntry(QueueName entry) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<QueueEntry> retryQueueEntry(QueueName entry) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<QueueEntry> removeQueueEntry(QueueName entry) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<ProofInfo> sendProof(ProofOrder order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<VacationInfo> vacation(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<VacationInfo> setVacation(VacationOrder order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<VacationInfo> endVacation(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<LogEvent>> log(Limit limit) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<SnapshotInfo> takeSnapshot(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<SnapshotInfo>> snapshots(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<ExportName> beginExport(ExportOrder order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<ExportPart> nextExportPart(ExportName export) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<ExportPart> endExport(ExportName export) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<ErasedAccount> eraseAccount(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<VerifyReport> verify(VerifyOrder order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Hello> stop() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<SendingInfo>> sending(SendingSubject subject) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<SendingInfo> setSending(SendingOrder order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<List<QueueEntry>> heldLetters(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<SendingInfo> releaseHeldLetters(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<SendingInfo> removeHeldLetters(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<SendingInfo> liftSending(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<SenderIdentities> identities(AccountAddress account) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<SenderIdentities> grantIdentities(IdentityOrder order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<SenderIdentities> revokeIdentities(IdentityOrder order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<DkimInfo> dkim(DomainName domain) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<DkimInfo> rotateDkim(DomainName domain) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<DkimInfo> switchDkim(DkimSwitch order) {
        return new CompletableFuture<>();
    }
}
