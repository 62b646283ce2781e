package org.letterlock.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mail.SendingLimits;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Schema;
import org.letterlock.engine.sqlite.SqliteThreads;

/** What an account sends beyond its limits is held, in the file, until somebody decides. */
class SendingBrakeTest {

    private static final AccountId ANNA = new AccountId("a".repeat(32));
    private static final AccountId BEN = new AccountId("b".repeat(32));
    private static final SendingLimits TWO = new SendingLimits(2, 100);

    @TempDir
    Path folder;

    private final byte[] key = new byte[32];
    private final SettableClock clock = new SettableClock();
    private final SqliteThreads threads = new SqliteThreads(1, 1);
    private final List<Held> told = new ArrayList<>();
    private MailQueue queue;

    @BeforeEach
    void open() {
        queue = new MailQueue(folder.resolve("queue.sqlite"), key, threads, new SecureRandom(), clock);
        queue.onHeld(told::add);
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

    private QueueId send(AccountId account, SendingLimits limits, String... to) {
        return queue.enqueue(new NewMail(
                ReversePath.of(Letters.address("anna@example.test")),
                Stream.of(to).map(Letters::address).toList(),
                Octets.of(Letters.TEXT.getBytes(StandardCharsets.US_ASCII)),
                false,
                false,
                new Origin.Submitted(account, limits, Optional.empty()),
                Dsn.NONE,
                TlsWish.NONE));
    }

    private List<QueueId> due() {
        return queue.list(1000).stream()
                .filter(entry -> entry.recipients().stream()
                        .anyMatch(recipient -> recipient.state() == RecipientState.WAITING
                                && !recipient.held()
                                && !recipient.nextAttempt().isAfter(clock.instant())))
                .map(QueueEntry::id)
                .toList();
    }

    private Optional<HeldFor> heldFor(QueueId id) {
        return queue.show(id).orElseThrow().heldFor();
    }

    @Test
    void holdsWhatIsMoreThanADaysLettersAcrossARestart() {
        QueueId first = send(ANNA, TWO, "bert@example.org");
        QueueId second = send(ANNA, TWO, "bert@example.org", "carl@example.org");
        reopen();
        QueueId third = send(ANNA, TWO, "bert@example.org");
        QueueId bens = send(BEN, TWO, "bert@example.org");

        assertThat(due()).containsExactly(first, second, bens);
        assertThat(told).containsExactly(new Held(third, ANNA, HeldFor.LETTERS));
        reopen();
        assertThat(heldFor(third)).contains(HeldFor.LETTERS);
        assertThat(queue.show(third).orElseThrow().recipients()).allMatch(QueueEntry.RecipientEntry::held);
        assertThat(due()).doesNotContain(third);
        assertThat(queue.held(ANNA, 10)).extracting(QueueEntry::id).containsExactly(third);
        assertThat(queue.heldCount()).isEqualTo(1);
        SendingUse use = queue.sendingUse(ANNA);
        assertThat(use.letters()).isEqualTo(2);
        assertThat(use.held())
                .isEqualTo(new SendingUse.Held(
                        1, 1, Letters.TEXT.length(), Optional.of(clock.instant()), Set.of(HeldFor.LETTERS)));
        assertThat(queue.sendingUse(BEN).held().letters()).isZero();
    }

    @Test
    void countsTwentyFourHoursAndNotWhatIsHeld() {
        send(ANNA, TWO, "bert@example.org");
        clock.advance(Duration.ofHours(1));
        send(ANNA, TWO, "bert@example.org");
        IntStream.range(0, 5).forEach(_ -> send(ANNA, TWO, "bert@example.org"));
        clock.advance(Duration.ofHours(23).minusMillis(1));
        QueueId early = send(ANNA, TWO, "bert@example.org");
        clock.advance(Duration.ofMillis(1));
        QueueId later = send(ANNA, TWO, "bert@example.org");

        assertThat(heldFor(early)).contains(HeldFor.LETTERS);
        assertThat(heldFor(later)).isEmpty();
    }

    @Test
    void countsRecipientsOnceForGoodInAnySpelling() {
        SendingLimits limits = new SendingLimits(100, 3);
        assertThat(heldFor(send(ANNA, limits, "a@example.org", "b@example.org")))
                .isEmpty();
        assertThat(heldFor(send(ANNA, limits, "A@Example.ORG", "b@example.org")))
                .isEmpty();
        QueueId two = send(ANNA, limits, "b@example.org", "c@example.org", "d@example.org");
        assertThat(heldFor(two)).contains(HeldFor.RECIPIENTS);
        assertThat(heldFor(send(ANNA, limits, "c@example.org"))).isEmpty();
        assertThat(heldFor(send(ANNA, limits, "d@example.org"))).contains(HeldFor.RECIPIENTS);
        assertThat(heldFor(send(BEN, limits, "d@example.org"))).isEmpty();
        reopen();
        assertThat(heldFor(send(ANNA, limits, "a@example.org", "c@example.org")))
                .isEmpty();
        assertThat(queue.sendingUse(ANNA).recipients()).isEqualTo(3);
        clock.advance(Duration.ofDays(400));
        queue.forget(clock.instant());
        assertThat(queue.sendingUse(ANNA).recipients()).isZero();
        SendingLimits none = new SendingLimits(100, 0);
        assertThat(heldFor(send(ANNA, none, "a@example.org"))).isEmpty();
        assertThat(heldFor(send(ANNA, none, "d@example.org"))).contains(HeldFor.RECIPIENTS);
        queue.forgetCorrespondents(ANNA);
        assertThat(heldFor(send(ANNA, none, "a@example.org"))).contains(HeldFor.RECIPIENTS);
    }

    @Test
    void isReleasedWithItsTimeBeforeItAndItsRecipientsKnown() {
        SendingLimits none = new SendingLimits(100, 0);
        QueueId first = send(ANNA, none, "a@example.org");
        QueueId second = send(ANNA, none, "b@example.org");
        QueueId third = send(ANNA, none, "c@example.org");
        Instant sent = clock.instant();
        clock.advance(Duration.ofDays(30));
        assertThat(queue.release(third)).isTrue();
        assertThat(due()).containsExactly(third);
        assertThat(queue.releaseHeld(ANNA)).isEqualTo(2);
        assertThat(queue.releaseHeld(ANNA)).isZero();
        reopen();

        assertThat(due()).containsExactlyInAnyOrder(first, second, third);
        assertThat(queue.sendingUse(ANNA)).satisfies(use -> {
            assertThat(use.letters()).isZero();
            assertThat(use.recipients()).isZero();
            assertThat(use.held().letters()).isZero();
        });
        assertThat(heldFor(send(ANNA, none, "b@example.org"))).isEmpty();
        Consignment consignment = queue.claim(Letters.address("a@example.org").domain(), clock.instant(), 10)
                .orElseThrow();
        assertThat(consignment.begun()).isEqualTo(clock.instant());
        assertThat(queue.show(first).orElseThrow().enqueued()).isEqualTo(sent);
    }

    /** What somebody holds by hand goes when they let it go, and not with all the rest. */
    @Test
    void staysHeldWhereSomebodyHoldsItByHand() {
        SendingLimits none = new SendingLimits(0, 0);
        QueueId byHand = send(ANNA, none, "a@example.org");
        QueueId other = send(ANNA, none, "b@example.org");
        assertThat(queue.hold(byHand)).isTrue();
        assertThat(queue.releaseHeld(ANNA)).isEqualTo(2);
        reopen();
        assertThat(due()).containsExactly(other);
        assertThat(queue.heldCount()).isZero();
        assertThat(queue.show(byHand).orElseThrow().recipients().getFirst().held())
                .isTrue();
        clock.advance(Duration.ofDays(9));
        assertThat(queue.release(byHand)).isTrue();
        assertThat(due()).containsExactlyInAnyOrder(byHand, other);
        QueueId third = send(ANNA, none, "c@example.org");
        queue.hold(third);
        assertThat(queue.release(third)).as("both holds").isTrue();
        assertThat(due()).contains(third);
        assertThat(heldFor(third)).isEmpty();
    }

    @Test
    void isRemovedWithoutAWord() {
        SendingLimits none = new SendingLimits(0, 0);
        QueueId anns = send(ANNA, none, "a@example.org");
        QueueId bens = send(BEN, none, "a@example.org");
        assertThat(queue.removeHeld(ANNA)).isEqualTo(1);
        assertThat(queue.show(anns).orElseThrow().recipients())
                .extracting(QueueEntry.RecipientEntry::state)
                .containsExactly(RecipientState.REMOVED);
        assertThat(queue.notices(10)).isEmpty();
        assertThat(heldFor(anns)).isEmpty();
        assertThat(heldFor(bens)).contains(HeldFor.LETTERS);
        assertThat(queue.remove(bens)).isEqualTo(1);
        assertThat(queue.heldCount()).isZero();
    }

    @Test
    void countsNothingThatGoesWithoutALimit() {
        IntStream.range(0, 5).forEach(i -> send(ANNA, SendingLimits.UNLIMITED, i + "@example.org"));
        assertThat(due()).hasSize(5);
        assertThat(queue.sendingUse(ANNA).letters()).isZero();
        assertThat(queue.sendingUse(ANNA).recipients()).isZero();
        assertThat(heldFor(send(ANNA, new SendingLimits(1, 0), "4@example.org")))
                .isEmpty();
    }

    @Test
    void holdsNoMoreThanSomebodyCanLookAt() {
        SendingLimits none = new SendingLimits(0, 0);
        String[] many =
                IntStream.range(0, 25_000).mapToObj(i -> i + "@example.org").toArray(String[]::new);
        Origin annas = new Origin.Submitted(ANNA, none, Optional.empty());
        send(ANNA, none, many);
        assertThat(queue.hasRoom(annas, 1)).isTrue();
        send(ANNA, none, many);
        assertThat(queue.hasRoom(annas, 1)).isFalse();
        assertThat(queue.hasRoom(new Origin.Submitted(BEN, none, Optional.empty()), 1))
                .isTrue();
        queue.removeHeld(ANNA);
        assertThat(queue.hasRoom(annas, 1)).isTrue();
    }

    /** RFC 4865: it leaves when it is time, with five days of attempts before it, across a restart. */
    @Test
    void waitsForItsTime() {
        Instant later = clock.instant().plus(Duration.ofDays(6));
        QueueId id = queue.enqueue(putOff(Optional.of(later), 1));
        QueueId held = queue.enqueue(putOff(Optional.of(later), 0));
        reopen();
        assertThat(due()).isEmpty();
        assertThat(queue.nextAttempt()).contains(later);
        queue.release(held);
        assertThat(due()).isEmpty();
        clock.set(later.minusMillis(1));
        assertThat(due()).isEmpty();
        clock.set(later);
        assertThat(due()).containsExactly(id, held);
        DomainName due = queue.due(clock.instant(), 1).getFirst();
        assertThat(queue.claim(due, clock.instant(), 1).orElseThrow().begun()).isEqualTo(later);
    }

    @Test
    void whatIsPutOffIsTriedAtOnceWhereTheOwnerSaysSo() {
        QueueId id = queue.enqueue(putOff(Optional.of(clock.instant().plusSeconds(600)), 10));
        assertThat(queue.retry(id)).isTrue();
        assertThat(queue.nextAttempt()).contains(clock.instant());
        DomainName due = queue.due(clock.instant(), 1).getFirst();
        assertThat(queue.claim(due, clock.instant(), 1).orElseThrow().begun()).isEqualTo(clock.instant());
        assertThat(queue.nextAttempt()).isEmpty();
    }

    @Test
    void putsNoMoreOffThanItMay() {
        Optional<Instant> later = Optional.of(clock.instant().plusSeconds(60));
        Origin more = new Origin.Submitted(ANNA, SendingLimits.UNLIMITED, later);
        queue.enqueueAll(Collections.nCopies(4_999, putOff(later, SendingLimits.NO_LIMIT)));
        assertThat(queue.hasRoom(more, 1)).isTrue();
        queue.enqueue(putOff(later, SendingLimits.NO_LIMIT));
        assertThat(queue.hasRoom(more, 1)).isFalse();
        assertThat(queue.hasRoom(new Origin.Submitted(ANNA, SendingLimits.UNLIMITED, Optional.empty()), 1))
                .isTrue();
        clock.advance(Duration.ofSeconds(60));
        assertThat(queue.hasRoom(more, 1)).isTrue();
    }

    private static NewMail putOff(Optional<Instant> notBefore, long letters) {
        return new NewMail(
                ReversePath.of(Letters.address("anna@example.test")),
                List.of(Letters.address("bert@example.org")),
                Octets.of(Letters.TEXT.getBytes(StandardCharsets.US_ASCII)),
                false,
                false,
                new Origin.Submitted(ANNA, new SendingLimits(letters, SendingLimits.NO_LIMIT), notBefore),
                Dsn.NONE,
                TlsWish.NONE);
    }

    /** A file of the version before is brought up to what a fresh one has, with what is in it. */
    @Test
    void upgradesTheFileOfBefore() {
        Path old = folder.resolve("old.sqlite");
        List<List<String>> migrations = QueueSchema.SCHEMA.migrations();
        try (Database before = Database.open(
                old, key, new Schema(QueueSchema.SCHEMA.applicationId(), migrations.subList(0, 3)), threads)) {
            before.write(sql -> {
                sql.execute(
                        "INSERT INTO message (id, name, reverse_path, eight_bit, smtp_utf8, submitter, headers_only, size,"
                                + " enqueued) VALUES (1, 'q-1', 'anna@example.test', 0, 0, '" + ANNA
                                + "', 0, 2, 1000)");
                sql.execute("INSERT INTO body VALUES (1, 0, x'0d0a')");
                sql.execute("INSERT INTO recipient (message, address, domain, state, next_attempt, notify)"
                        + " VALUES (1, 'a@example.org', 'example.org', 'WAITING', 1000, 0)");
                return 0;
            });
        }
        try (MailQueue upgraded = new MailQueue(old, key, threads, new SecureRandom(), clock)) {
            assertThat(upgraded.verify()).isEmpty();
            QueueEntry entry = upgraded.show(new QueueId("q-1")).orElseThrow();
            assertThat(entry.submitter()).contains(ANNA);
            assertThat(entry.heldFor()).isEmpty();
            assertThat(upgraded.sendingUse(ANNA).letters()).isZero();
            DomainName due = upgraded.due(clock.instant(), 10).getFirst();
            assertThat(upgraded.claim(due, clock.instant(), 10).orElseThrow().begun())
                    .isEqualTo(Instant.ofEpochMilli(1000));
        }
        assertThat(schema(old)).isEqualTo(schema(folder.resolve("fresh.sqlite")));
    }

    private List<String> schema(Path file) {
        try (Database database = Database.open(file, key, QueueSchema.SCHEMA, threads)) {
            return database.read(sql -> sql.query(
                    "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_schema ORDER BY type, name",
                    row -> row.text(0)));
        }
    }
}
