package org.letterlock.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Schema;
import org.letterlock.engine.sqlite.SqliteThreads;

class MailQueueTest {

    @TempDir
    Path folder;

    private final byte[] key = new byte[32];
    private final SettableClock clock = new SettableClock();
    private final SqliteThreads threads = new SqliteThreads(1, 1);
    private MailQueue queue;

    @BeforeEach
    void open() {
        new Random(1).nextBytes(key);
        queue = new MailQueue(folder.resolve("queue.sqlite"), key, threads, new SecureRandom(), clock);
    }

    @AfterEach
    void close() {
        assertThat(queue.verify()).isEmpty();
        queue.close();
        threads.close();
    }

    private void reopen() {
        queue.close();
        open();
    }

    private Consignment claimFirst() {
        DomainName due = queue.due(clock.instant(), 10).getFirst();
        return queue.claim(due, clock.instant(), 100).orElseThrow();
    }

    private void settleAll(Consignment consignment, Settlement settlement) {
        Map<Long, Settlement> settlements = new HashMap<>();
        consignment.recipients().forEach(r -> settlements.put(r.key(), settlement));
        queue.settle(settlements);
    }

    private RecipientState state(QueueId id, int recipient) {
        return queue.show(id).orElseThrow().recipients().get(recipient).state();
    }

    @Test
    void keepsWhatItTookAcrossARestart() throws IOException {
        byte[] content = new byte[200_000];
        new Random(2).nextBytes(content);
        QueueId id = queue.enqueue(Letters.letter(content, Dsn.NONE, "bert@example.org"));

        reopen();

        Consignment consignment = claimFirst();
        assertThat(consignment.id()).isEqualTo(id);
        assertThat(consignment.from().address()).contains(Letters.address("anna@example.test"));
        assertThat(consignment.content().length()).isEqualTo(content.length);
        try (InputStream in = consignment.content().open()) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void keepsWhatTheSenderWantsOfTls() {
        for (TlsWish wish : TlsWish.values()) {
            queue.enqueue(Letters.letter(wish, "bert@example.org"));
            reopen();
            Consignment consignment = claimFirst();
            assertThat(consignment.tls()).isEqualTo(wish);
            settleAll(consignment, new Settlement.Failed(Letters.refused()));
            DueNotice notice = queue.notices(10).getFirst();
            assertThat(notice.tls()).isEqualTo(wish);
            queue.noticed(notice);
        }
    }

    @Test
    void groupsTheRecipientsOfOneDomain() {
        queue.enqueue(Letters.letter("a@example.org", "b@example.org", "c@other.test", "a@example.org"));

        assertThat(queue.due(clock.instant(), 10))
                .extracting(DomainName::ascii)
                .containsExactly("example.org", "other.test");
        assertThat(queue.claim(new DomainName("example.org"), clock.instant(), 100)
                        .orElseThrow()
                        .recipients())
                .extracting(r -> r.address().toString())
                .containsExactly("a@example.org", "b@example.org");
    }

    /** A target that takes nothing fills up the room of one address; all together leave room on the disk. */
    @Test
    void boundsWhatAddressesSendOn() {
        Origin first = new Origin.Forwarded(Letters.address("FIRST@example.test"));
        assertThat(queue.hasRoom(first, 256L << 20)).isTrue();
        assertThat(queue.hasRoom(first, (256L << 20) + 1)).isFalse();
        for (String by : List.of("first", "b", "c", "d", "e", "f", "g", "h", "i")) {
            queue.enqueueAll(Collections.nCopies(5_000, Letters.forwarded(by + "@example.test", "a@example.org")));
            if (by.equals("first")) {
                assertThat(queue.hasRoom(first, 0)).isFalse();
                assertThat(queue.hasRoom(new Origin.Forwarded(Letters.address("b@example.test")), 0))
                        .isTrue();
            }
        }
        Origin last = new Origin.Forwarded(Letters.address("last@example.test"));
        queue.enqueueAll(Collections.nCopies(4_999, Letters.forwarded("j@example.test", "a@example.org")));
        assertThat(queue.hasRoom(last, 0)).isTrue();
        queue.enqueue(Letters.forwarded("k@example.test", "a@example.org"));
        assertThat(queue.hasRoom(last, 0)).isFalse();
        assertThat(queue.hasRoom(new Origin.Notice(), 0)).isTrue();

        queue.remove(queue.list(1).getFirst().id());
        assertThat(queue.hasRoom(first, 0)).isTrue();
        assertThat(queue.hasRoom(last, 0)).isTrue();
    }

    private static NewMail hooked(String by, String url, Octets content) {
        NewMail plain = Letters.letter(by);
        return new NewMail(
                ReversePath.none(),
                plain.to(),
                content,
                false,
                false,
                new Origin.Hooked(plain.to().getFirst(), new DomainName("hooks.example.com"), new Hook(url, "{}")),
                Dsn.NONE,
                TlsWish.NONE);
    }

    /** However many addresses tell a web server, what waits for it is bounded, and what one letter makes counts together. */
    @Test
    void boundsWhatWaitsForAWebServer() {
        Octets small = Octets.of("x".getBytes(StandardCharsets.US_ASCII));
        String url = "https://hooks.example.com/x";
        for (int i = 0; i < 50; i++) {
            queue.enqueueAll(Collections.nCopies(100, hooked("r" + i + "@example.test", url, small)));
        }
        assertThat(queue.hasRoom(hooked("new@example.test", url, small).origin(), 0))
                .isFalse();
        assertThat(queue.hasRoom(hooked("r1@example.test", url + "y", small).origin(), 0))
                .isTrue();
        assertThat(queue.hasRoom(new Origin.Forwarded(Letters.address("r1@example.test")), 0))
                .isTrue();

        NewMail large = hooked("r1@example.test", url + "y", new Announced(100L << 20));
        assertThat(queue.hasRoom(large, List.of(large))).isTrue();
        assertThat(queue.hasRoom(large, List.of(large, large))).isFalse();
        queue.requireRoom(Collections.nCopies(20, large));
        assertThatThrownBy(() -> queue.requireRoom(Collections.nCopies(21, large)))
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        full -> assertThat(full.reason()).isEqualTo(DatabaseException.Reason.FULL));
    }

