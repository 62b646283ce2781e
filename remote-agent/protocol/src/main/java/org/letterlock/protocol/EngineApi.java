package org.letterlock.protocol;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;
import org.eclipse.lsp4j.jsonrpc.services.JsonSegment;
import org.jspecify.annotations.Nullable;

/**
 * What an engine answers on its control socket. A call that cannot be done ends with a {@link Failure} as the data of the response's error; at the
 * caller's end {@link EngineConnection#call} gives it back as a {@link FailureException}. Changes are durable when their future completes.
 */
@JsonSegment("engine")
public interface EngineApi {

    /** The version of this contract. A larger one may have more methods and components, never fewer. */
    int VERSION = 1;

    /** First contact: both sides say what they are. */
    @JsonRequest
    CompletableFuture<Hello> hello(Caller caller);

    /** How the engine is. */
    @JsonRequest
    CompletableFuture<EngineStatus> status();

    /** All domains, by name. */
    @JsonRequest
    CompletableFuture<List<DomainInfo>> domains();

    /** Adds a domain. */
    @JsonRequest
    CompletableFuture<DomainInfo> addDomain(DomainName domain);

    /** What has to be published in the DNS for a domain. */
    @JsonRequest
    CompletableFuture<List<DnsRecord>> dnsRecords(DomainName domain);

    /** The keys by which letters of a domain are signed. Asks the DNS for each, so it may take some seconds. */
    @JsonRequest
    CompletableFuture<DkimInfo> dkim(DomainName domain);

    /** Makes new keys for a domain. Once the DNS shows them they sign; it is asked every hour. */
    @JsonRequest
    CompletableFuture<DkimInfo> rotateDkim(DomainName domain);

    /** Has the new keys of a domain sign now. */
    @JsonRequest
    CompletableFuture<DkimInfo> switchDkim(DkimSwitch order);

    /** Sets or clears the account that gets what no address of a domain matches. */
    @JsonRequest
    CompletableFuture<DomainInfo> setCatchAll(CatchAll catchAll);

    /** All accounts, by address. */
    @JsonRequest
    CompletableFuture<List<AccountInfo>> accounts();

    /** Adds an account with its first address and first credential. The answer is the only time that the password is told. */
    @JsonRequest
    CompletableFuture<NewCredential> addAccount(AccountOrder order);

    /** Locks an account now: its sessions end, its key is forgotten. */
    @JsonRequest
    CompletableFuture<AccountInfo> lockAccount(AccountAddress account);

    /** What becomes of what an account deletes by POP3. */
    @JsonRequest
    CompletableFuture<Pop3Choice> pop3(AccountAddress account);

    /** Chooses what becomes of what an account deletes by POP3, from its next session's end on. */
    @JsonRequest
    CompletableFuture<Pop3Choice> choosePop3(Pop3Choice choice);

    /** What an account does about junk. */
    @JsonRequest
    CompletableFuture<JunkChoice> junk(AccountAddress account);

    /** Chooses what an account does about junk, for letters that move into it from now on. */
    @JsonRequest
    CompletableFuture<JunkChoice> chooseJunk(JunkChoice choice);

    /** The DNS blocklists that are asked about who sends; none unless the owner chose some. */
    @JsonRequest
    CompletableFuture<Blocklists> blocklists();

    /** The rspamd that is asked about letters from outside. */
    @JsonRequest
    CompletableFuture<Rspamd> rspamd();

    /** Chooses the rspamd that is asked about letters from outside; none is until it is chosen. */
    @JsonRequest
    CompletableFuture<Rspamd> chooseRspamd(Rspamd choice);

    /** Whether doubtful strangers are put off, and have to come again. */
    @JsonRequest
    CompletableFuture<Greylisting> greylisting();

    /** Chooses whether doubtful strangers are put off. Off until it is chosen. */
    @JsonRequest
    CompletableFuture<Greylisting> switchGreylisting(Greylisting choice);

    /** Chooses the blocklists, all of them. */
    @JsonRequest
    CompletableFuture<Blocklists> chooseBlocklists(Blocklists choice);

    /** What IMAP clients of an account are offered. */
    @JsonRequest
    CompletableFuture<ImapCapabilities> capabilities(AccountAddress account);

    /** Switches what IMAP clients of an account are offered, from their next login on: some misread what they ask for. */
    @JsonRequest
    CompletableFuture<ImapCapabilities> switchCapabilities(CapabilitySwitch order);

