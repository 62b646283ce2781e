package org.letterlock.desktop.health;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.BlockInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.LogEvent;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.protocol.QuotaInfo;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.protocol.SendingInfo;

/**
 * What an engine said of itself at one moment.
 *
 * @param at when the answers were there
 * @param queue the oldest letters that wait, at most {@link #LETTERS}
 * @param log the newest events, at most {@link #EVENTS}
 */
public record Snapshot(
        Instant at,
        EngineStatus status,
        List<AccountInfo> accounts,
        List<QueueEntry> queue,
        RecoveryStatus recovery,
        List<SendingInfo> sending,
        List<BlockInfo> blocks,
        List<QuotaInfo> quotas,
        List<LogEvent> log) {

    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    static final int LETTERS = 200;
    static final int EVENTS = 1_000;

    /** Asks everything at once, so that it takes one way there and back. */
    public static CompletableFuture<Snapshot> ask(EngineApi engine, Clock clock) {
        CompletableFuture<EngineStatus> status = engine.status();
        CompletableFuture<List<AccountInfo>> accounts = engine.accounts();
        CompletableFuture<List<QueueEntry>> queue = engine.queue(new EngineApi.Limit(LETTERS));
        CompletableFuture<RecoveryStatus> recovery = engine.recovery();
        CompletableFuture<List<SendingInfo>> sending = engine.sending(new EngineApi.SendingSubject(null));
        CompletableFuture<List<BlockInfo>> blocks = engine.blocks();
        CompletableFuture<List<QuotaInfo>> quotas = engine.quotas(new EngineApi.QuotaSubject(null));
        CompletableFuture<List<LogEvent>> log = engine.log(new EngineApi.Limit(EVENTS));
        return CompletableFuture.allOf(status, accounts, queue, recovery, sending, blocks, quotas, log)
                .thenApply(all -> new Snapshot(
                        clock.instant(),
                        status.join(),
                        accounts.join(),
                        queue.join(),
                        recovery.join(),
                        sending.join(),
                        blocks.join(),
                        quotas.join(),
                        log.join()));
    }

    /**
     * Makes sure that all of it can be shown, now and later: engines of other releases, and such as mean no good, answer too.
     *
     * @throws RuntimeException where something is missing, or a moment is none
     */
    public void check() {
        EngineStatus.CertificateInfo certificate = status.certificate();
        if (certificate != null) {
            moment(certificate.until());
        }
        Stream.of(accounts, sending, blocks, quotas, recovery.accounts())
                .flatMap(List::stream)
                .forEach(Objects::requireNonNull);
        queue.forEach(letter -> {
            moment(letter.queuedAt());
            letter.recipients().forEach(recipient -> Objects.requireNonNull(recipient.state()));
        });
        log.forEach(event -> {
            Objects.requireNonNull(event.kind());
            moment(event.at());
        });
    }

    private static void moment(String told) {
        if (Instant.parse(told).isAfter(LAST)) {
            throw new DateTimeException("a moment that no calendar has");
        }
    }

    /** How many events of a kind there were from {@code since} on; as many as are known. */
    public long count(String kind, Instant since) {
        return log.stream()
                .filter(event ->
                        event.kind().equals(kind) && !Instant.parse(event.at()).isBefore(since))
                .count();
    }

    /** Since when the oldest letter waits that is tried; {@link Instant#MAX} where none does. */
    public Instant oldestWaiting() {
        return queue.stream()
                .filter(letter -> letter.recipients().stream().anyMatch(Snapshot::isTried))
                .map(letter -> Instant.parse(letter.queuedAt()))
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    private static boolean isTried(QueueEntry.Recipient recipient) {
        return !recipient.held()
                && (recipient.state().equals("waiting") || recipient.state().equals("sending"));
    }
}