    /** So long, and never read. */
    private record Announced(long length) implements Octets {
        @Override
        public InputStream open() {
            throw new AssertionError("it is not stored");
        }
    }

    @Test
    void claimsWhatIsDueLongestAtADestination() {
        QueueId first = queue.enqueue(Letters.letter("a@example.org"));
        settleAll(
                claimFirst(),
                new Settlement.Deferred(Letters.busy(), clock.instant().plusSeconds(2), false));
        clock.advance(Duration.ofSeconds(1));
        queue.enqueue(Letters.letter("x@other.test"));
        QueueId second = queue.enqueue(Letters.letter("b@example.org"));
        clock.advance(Duration.ofSeconds(5));
        DomainName destination = new DomainName("example.org");

        assertThat(queue.claim(destination, clock.instant(), 100).orElseThrow().id())
                .isEqualTo(second);
        assertThat(queue.claim(destination, clock.instant(), 100).orElseThrow().id())
                .isEqualTo(first);
        assertThat(queue.claim(destination, clock.instant(), 100)).isEmpty();
    }

    @Test
    void findsDestinationsBehindABusyOne() {
        for (int i = 0; i < 20; i++) {
            queue.enqueue(Letters.letter("user" + i + "@busy.test"));
        }
        QueueId later = queue.enqueue(Letters.letter("bert@later.test"));
        QueueId held = queue.enqueue(Letters.letter("bert@held.test"));
        queue.hold(held);
        settleAll(
                queue.claim(new DomainName("later.test"), clock.instant(), 1).orElseThrow(),
                new Settlement.Deferred(Letters.busy(), clock.instant().plusSeconds(1), false));
        queue.enqueue(Letters.letter("bert@example.org"));

        assertThat(queue.due(clock.instant(), 10))
                .containsOnly(new DomainName("busy.test"))
                .hasSize(10);
        List<Waiting> found = queue.dueAfter(Optional.empty(), clock.instant(), 2);
        assertThat(found)
                .containsExactly(
                        new Waiting(new DomainName("busy.test"), true),
                        new Waiting(new DomainName("example.org"), true));
        assertThat(queue.dueAfter(Optional.of(found.getLast().destination()), clock.instant(), 2))
                .containsExactly(new Waiting(new DomainName("later.test"), false));
        assertThat(queue.show(later)).isPresent();
    }