    /**
     * Gives an account a new pair of seal keys, to which its mail is sealed from now on; what waits sealed to an older one stays readable. The account must be
     * unlocked by whose it is.
     */
    @JsonRequest
    CompletableFuture<AccountInfo> rotateSealKey(AccountAddress account);

    /** The addresses of an account. */
    @JsonRequest
    CompletableFuture<List<String>> addresses(AccountAddress account);

    /** Gives an account another address. */
    @JsonRequest
    CompletableFuture<AccountInfo> addAddress(AddressOrder order);

    /** What happens to mail for the addresses of a domain: addresses by name, patterns in the order in which they are tried, the catch-all. */
    @JsonRequest
    CompletableFuture<List<AddressInfo>> addressRules(DomainName domain);

    /** Sets whom mail for an address, a pattern or a catch-all goes to, there or not. */
    @JsonRequest
    CompletableFuture<AddressInfo> setAddress(AddressRuleOrder order);

    /** Switches an address off, there or not, or on again. Its accounts go on signing in with it. */
    @JsonRequest
    CompletableFuture<AddressInfo> switchAddress(AddressSwitch order);

    /** Removes an address, a pattern or a catch-all. */
    @JsonRequest
    CompletableFuture<List<AddressInfo>> removeAddress(AddressName address);

    /** As whom an account may send. */
    @JsonRequest
    CompletableFuture<SenderIdentities> identities(AccountAddress account);

    /** Lets an account send as others, too. */
    @JsonRequest
    CompletableFuture<SenderIdentities> grantIdentities(IdentityOrder order);

    /** Takes back that an account may send as others. */
    @JsonRequest
    CompletableFuture<SenderIdentities> revokeIdentities(IdentityOrder order);

    /** The credentials of an account, by name. */
    @JsonRequest
    CompletableFuture<List<CredentialInfo>> credentials(AccountAddress account);

    /** Adds a credential. A locked account needs one that is there already, because a new one can only wrap what another unwraps. */
    @JsonRequest
    CompletableFuture<NewCredential> addCredential(CredentialOrder order);

    /** Removes a credential; sessions that came with it end. */
    @JsonRequest
    CompletableFuture<CredentialInfo> removeCredential(CredentialName credential);

    /** Where logins wait because of wrong passwords, by network. */
    @JsonRequest
    CompletableFuture<List<BlockInfo>> blocks();

    /** Forgets the wrong passwords for an account or from a network; the answer is what is left. */
    @JsonRequest
    CompletableFuture<List<BlockInfo>> liftBlock(BlockName block);

    /** How much may be held and is, for the server, each domain and each account, in this order, by name; or for one account alone. */
    @JsonRequest
    CompletableFuture<List<QuotaInfo>> quotas(QuotaSubject subject);

    /** Sets how much may be held. Nothing that is held already goes; what is over its quota takes nothing more. */
    @JsonRequest
    CompletableFuture<QuotaInfo> setQuota(QuotaOrder order);

    /** The relays that letters leave over. */
    @JsonRequest
    CompletableFuture<List<RelayInfo>> relays();

    /** Sets the relay of a destination, or of all; it holds from the next attempt on. */
    @JsonRequest
    CompletableFuture<RelayInfo> setRelay(RelayOrder order);

    /** Removes the relay of a destination, or that of all; the answer is what is left. */
    @JsonRequest
    CompletableFuture<List<RelayInfo>> removeRelay(RelayName relay);

    /** What other servers report about a domain, or about all, by name. */
    @JsonRequest
    CompletableFuture<List<ReportsInfo>> reports(ReportSubject subject);

    /** Whether other domains are told how TLS with their mail exchangers went. */
    @JsonRequest
    CompletableFuture<TlsReporting> tlsReporting();

    /** Chooses whether other domains are told; off, nothing is counted either. */
    @JsonRequest
    CompletableFuture<TlsReporting> chooseTlsReporting(TlsReporting choice);

    /** Whether other domains are told of letters in their names. */
    @JsonRequest
    CompletableFuture<DmarcReporting> dmarcReporting();

    /** Chooses whether other domains are told; off, nothing is counted either. */
    @JsonRequest
    CompletableFuture<DmarcReporting> chooseDmarcReporting(DmarcReporting choice);

    /** What the owner's recovery secret could open. */
    @JsonRequest
    CompletableFuture<RecoveryStatus> recovery();

    /** Gives the engine the owner's public key, to which it seals its own key and those of accounts from now on. There is one; it cannot be replaced. */
    @JsonRequest
    CompletableFuture<RecoveryStatus> setUpRecovery(OwnerPublicKey key);

