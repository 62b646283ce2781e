package org.letterlock.desktop.health;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.BlockInfo;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.LogEvent;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.protocol.QuotaInfo;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.protocol.SendingInfo;

/** A household's server for tests, with nothing the matter; each method makes one thing so. */
public final class Snapshots {

    /** When it is. */
    public static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private static final String ANNA = "anna@example.org";
    private static final String PAUL = "paul@example.org";

    private EngineStatus.@Nullable CertificateInfo certificate =
            new EngineStatus.CertificateInfo("2027-02-01T00:00:00Z", false);
    private List<EngineStatus.ListenerInfo> listeners = List.of(
            new EngineStatus.ListenerInfo("mx", "0.0.0.0", 25), new EngineStatus.ListenerInfo("imaps", "0.0.0.0", 993));
    private int domains = 1;
    private List<AccountInfo> accounts = List.of(
            new AccountInfo(
                    ANNA,
                    "Anna",
                    List.of(ANNA, "info@example.org"),
                    "2026-10-01T08:00:00Z",
                    true,
                    0,
                    3_200_000_000L,
                    41_200),
            new AccountInfo(PAUL, "Paul", List.of(PAUL), "2026-10-02T08:00:00Z", false, 3, 120_000_000L, 900));
    private List<QueueEntry> queue = List.of();
    private RecoveryStatus recovery = new RecoveryStatus(
            "ab12 cd34",
            List.of(
                    new RecoveryStatus.AccountRecovery(ANNA, true, true),
                    new RecoveryStatus.AccountRecovery(PAUL, false, false)));
    private List<SendingInfo> sending = List.of(sending(ANNA, 0), sending(PAUL, 0));
    private List<BlockInfo> blocks = List.of();
    private List<QuotaInfo> quotas =
            List.of(quota(ANNA, 20_000_000_000L, 3_200_000_000L), quota(PAUL, null, 120_000_000L));
    private List<LogEvent> log = List.of(
            new LogEvent("2026-11-29T11:58:00Z", "SENT", "q-2", "ben@example.net: 2.0.0 OK"),
            new LogEvent("2026-11-29T11:50:00Z", "AUTHENTICATED", "c-2", ANNA + " with phone"),
            new LogEvent(
                    "2026-11-29T11:40:00Z",
                    "ACCEPTED",
                    "c-1",
                    "m-1 from ben@example.net to 1 recipients, 5120 octets: 250"));

    private static SendingInfo sending(String account, long held) {
        return new SendingInfo(
                account,
                1_000L,
                200L,
                12,
                3,
                null,
                held,
                held,
                held * 2_000,
                held == 0 ? null : "2026-11-29T11:00:00Z",
                held == 0 ? List.of() : List.of("letters"));
    }

    private static QuotaInfo quota(String account, @Nullable Long octets, long used) {
        return new QuotaInfo("account", account, new QuotaInfo.Limits(octets, null, null), octets, null, used, 10);
    }

    public Snapshots certificate(String until, boolean selfSigned) {
        certificate = new EngineStatus.CertificateInfo(until, selfSigned);
        return this;
    }

    public Snapshots withoutCertificate() {
        certificate = null;
        return this;
    }

    public Snapshots deaf() {
        listeners = List.of(listeners.getLast());
        return this;
    }

    public Snapshots withoutMailboxes() {
        accounts = List.of();
        return this;
    }

    public Snapshots withoutDomains() {
        domains = 0;
        return withoutMailboxes();
    }

    public Snapshots letter(String queuedAt, String state, boolean held) {
        queue = List.of(new QueueEntry(
                "q-1",
                ANNA,
                queuedAt,
                4_200,
                null,
                false,
                List.of(new QueueEntry.Recipient(
                        "ben@example.net",
                        state,
                        held,
                        3,
                        "2026-11-29T12:14:00Z",
                        "451 4.7.1 Greylisted, please come again",
                        "greylisted",
                        List.of()))));
        return this;
    }

    public Snapshots held(long letters) {
        sending = List.of(sending(ANNA, letters), sending(PAUL, 0));
        return this;
    }

    public Snapshots wrongPasswords(@Nullable String account, int count) {
        blocks = List.of(new BlockInfo(account, false, "198.51.100.7/32", count, 8_000, "2026-11-29T12:15:00Z"));
        return this;
    }

    public Snapshots quota(@Nullable Long octets, long used) {
        quotas = List.of(quota(ANNA, octets, used));
        return this;
    }

    public Snapshots withoutRecovery() {
        recovery = new RecoveryStatus(null, List.of());
        return this;
    }

    public Snapshots unsealed() {
        recovery = new RecoveryStatus("ab12 cd34", List.of(new RecoveryStatus.AccountRecovery(ANNA, true, false)));
        return this;
    }

    private EngineStatus status() {
        return new EngineStatus(
                "0.1.0",
                "mail.example.org",
                4_711,
                "2026-11-20T12:00:00Z",
                777_600,
                listeners,
                domains,
                accounts.size(),
                accounts.stream()
                        .filter(AccountInfo::unlocked)
                        .map(AccountInfo::address)
                        .toList(),
                queue.size(),
                3,
                sending.getFirst().heldLetters(),
                certificate);
    }

    /** As one answer. */
    public Snapshot made() {
        return new Snapshot(NOW, status(), accounts, queue, recovery, sending, blocks, quotas, log);
    }

    /** Has an engine answer so. */
    public FakeEngine on(FakeEngine engine) {
        return engine.answer("status", status())
                .answer("accounts", accounts)
                .answer("queue", queue)
                .answer("recovery", recovery)
                .answer("sending", sending)
                .answer("blocks", blocks)
                .answer("quotas", quotas)
                .answer("log", log)
                .answer("relays", List.of());
    }
}