    @Test
    void givesARecipientToOneClaimOnly() {
        queue.enqueue(Letters.letter("bert@example.org"));
        DomainName due = queue.due(clock.instant(), 10).getFirst();

        assertThat(queue.claim(due, clock.instant(), 100)).isPresent();
        assertThat(queue.claim(due, clock.instant(), 100)).isEmpty();
        assertThat(queue.due(clock.instant(), 10)).isEmpty();
    }

    @Test
    void whatWasSendingWaitsAgainAfterACrash() {
        QueueId id = queue.enqueue(Letters.letter("bert@example.org"));
        claimFirst();
        assertThat(state(id, 0)).isEqualTo(RecipientState.SENDING);

        reopen();

        assertThat(state(id, 0)).isEqualTo(RecipientState.WAITING);
    }

    @Test
    void neverSendsAgainWhatWasAccepted() {
        QueueId id = queue.enqueue(Letters.letter("bert@example.org", "carl@example.org"));
        Consignment consignment = claimFirst();
        queue.settle(Map.of(consignment.recipients().getFirst().key(), new Settlement.Sent(Letters.accepted(), true)));

        reopen();

        assertThat(state(id, 0)).isEqualTo(RecipientState.SENT);
        assertThat(claimFirst().recipients())
                .extracting(r -> r.address().toString())
                .containsExactly("carl@example.org");
    }

    @Test
    void removesTheBodyWithTheLastRecipientAndKeepsTheStory() {
        QueueId id = queue.enqueue(Letters.letter("bert@example.org"));
        Consignment consignment = claimFirst();
        settleAll(consignment, new Settlement.Deferred(Letters.busy(), clock.instant(), false));
        settleAll(claimFirst(), new Settlement.Sent(Letters.accepted(), true));

        assertThat(queue.list(10)).isEmpty();
        assertThatThrownBy(() -> consignment.content().open().readAllBytes()).isInstanceOf(IOException.class);
        assertThat(queue.show(id).orElseThrow().recipients().getFirst().story())
                .extracting(QueueEntry.Attempt::state)
                .containsExactly(RecipientState.WAITING, RecipientState.SENT);
        clock.advance(Duration.ofDays(30));
        assertThat(queue.forget(clock.instant())).isEqualTo(1);
        assertThat(queue.show(id)).isEmpty();
    }