    /** Chooses whether the owner may recover an account. To allow it the account must be unlocked by whose it is; either way it is noted in the log. */
    @JsonRequest
    CompletableFuture<RecoveryStatus> chooseRecovery(RecoveryChoice choice);

    /** The key of an account, sealed to the owner. */
    @JsonRequest
    CompletableFuture<RecoveryBox> recoveryBox(AccountAddress account);

    /** Opens an account with its bare key and makes a new credential. A key that is not the account's changes nothing. */
    @JsonRequest
    CompletableFuture<NewCredential> recoverAccount(RecoveryOrder order);

    /** Letters in the queue, oldest first. */
    @JsonRequest
    CompletableFuture<List<QueueEntry>> queue(Limit limit);

    /** One letter of the queue with its whole story, also when all is done, for thirty days. */
    @JsonRequest
    CompletableFuture<QueueEntry> queueEntry(QueueName entry);

    /** Keeps the recipients of a letter that wait from being tried, until they are released or removed. An attempt that is under way goes on. */
    @JsonRequest
    CompletableFuture<QueueEntry> holdQueueEntry(QueueName entry);

    /** Lets the recipients of a letter that are held be tried again, when they are due. */
    @JsonRequest
    CompletableFuture<QueueEntry> releaseQueueEntry(QueueName entry);

    /** Tries a letter again at once, unless it is held. */
    @JsonRequest
    CompletableFuture<QueueEntry> retryQueueEntry(QueueName entry);

    /** Takes a letter out of the queue; nobody is told. */
    @JsonRequest
    CompletableFuture<QueueEntry> removeQueueEntry(QueueName entry);

    /** How much accounts may send within 24 hours, did, and what is held of it; for one account, or for all, by address. */
    @JsonRequest
    CompletableFuture<List<SendingInfo>> sending(SendingSubject subject);

    /** Sets how much an account may send within 24 hours before it is held. What is held already stays so. */
    @JsonRequest
    CompletableFuture<SendingInfo> setSending(SendingOrder order);

    /** The letters that are held of an account because it sent more than it may, oldest first. */
    @JsonRequest
    CompletableFuture<List<QueueEntry>> heldLetters(AccountAddress account);

    /** Lets all letters go that are held of an account because it sent more than it may. */
    @JsonRequest
    CompletableFuture<SendingInfo> releaseHeldLetters(AccountAddress account);

    /** Takes all letters out of the queue that are held of an account because it sent more than it may; nobody is told. */
    @JsonRequest
    CompletableFuture<SendingInfo> removeHeldLetters(AccountAddress account);

    /** Lets an account send without a limit for 24 hours. What is held already stays so. */
    @JsonRequest
    CompletableFuture<SendingInfo> liftSending(AccountAddress account);

    /**
     * Sends a letter from an account, as a submission of its own would go: signed, limited, through the queue where it leaves. So the owner sees that mail works before
     * any device is set up. Durable for its recipient when the future completes.
     */
    @JsonRequest
    CompletableFuture<ProofInfo> sendProof(ProofOrder order);

    /** What an account answers while its person is away. */
    @JsonRequest
    CompletableFuture<VacationInfo> vacation(AccountAddress account);

    /** Sets what an account answers while its person is away. It lies on the server under the engine's key, because letters are answered while the account is locked. */
    @JsonRequest
    CompletableFuture<VacationInfo> setVacation(VacationOrder order);

    /** Has an account answer nothing any more. */
    @JsonRequest
    CompletableFuture<VacationInfo> endVacation(AccountAddress account);

    /** The newest events of the log, newest first. */
    @JsonRequest
    CompletableFuture<List<LogEvent>> log(Limit limit);

    /** Copies an account's file while everything goes on; the copy stays encrypted under the account's key. */
    @JsonRequest
    CompletableFuture<SnapshotInfo> takeSnapshot(AccountAddress account);

    /** The snapshots of an account, oldest first. */
    @JsonRequest
    CompletableFuture<List<SnapshotInfo>> snapshots(AccountAddress account);

    /**
     * Begins to hand over an account to its owner, who alone has a password of it. Few exports run at once; one whose next part nobody fetches for a minute is
     * broken off, and so is one whose password is revoked or whose account is locked meanwhile.
     */
    @JsonRequest
    CompletableFuture<ExportName> beginExport(ExportOrder order);

    /** The next part of an export, one after the other. Asked once more for each answer, until the last one. */
    @JsonRequest
    CompletableFuture<ExportPart> nextExportPart(ExportName export);

