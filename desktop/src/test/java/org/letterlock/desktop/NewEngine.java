package org.letterlock.desktop;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.AccountOrder;
import org.letterlock.protocol.ClientSettings;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.DnsRecord;
import org.letterlock.protocol.DomainInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.NewCredential;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.recovery.OwnerKey;

/** An engine that was just installed, and does what it is told as a real one does: domains, accounts, the owner's key. */
public final class NewEngine {

    private final FakeEngine line = new FakeEngine();
    private final List<String> domains = new ArrayList<>();
    private final Map<String, AccountInfo> accounts = new LinkedHashMap<>();
    private final Map<String, Boolean> recoverable = new LinkedHashMap<>();
    private final Map<String, String> credentials = new LinkedHashMap<>();
    private @Nullable String fingerprint;
    private int passwords;

    public NewEngine() {
        line.answer("status", status())
                .answer("recovery", order -> recovery())
                .answer("setUpRecovery", order -> {
                    if (fingerprint != null) {
                        throw new AssertionError("an owner's key is never replaced");
                    }
                    fingerprint = OwnerKey.fingerprint(
                            Base64.getDecoder().decode(((EngineApi.OwnerPublicKey) given(order)).key()));
                    return recovery();
                })
                .answer(
                        "domains",
                        order -> domains.stream()
                                .map(name -> new DomainInfo(name, null))
                                .toList())
                .answer("addDomain", order -> {
                    domains.add(((EngineApi.DomainName) given(order)).name());
                    return new DomainInfo(domains.getLast(), null);
                })
                .answer("accounts", order -> List.copyOf(accounts.values()))
                .answer("addAccount", order -> add((AccountOrder) given(order)))
                .answer("credentials", order -> credentials(((EngineApi.AccountAddress) given(order)).address()))
                .answer("dnsRecords", order -> records(((EngineApi.DomainName) given(order)).name()));
    }

    private static Object given(@Nullable Object order) {
        if (order == null) {
            throw new AssertionError("an order is missing");
        }
        return order;
    }

    /** The line to it. */
    public FakeEngine line() {
        return line;
    }

    private static EngineStatus status() {
        return new EngineStatus(
                "1.0", "mail.example.org", 1, "2026-11-29T12:00:00Z", 1, List.of(), 0, 0, List.of(), 0, 0, 0, null);
    }

    private RecoveryStatus recovery() {
        return new RecoveryStatus(
                fingerprint,
                recoverable.entrySet().stream()
                        .map(one -> new RecoveryStatus.AccountRecovery(
                                one.getKey(), one.getValue(), one.getValue() && fingerprint != null))
                        .toList());
    }

    private NewCredential add(AccountOrder order) {
        if (accounts.containsKey(order.address())) {
            throw new AssertionError("it is there already");
        }
        AccountInfo account = account(order.address(), 0);
        accounts.put(order.address(), account);
        recoverable.put(order.address(), !Boolean.FALSE.equals(order.recovery()));
        credentials.put(order.address(), String.valueOf(order.credential()));
        return password(account, String.valueOf(order.credential()));
    }

    /** A password that nobody had before. */
    public NewCredential password(AccountInfo account, String credential) {
        return new NewCredential(
                account,
                credential,
                "password-" + ++passwords,
                new ClientSettings(account.address(), List.of(), List.of()));
    }

    /** An account with some letters. */
    public static AccountInfo account(String address, long letters) {
        return new AccountInfo(address, "Anna", List.of(address), "2026-11-29T12:00:00Z", false, 0, 0, letters);
    }

    /** An account is there that another made. */
    public NewEngine has(AccountInfo account, String credential, boolean recovery) {
        accounts.put(account.address(), account);
        credentials.put(account.address(), credential);
        recoverable.put(account.address(), recovery);
        return this;
    }

    /** An account is gone. */
    public void erase(String address) {
        accounts.remove(address);
        credentials.remove(address);
    }

    /** Another owner's key is there. */
    public NewEngine belongsTo(@Nullable String owner) {
        fingerprint = owner;
        return this;
    }

    private List<CredentialInfo> credentials(String address) {
        return List.of(new CredentialInfo(
                address,
                String.valueOf(credentials.get(address)),
                List.of(),
                "2026-11-29T12:00:00Z",
                null,
                null,
                null));
    }

    /** What it wants in the DNS. */
    public static List<DnsRecord> records(String domain) {
        return List.of(
                new DnsRecord(domain, "MX", "10 mail." + domain + ".", "MX"),
                new DnsRecord(domain, "TXT", "\"v=spf1 mx -all\"", "SPF"),
                new DnsRecord(
                        "rsa2026._domainkey." + domain,
                        "TXT",
                        "\"v=DKIM1; k=rsa; p=" + "MIIBIjANBgkqhkiG".repeat(14) + "\" \"" + "9w0BAQEFAAOCAQ8A".repeat(8)
                                + "IDAQAB\"",
                        "DKIM"),
                new DnsRecord(
                        "_dmarc." + domain,
                        "TXT",
                        "\"v=DMARC1; p=none; rua=mailto:mail-reports@" + domain + "\"",
                        "DMARC"),
                new DnsRecord(
                        "_smtp._tls." + domain,
                        "TXT",
                        "\"v=TLSRPTv1; rua=mailto:mail-reports@" + domain + "\"",
                        "TLS reports"));
    }
}