    @Test
    void keepsTheWholeStoryAcrossARestart() {
        QueueId id = queue.enqueue(Letters.letter("bert@example.org"));
        Answer gone = Answer.ours(new StatusCode(4, 4, 1), "no connection")
                .from(new Contact("mx1.example.org", "192.0.2.1", Optional.empty()));
        Contact second = new Contact(
                "mx2.example.org",
                "192.0.2.2",
                Optional.of(new Contact.Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384", Contact.Verified.NOT)));
        Instant next = clock.instant().plusSeconds(300);
        settleAll(
                claimFirst(),
                new Settlement.Deferred(Letters.busy().from(second).after(List.of(gone)), next, false));

        reopen();

        QueueEntry.RecipientEntry recipient =
                queue.show(id).orElseThrow().recipients().getFirst();
        assertThat(recipient.attempts()).isEqualTo(1);
        assertThat(recipient.story())
                .containsExactly(
                        new QueueEntry.Attempt(clock.instant(), RecipientState.SENDING, gone, Optional.empty()),
                        new QueueEntry.Attempt(
                                clock.instant(),
                                RecipientState.WAITING,
                                Letters.busy().from(second),
                                Optional.of(next)));
    }

    @Test
    void anAnswerIsOneLineThatNoTerminalObeys() {
        Answer answer =
                Answer.ours(new StatusCode(4, 0, 0), "a\u001b[2J\r\nb\u009b1m\u007f\u202ec\u2066d\u2028e".repeat(100));

        assertThat(answer.text()).hasSizeLessThanOrEqualTo(1000).startsWith("a [2J  b 1m  c d e");
    }

    @Test
    void keepsTheBodyUntilTheNoticeOfFailureIsElsewhere() throws IOException {
        QueueId id = queue.enqueue(Letters.letter("bert@example.org"));
        settleAll(claimFirst(), new Settlement.Failed(Letters.refused()));

        reopen();

        DueNotice notice = queue.notices(10).getFirst();
        assertThat(notice.id()).isEqualTo(id);
        assertThat(notice.kind()).isEqualTo(Notice.FAILURE);
        assertThat(notice.recipients().getFirst().answer()).isEqualTo(Letters.refused());
        try (InputStream in = notice.content().open()) {
            assertThat(in.readAllBytes()).asString().isEqualTo(Letters.TEXT);
        }
        queue.noticed(notice);
        assertThat(queue.notices(10)).isEmpty();
        assertThatThrownBy(() -> notice.content().open().readAllBytes()).isInstanceOf(IOException.class);
    }

    @Test
    void aNullReversePathGetsNoNotice() {
        queue.enqueue(Letters.notice("bert@example.org"));
        settleAll(claimFirst(), new Settlement.Failed(Letters.refused()));

        assertThat(queue.notices(10)).isEmpty();
        assertThat(queue.list(10)).isEmpty();
    }

    @Test
    void tellsOnlyWhatTheSenderWantsToKnow() {
        Settlement sent = new Settlement.Sent(Letters.accepted(), false);
        Settlement late = new Settlement.Deferred(Letters.busy(), clock.instant(), true);
        Settlement failed = new Settlement.Failed(Letters.refused());
        assertThat(noticeFor(Set.of(Notify.NEVER), failed)).isEmpty();
        assertThat(noticeFor(Set.of(Notify.SUCCESS), failed)).isEmpty();
        assertThat(noticeFor(Set.of(Notify.FAILURE), failed)).contains(Notice.FAILURE);
        assertThat(noticeFor(Set.of(), failed)).contains(Notice.FAILURE);
        assertThat(noticeFor(Set.of(), late)).contains(Notice.DELAY);
        assertThat(noticeFor(Set.of(Notify.FAILURE), late)).isEmpty();
        assertThat(noticeFor(Set.of(Notify.DELAY), late)).contains(Notice.DELAY);
        assertThat(noticeFor(Set.of(), sent)).isEmpty();
        assertThat(noticeFor(Set.of(Notify.SUCCESS), sent)).contains(Notice.RELAYED);
        assertThat(noticeFor(Set.of(Notify.SUCCESS), new Settlement.Sent(Letters.accepted(), true)))
                .isEmpty();
    }

    /** Late by its own time and by ours, before anybody was told: the sender hears it once, not never. */
    @Test
    void aSecondDelayTakesBackNoNotice() {
        queue.enqueue(Letters.letter("bert@example.org"));
        Settlement late = new Settlement.Deferred(Letters.busy(), clock.instant(), true);
        settleAll(claimFirst(), late);
        settleAll(claimFirst(), late);
        DueNotice notice = queue.notices(10).getFirst();
        assertThat(notice.kind()).isEqualTo(Notice.DELAY);
        queue.noticed(notice);
        settleAll(claimFirst(), late);
        assertThat(queue.notices(10)).isEmpty();
        settleAll(claimFirst(), new Settlement.Failed(Letters.refused()));
        assertThat(queue.notices(10).getFirst().kind()).isEqualTo(Notice.FAILURE);
    }

    private Optional<Notice> noticeFor(Set<Notify> wishes, Settlement settlement) {
        Dsn dsn = new Dsn(
                Optional.of("e-1"),
                true,
                Map.of(
                        Letters.address("bert@example.org"),
                        new Wish(wishes, Optional.of("rfc822;bertram@example.org"))));
        QueueId id = queue.enqueue(
                Letters.letter(Letters.TEXT.getBytes(StandardCharsets.US_ASCII), dsn, "bert@example.org"));
        Consignment consignment = claimFirst();
        assertThat(consignment.recipients().getFirst().notifyOn()).isEqualTo(wishes);
        assertThat(consignment.recipients().getFirst().originalRecipient()).contains("rfc822;bertram@example.org");
        assertThat(consignment.envelopeId()).contains("e-1");
        settleAll(consignment, settlement);
        List<DueNotice> notices = queue.notices(10);
        notices.forEach(queue::noticed);
        queue.remove(id);
        return notices.stream().map(DueNotice::kind).findFirst();
    }

    @Test
    void tellsOfADelayOnce() {
        queue.enqueue(Letters.letter("bert@example.org"));
        settleAll(claimFirst(), new Settlement.Deferred(Letters.busy(), clock.instant(), true));
        queue.noticed(queue.notices(10).getFirst());
        settleAll(claimFirst(), new Settlement.Deferred(Letters.busy(), clock.instant(), true));

        assertThat(queue.notices(10)).isEmpty();
    }

    @Test
    void holdsReleasesRetriesAndRemoves() {
        QueueId id = queue.enqueue(Letters.letter("bert@example.org"));
        assertThat(queue.hold(id)).isTrue();
        assertThat(queue.due(clock.instant(), 10)).isEmpty();
        assertThat(queue.nextAttempt()).isEmpty();
        assertThat(queue.release(id)).isTrue();
        Instant later = clock.instant().plus(Duration.ofHours(1));
        settleAll(claimFirst(), new Settlement.Deferred(Letters.busy(), later, false));
        assertThat(queue.nextAttempt()).contains(later);
        assertThat(queue.due(clock.instant(), 10)).isEmpty();
        assertThat(queue.retry(id)).isTrue();
        assertThat(queue.due(clock.instant(), 10)).hasSize(1);
        assertThat(queue.remove(id)).isEqualTo(1);
        assertThat(queue.list(10)).isEmpty();
        assertThat(queue.retry(new QueueId("q-unknown"))).isFalse();
    }

    @Test
    void theTimeOfALetterThatWasHeldBeginsWhenItIsLetGo() {
        QueueId id = queue.enqueue(Letters.letter("bert@example.org"));
        queue.hold(id);
        clock.advance(Duration.ofDays(6));
        queue.release(id);
        assertThat(claimFirst().begun()).isEqualTo(clock.instant());
    }

    @Test
    void callsListenersWhenSomethingMayBeDue() {
        int[] calls = new int[1];
        queue.onChange(() -> calls[0]++);
        queue.enqueue(Letters.letter("bert@example.org"));
        assertThat(calls[0]).isEqualTo(1);
    }

    @Test
    void keepsNothingInClear() throws IOException {
        byte[] content =
                "X-Secret: plaintext-that-must-not-be-seen\r\n\r\n".repeat(2000).getBytes(StandardCharsets.US_ASCII);
        queue.enqueue(Letters.letter(content, Dsn.NONE, "bert@example.org"));
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String octets = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(octets.contains("plaintext-that"))
                        .as(file.getFileName().toString())
                        .isFalse();
            }
        }
        assertThat(Arrays.equals(content, claimFirst().content().open().readAllBytes()))
                .isTrue();
    }

