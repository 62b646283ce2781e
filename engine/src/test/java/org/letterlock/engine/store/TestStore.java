package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore.AppendResult;
import org.letterlock.engine.store.AccountStore.Arriving;
import org.letterlock.engine.store.AccountStore.Delivery;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.NewMessage;
import org.letterlock.engine.store.AccountStore.StoredMessage;
import org.letterlock.engine.store.AccountStore.Want;

/** An account's file in a folder of a test; checked when it is closed. */
final class TestStore implements AutoCloseable {

    static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    static final SealKeyPair SEAL = SealKeyPair.generate(new SecureRandom());
    static final Instant RECEIVED = Instant.parse("2026-03-01T12:00:00Z");

    final Path file;
    private final SqliteThreads threads = new SqliteThreads(2, 4);
    private final StoreLimits limits;
    private AccountStore store;

    TestStore(Path folder) {
        this(folder, new StoreLimits(64 * 1024, 100, 7, Duration.ofMillis(20)));
    }

    TestStore(Path folder, StoreLimits limits) {
        this.file = folder.resolve("account.sqlite");
        this.limits = limits;
        this.store = AccountStore.create(file, KEY, SEAL, threads, Clock.systemUTC(), limits);
    }

    AccountStore store() {
        return store;
    }

    SqliteThreads threads() {
        return threads;
    }

    void reopen() {
        store.close();
        store = AccountStore.open(file, KEY, threads, Clock.systemUTC(), limits);
    }

    /** As {@link #reopen()}, within {@code allowance}. */
    void reopen(Allowance allowance) {
        store.close();
        store = AccountStore.open(file, KEY, threads, Clock.systemUTC(), limits, allowance);
    }

    MailboxId id(String name) {
        return store.mailbox(new MailboxName(name)).orElseThrow().id();
    }

    MailboxId inbox() {
        return id("INBOX");
    }

    List<Uid> append(MailboxId mailbox, Octets content, Flag... flags) {
        AppendResult result = store.append(mailbox, List.of(new NewMessage(content, Set.of(flags), RECEIVED)));
        return ((AppendResult.Appended) result).uids();
    }

    long append(String mailbox, String content, Flag... flags) {
        return append(id(mailbox), octets(content), flags).getFirst().value();
    }

    List<StoredMessage> fetch(MailboxId mailbox, Want... want) {
        List<StoredMessage> all = new ArrayList<>();
        EnumSet<Want> wanted = EnumSet.noneOf(Want.class);
        wanted.addAll(List.of(want));
        store.fetch(mailbox, UidSet.of(List.of(new UidSet.Range(1, 0xFFFF_FFFFL))), wanted, all::add);
        return all;
    }

    StoredMessage fetchOne(String mailbox, long uid, Want... want) {
        return fetch(id(mailbox), want).stream()
                .filter(m -> m.uid().value() == uid)
                .findFirst()
                .orElseThrow();
    }

    String text(StoredMessage message) {
        try (MessageContent content = store.content(message.id()).orElseThrow();
                InputStream in = content.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long[] search(String mailbox, SearchExpression expression) {
        return longs(store.search(id(mailbox), expression, SearchLimits.of(Duration.ofMinutes(5))));
    }

    long[] uids(String mailbox) {
        return store.view(id(mailbox)).orElseThrow().uids();
    }

    /** What a query of numbers finds in the file. */
    List<Long> rows(String query) {
        try (Database database = Database.open(file, KEY, StoreSchema.SCHEMA, threads)) {
            return database.read(sql -> sql.query(query, row -> row.integer(0)));
        }
    }

    static long[] longs(List<Uid> uids) {
        return uids.stream().mapToLong(Uid::value).toArray();
    }

    static UidSet set(long... uids) {
        return UidSet.of(LongStream.of(uids).toArray());
    }

    static Octets octets(String text) {
        return Octets.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String letter(String subject, String body) {
        return "From: Anna <anna@example.org>\r\nTo: Bert <bert@example.test>\r\nSubject: " + subject
                + "\r\nDate: Sat, 28 Feb 2026 23:30:00 +0900\r\nMessage-ID: <" + Integer.toHexString(subject.hashCode())
                + "@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body + "\r\n";
    }

    /** What all mailboxes hold together, whose counters {@link AccountStore#verify} holds against their entries. */
    private Usage counted() {
        return store.mailboxes().stream()
                .map(mailbox -> store.status(mailbox.id()))
                .map(status -> new Usage(status.size(), status.messages()))
                .reduce(Usage.NONE, Usage::plus);
    }

    @Override
    public void close() {
        assertThat(store.usage()).isEqualTo(counted());
        assertThat(store.verify()).isEmpty();
        store.settle();
        assertThat(store.verify()).isEmpty();
        store.close();
        threads.close();
    }

    void deliver(MailboxId mailbox, Delivery... letters) {
        List<Arriving> ready;
        try (AccountStore.Preparation preparation = store.preparation()) {
            ready = Stream.of(letters).map(preparation::prepare).toList();
        }
        try {
            store.deliver(mailbox, ready);
        } finally {
            ready.forEach(Arriving::close);
        }
    }
}