    /** Breaks off an export. */
    @JsonRequest
    CompletableFuture<ExportPart> endExport(ExportName export);

    /** Ends an account for good: credentials, addresses, waiting mail, its file, and the snapshots of it. */
    @JsonRequest
    CompletableFuture<ErasedAccount> eraseAccount(AccountAddress account);

    /** Looks over every file: the engine's own, and those of accounts that are unlocked. Takes time in proportion to them. */
    @JsonRequest
    CompletableFuture<VerifyReport> verify(VerifyOrder order);

    /** Stops the engine: it answers, then ends in good order. */
    @JsonRequest
    CompletableFuture<Hello> stop();

    /**
     * Names a domain.
     *
     * @param name A-labels or U-labels
     */
    record DomainName(String name) {}

    /**
     * Names an account by any of its addresses.
     *
     * @param address such as {@code anna@example.test}
     */
    record AccountAddress(String address) {}

    /**
     * Names what a rule is about.
     *
     * @param address as {@link AddressInfo#address} says it
     */
    record AddressName(String address) {}

    /**
     * Names a block.
     *
     * @param subject any address of an account, or a network as {@link BlockInfo#network} says it
     */
    record BlockName(String subject) {}

    /**
     * Names an export.
     *
     * @param id whoever has it gets the parts
     */
    record ExportName(String id) {}

    /**
     * Names an account.
     *
     * @param account any address of it; null for everything
     */
    record QuotaSubject(@Nullable String account) {}

    /**
     * Names an account.
     *
     * @param account any address of it; null for all
     */
    record SendingSubject(@Nullable String account) {}

    /**
     * The owner's public key.
     *
     * @param key in base64
     */
    record OwnerPublicKey(String key) {}

    /**
     * Whether the owner may recover an account.
     *
     * @param account any address of the account
     * @param chosen whether
     */
    record RecoveryChoice(String account, boolean chosen) {}

    /**
     * What becomes of what an account deletes by POP3.
     *
     * @param account any address of the account
     * @param deleted {@code trash}: to the trash, and from there after thirty days; {@code gone}: gone at once
     */
    record Pop3Choice(String account, String deleted) {}

    /**
     * Whether other domains are told how TLS with their mail exchangers went (RFC 8460): once a day, and only those that ask for it in the DNS.
     *
     * @param on off unless somebody chose it
     */
    record TlsReporting(boolean on) {}

    /**
     * Whether other domains are told of letters that came in their names, from where, and whether DMARC passed (RFC 9990): once a day, and only those that ask for it in the DNS.
     *
     * @param on off unless somebody chose it
     */
    record DmarcReporting(boolean on) {}

    /**
     * Which reports are told of.
     *
     * @param domain null for all domains
     * @param days of how many days, 1 to 90; null for 30
     */
    record ReportSubject(@Nullable String domain, @Nullable Integer days) {}

    /**
     * Names a relay.
     *
     * @param destination the domain whose mail goes over it; null for that of all
     */
    record RelayName(@Nullable String destination) {}

    /**
     * What an account does about junk.
     *
     * @param account any address of the account
     * @param level {@code off}: nothing is judged; {@code watch}: each letter says what is thought of it, and stays in INBOX; {@code normal}; {@code strict}: less is enough
     *     to call a letter junk; in a choice absent where it stays as it is
     * @param place {@code visible}: to the mailbox for junk once a program has signed in by IMAP, which can see it, until then to INBOX; {@code junk}: always there; in a
     *     choice absent where it stays as it is
     */
    record JunkChoice(
            String account,
            @Nullable String level,
            @Nullable String place) {}

    /**
     * A filter of junk beside ours.
     *
     * @param server its address and port on this machine, such as {@code 127.0.0.1:11333}; null for none
     * @param refuse whether what it would reject is refused; otherwise its score is one reason among others
     */
    record Rspamd(@Nullable String server, boolean refuse) {}

    /**
     * Greylisting (RFC 6647).
     *
     * @param on whether doubtful strangers are put off
     */
    record Greylisting(boolean on) {}

    /**
     * DNS blocklists (RFC 5782).
     *
     * @param zones their names, such as {@code zen.example.org}; at most four
     */
    record Blocklists(List<String> zones) {}

    /**
     * Names a letter in the queue.
     *
     * @param id as {@link QueueEntry#id} says it
     */
    record QueueName(String id) {}

    /**
     * How many are wanted.
     *
     * @param count 1 to 10,000
     */
    record Limit(int count) {}
}