    @Test
    void anOlderFileKeepsWhatWaits() {
        Path old = folder.resolve("old.sqlite");
        Schema before = new Schema(
                QueueSchema.SCHEMA.applicationId(),
                QueueSchema.SCHEMA.migrations().subList(0, 3));
        try (Database database = Database.open(old, key, before, threads)) {
            database.write(sql -> {
                sql.update("INSERT INTO message (id, name, eight_bit, smtp_utf8, headers_only, size, enqueued)"
                        + " VALUES (1, 'q-1', 0, 0, 0, 0, 0)");
                return sql.update("INSERT INTO recipient (message, address, domain, state, next_attempt, notify)"
                        + " VALUES (1, 'bert@example.org', 'example.org', 'WAITING', 0, 0)");
            });
        }
        try (MailQueue upgraded = new MailQueue(old, key, threads, new SecureRandom(), clock)) {
            assertThat(upgraded.dueAfter(Optional.empty(), clock.instant(), 2))
                    .containsExactly(new Waiting(new DomainName("example.org"), true));
            assertThat(upgraded.claim(new DomainName("example.org"), clock.instant(), 1))
                    .get()
                    .extracting(Consignment::id)
                    .isEqualTo(new QueueId("q-1"));
        }
    }

    @Test
    void refusesALetterToNobody() {
        assertThatThrownBy(() -> Letters.letter()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Wish(Set.of(Notify.NEVER, Notify.DELAY), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
