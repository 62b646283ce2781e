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
 * @param limits how much it may hold and send
 * @param choices that were made for it
 */
record Mailbox(
        AccountInfo account,
        List<CredentialInfo> devices,
        List<AddressInfo> addresses,
        RecoveryStatus recovery,
        Limits limits,
        Choices choices) {

    /**
     * How much a mailbox may hold and send.
     *
     * @param quotas its own; empty where the engine tells none
     * @param sending its own; empty where the engine tells none
     */
    record Limits(List<QuotaInfo> quotas, List<SendingInfo> sending) {

        static CompletableFuture<Limits> ask(EngineApi engine, String address) {
            return engine.quotas(new EngineApi.QuotaSubject(address))
                    .thenCombine(engine.sending(new EngineApi.SendingSubject(address)), Limits::new);
        }
    }

    /**
     * What becomes of its letters, and what programs see.
     *
     * @param vacation what is answered
     * @param junk what is taken for junk
     * @param pop3 what becomes of what is deleted by POP3
     * @param programs what those are offered that read it by IMAP
     */
    record Choices(
            VacationInfo vacation, EngineApi.JunkChoice junk, EngineApi.Pop3Choice pop3, ImapCapabilities programs) {

        static CompletableFuture<Choices> ask(EngineApi engine, EngineApi.AccountAddress name) {
            CompletableFuture<VacationInfo> vacation = engine.vacation(name);
            CompletableFuture<EngineApi.JunkChoice> junk = engine.junk(name);
            CompletableFuture<EngineApi.Pop3Choice> pop3 = engine.pop3(name);
            CompletableFuture<ImapCapabilities> programs = engine.capabilities(name);
            return CompletableFuture.allOf(vacation, junk, pop3, programs)
                    .thenApply(all -> new Choices(vacation.join(), junk.join(), pop3.join(), programs.join()));
        }
    }

    /** Asks for all of it; two ways there and back. */
    static CompletableFuture<Mailbox> ask(EngineApi engine, String address) {
        EngineApi.AccountAddress name = new EngineApi.AccountAddress(address);
        CompletableFuture<List<AccountInfo>> accounts = engine.accounts();
        CompletableFuture<List<CredentialInfo>> devices = engine.credentials(name);
        CompletableFuture<RecoveryStatus> recovery = engine.recovery();
        CompletableFuture<Limits> limits = Limits.ask(engine, address);
        CompletableFuture<Choices> choices = Choices.ask(engine, name);
        CompletableFuture<List<AddressInfo>> addresses = engine.addresses(name)
                .thenCompose(all -> rules(engine, all))
                .thenApply(rules -> rules.stream()
                        .filter(rule -> rule.accounts().contains(address))
                        .toList());
        return CompletableFuture.allOf(accounts, devices, addresses, recovery, limits, choices)
                .thenApply(all -> new Mailbox(
                        accounts.join().stream()
                                .filter(account -> account.address().equals(address))
                                .findFirst()
                                .orElseThrow(),
                        devices.join(),
                        addresses.join(),
                        recovery.join(),
                        limits.join(),
                        choices.join()));
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
        return limits.quotas().stream()
                .filter(quota -> quota.name().equals(account.address()))
                .findFirst();
    }

    /** How much it may send, and sent. */
    Optional<SendingInfo> sent() {
        return limits.sending().stream()
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
