package org.letterlock.desktop.health;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
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

    private static final Gson GSON = new GsonBuilder()
            .registerTypeAdapter(
                    Instant.class, (JsonSerializer<Instant>) (at, type, context) -> new JsonPrimitive(at.toString()))
            .registerTypeAdapter(
                    Instant.class, (JsonDeserializer<Instant>) (text, type, context) -> moment(text.getAsString()))
            .create();

    /** Of the log, what is counted. */
    private static final Set<String> COUNTED = Set.of("ACCEPTED", "SENT");

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

    /** As text, to be kept: without what letters tell of people, by which nothing is judged. */
    public String written() {
        return GSON.toJson(new Snapshot(
                at,
                status,
                accounts,
                queue.stream().map(Snapshot::bare).toList(),
                recovery,
                sending,
                blocks,
                quotas,
                log.stream()
                        .filter(event -> COUNTED.contains(event.kind()))
                        .map(event -> new LogEvent(event.at(), event.kind(), "", ""))
                        .toList()));
    }

    private static QueueEntry bare(QueueEntry letter) {
        return new QueueEntry(
                letter.id(),
                "",
                letter.queuedAt(),
                letter.size(),
                null,
                letter.webhook(),
                letter.recipients().stream()
                        .map(each -> new QueueEntry.Recipient(
                                "",
                                each.state(),
                                each.held(),
                                each.attempts(),
                                each.nextAttempt(),
                                null,
                                null,
                                List.of()))
                        .toList());
    }

    /**
     * What {@link #written} wrote; what an app of another release wrote may lack parts.
     *
     * @return null where nothing was written
     * @throws JsonParseException where it cannot be read
     */
    public static @Nullable Snapshot read(String written) {
        return GSON.fromJson(written, Snapshot.class);
    }

    private static Instant moment(String told) {
        try {
            return Instant.parse(told);
        } catch (DateTimeException e) {
            throw new JsonParseException(e);
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
