package org.letterlock.desktop.ui.mailboxes;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.AddressInfo;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.ImapCapabilities;
import org.letterlock.protocol.QuotaInfo;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.protocol.SendingInfo;
import org.letterlock.protocol.VacationInfo;

/**
 * All that is shown of one mailbox.
 *
 * @param addresses what leads to it, with where else each leads
 * @param quotas its own; empty where the engine tells none
 * @param sending its own; empty where the engine tells none
 * @param programs what those are offered that read it by IMAP
 */
record Mailbox(
        AccountInfo account,
        List<CredentialInfo> devices,
        List<AddressInfo> addresses,
        List<QuotaInfo> quotas,
        RecoveryStatus recovery,
        VacationInfo vacation,
        EngineApi.Pop3Choice pop3,
        EngineApi.JunkChoice junk,
        List<SendingInfo> sending,
        ImapCapabilities programs) {

    /** Asks for all of it; two ways there and back. */
    static CompletableFuture<Mailbox> ask(EngineApi engine, String address) {
        EngineApi.AccountAddress name = new EngineApi.AccountAddress(address);
        CompletableFuture<List<AccountInfo>> accounts = engine.accounts();
        CompletableFuture<List<CredentialInfo>> devices = engine.credentials(name);
        CompletableFuture<List<QuotaInfo>> quotas = engine.quotas(new EngineApi.QuotaSubject(address));
        CompletableFuture<RecoveryStatus> recovery = engine.recovery();
        CompletableFuture<VacationInfo> vacation = engine.vacation(name);
        CompletableFuture<EngineApi.Pop3Choice> pop3 = engine.pop3(name);
        CompletableFuture<EngineApi.JunkChoice> junk = engine.junk(name);
        CompletableFuture<List<SendingInfo>> sending = engine.sending(new EngineApi.SendingSubject(address));
        CompletableFuture<ImapCapabilities> programs = engine.capabilities(name);
        CompletableFuture<List<AddressInfo>> addresses = engine.addresses(name)
                .thenCompose(all -> rules(engine, all))
                .thenApply(rules -> rules.stream()
                        .filter(rule -> rule.accounts().contains(address))
                        .toList());
        return CompletableFuture.allOf(
                        accounts, devices, quotas, recovery, vacation, pop3, junk, addresses, sending, programs)
                .thenApply(all -> new Mailbox(
                        accounts.join().stream()
                                .filter(account -> account.address().equals(address))
                                .findFirst()
                                .orElseThrow(),
                        devices.join(),
                        addresses.join(),
                        quotas.join(),
                        recovery.join(),
                        vacation.join(),
                        pop3.join(),
                        junk.join(),
                        sending.join(),
                        programs.join()));
    }

    private static CompletableFuture<List<AddressInfo>> rules(EngineApi engine, List<String> addresses) {
        List<CompletableFuture<List<AddressInfo>>> asked = addresses.stream()
                .map(address -> address.substring(address.lastIndexOf('@') + 1))
                .distinct()
                .map(domain -> engine.addressRules(new EngineApi.DomainName(domain)))
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        asked.stream().flatMap(rules -> rules.join().stream()).toList());
    }

    /** Its limit and what it holds. */
    Optional<QuotaInfo> quota() {
        return quotas.stream()
                .filter(quota -> quota.name().equals(account.address()))
                .findFirst();
    }

    /** How much it may send, and sent. */
    Optional<SendingInfo> sent() {
        return sending.stream()
                .filter(each -> each.account().equals(account.address()))
                .findFirst();
    }

    /** Whether the owner may recover it; empty where the engine tells nothing. */
    Optional<RecoveryStatus.AccountRecovery> recoverable() {
        return recovery.accounts().stream()
                .filter(each -> each.account().equals(account.address()))
                .findFirst();
    }
}
