package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.dsn.DsnLetter;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.queue.Answer;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.Dsn;
import org.letterlock.engine.queue.Letters;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.Notify;
import org.letterlock.engine.queue.QueueEntry;
import org.letterlock.engine.queue.QueueId;
import org.letterlock.engine.queue.RecipientState;
import org.letterlock.engine.queue.SettableClock;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.queue.Wish;
import org.letterlock.engine.sqlite.SqliteThreads;

class QueueRunnerTest {

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();
    private final SqliteThreads threads = new SqliteThreads(1, 2);
    private final List<DsnLetter> told = new CopyOnWriteArrayList<>();
    private final List<QueueEvent> events = new CopyOnWriteArrayList<>();
    private MailQueue queue;

    @BeforeEach
    void open() {
        queue = new MailQueue(folder.resolve("queue.sqlite"), new byte[32], threads, new SecureRandom(), clock);
    }

    @AfterEach
    void close() {
        assertThat(queue.verify()).isEmpty();
        queue.close();
        threads.close();
    }

    private QueueRunner runner(Courier courier) {
        return runner(courier, told::add);
    }

    private QueueRunner runner(Courier courier, Consumer<DsnLetter> outlet) {
        return runner(courier, outlet, new QueueRunner.Settings(6, 2, Duration.ofSeconds(2)));
    }

    private QueueRunner runner(Courier courier, Consumer<DsnLetter> outlet, QueueRunner.Settings settings) {
        QueueRunner runner = new QueueRunner(
                queue,
                courier,
                new Notices(new DsnWriter(clock, new Random(1)), Outside.OUR_NAME, outlet),
                new RetrySchedule(new Random(1)),
                settings,
                clock,
                events::add);
        runner.start();
        return runner;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private QueueEntry.RecipientEntry recipient(QueueId id) {
        return queue.show(id).orElseThrow().recipients().getFirst();
    }

    private boolean isIn(QueueId id, RecipientState state) {
        return recipient(id).state() == state;
    }

    private long sent(List<QueueId> ids) {
        return ids.stream().filter(id -> isIn(id, RecipientState.SENT)).count();
    }

    private String text(int index) {
        try (var in = told.get(index).content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Says the same of every recipient. */
    private static final class FixedCourier implements Courier {
        private final AtomicInteger calls = new AtomicInteger();
        private volatile Outcome outcome;

        FixedCourier(Outcome outcome) {
            this.outcome = outcome;
        }

        @Override
        public void deliver(Consignment consignment, Consumer<Map<Consignment.Recipient, Outcome>> outcomes) {
            calls.incrementAndGet();
            Map<Consignment.Recipient, Outcome> map = new LinkedHashMap<>();
            consignment.recipients().forEach(r -> map.put(r, outcome));
            outcomes.accept(map);
        }

        @Override
        public void abort() {}

        @Override
        public void close() {}
    }

    @Test
    void deliversWhatIsEnqueuedOverRealSockets() throws IOException {
        MailSink sink = new MailSink("PIPELINING", "STARTTLS").rcpt("no@example.org", "550 5.1.1 no such user");
        try (ScriptedServer server = new ScriptedServer(sink);
                Outside outside = new Outside().route("example.org", server);
                QueueRunner _ = runner(outside.courier())) {
            QueueId id = queue.enqueue(Letters.letter("bert@example.org", "no@example.org"));
            await(() -> queue.list(10).isEmpty()
                    && !told.isEmpty()
                    && queue.notices(1).isEmpty());

            assertThat(sink.letters()).singleElement().satisfies(letter -> {
                assertThat(letter.content()).isEqualTo(Letters.TEXT);
                assertThat(letter.tls()).isTrue();
            });
            assertThat(queue.show(id).orElseThrow().recipients())
                    .extracting(QueueEntry.RecipientEntry::state)
                    .containsExactly(RecipientState.SENT, RecipientState.FAILED);
            assertThat(told)
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.to()).hasToString("anna@example.test"));
            assertThat(text(0)).contains("Final-Recipient: rfc822; no@example.org", "Action: failed", "Status: 5.1.1");
            assertThat(text(0)).doesNotContain("bert@example.org");
            assertThat(events)
                    .extracting(QueueEvent::kind)
                    .containsExactlyInAnyOrder(QueueEvent.Kind.SENT, QueueEvent.Kind.BOUNCED);
        }
    }

    @Test
    void lettersToOneDestinationShareConnections() throws IOException {
        MailSink sink = new MailSink("PIPELINING");
        try (ScriptedServer server = new ScriptedServer(sink);
                Outside outside = new Outside().keeping(Duration.ofSeconds(60)).route("example.org", server)) {
            for (int i = 0; i < 40; i++) {
                queue.enqueue(Letters.letter("user" + i + "@example.org"));
            }
            try (QueueRunner _ = runner(outside.courier())) {
                await(() -> queue.list(1).isEmpty());
            }
            assertThat(sink.letters())
                    .extracting(MailSink.Letter::to)
                    .doesNotHaveDuplicates()
                    .hasSize(40);
            assertThat(server.connections()).isLessThanOrEqualTo(2);
            assertThat(server.heard()).filteredOn("QUIT"::equals).hasSize(server.connections());
        }
    }

    @Test
    void aDestinationThatHangsHoldsUpNobody() {
        CountDownLatch go = new CountDownLatch(1);
        FixedCourier taking = new FixedCourier(new Outcome.Accepted(Letters.accepted(), true));
        Courier courier = new Courier() {
            @Override
            public void deliver(Consignment consignment, Consumer<Map<Consignment.Recipient, Outcome>> outcomes) {
                if (consignment.destination().ascii().startsWith("hangs")) {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
                taking.deliver(consignment, outcomes);
            }

            @Override
            public void abort() {}

            @Override
            public void close() {}
        };
        for (int i = 0; i < 1_200; i++) {
            queue.enqueue(Letters.letter("user" + i + "@hangs" + i % 2 + ".test"));
        }
        try (QueueRunner _ = runner(courier)) {
            await(() -> events.isEmpty());
            for (int i = 0; i < 20; i++) {
                queue.enqueue(Letters.letter("user@quick" + i % 4 + ".test"));
            }
            await(() -> events.size() == 20);
            assertThat(events)
                    .allSatisfy(event ->
                            assertThat(event.recipient().domain().ascii()).startsWith("quick"));
            go.countDown();
            await(() -> events.size() == 1_220);
        }
    }

    @Test
    void aDestinationThatWantsLessHasAPause() {
        Answer tooMuch = new Answer(new StatusCode(4, 7, 0), "421 4.7.0 too many letters", Optional.of("mx.busy.test"));
        FixedCourier courier = new FixedCourier(new Outcome.Later(tooMuch));
        List<QueueId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(queue.enqueue(Letters.letter("user" + i + "@busy.test")));
        }
        try (QueueRunner runner = runner(courier)) {
            await(() -> courier.calls.get() > 0);
            queue.enqueue(Letters.letter("bert@example.org"));
            await(() -> courier.calls.get() > 1
                    && events.stream()
                            .anyMatch(event -> event.recipient().domain().equals(new DomainName("example.org"))));
            int before = courier.calls.get();
            assertThat(before).isLessThanOrEqualTo(3);
            courier.outcome = new Outcome.Accepted(Letters.accepted(), true);
            clock.advance(Duration.ofMinutes(9));
            runner.wake();
            queue.enqueue(Letters.letter("carl@example.net"));
            await(() -> events.stream()
                    .anyMatch(event -> event.recipient().domain().equals(new DomainName("example.net"))));
            assertThat(sent(ids)).isZero();
            clock.advance(Duration.ofMinutes(10));
            runner.wake();
            await(() -> sent(ids) == 5);
        }
    }

    @Test
    void lettersThatWaitBehindAPauseAreToldOfAndGivenUpInTime() {
        Answer tooMuch = new Answer(new StatusCode(4, 7, 0), "421 4.7.0 too many letters", Optional.of("mx.busy.test"));
        FixedCourier courier = new FixedCourier(new Outcome.Later(tooMuch));
        List<QueueId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(queue.enqueue(Letters.letter("user" + i + "@busy.test")));
        }
        try (QueueRunner runner = runner(courier)) {
            await(() -> courier.calls.get() > 0 && events.size() == courier.calls.get());
            int before = courier.calls.get();
            clock.advance(Duration.ofHours(4));
            runner.wake();
            await(() -> told.size() == 5);
            assertThat(courier.calls.get()).isLessThanOrEqualTo(before + 2);
            clock.advance(Duration.ofDays(5));
            runner.wake();
            await(() -> ids.stream().allMatch(id -> isIn(id, RecipientState.FAILED)));
        }
    }

    @Test
    void aNewAddressSendsFewLettersToStrangers() {
        FixedCourier courier = new FixedCourier(new Outcome.Accepted(Letters.accepted(), true));
        for (int i = 0; i < 25; i++) {
            queue.enqueue(Letters.letter("user" + i + "@stranger.test"));
            queue.enqueue(Letters.letter("user" + i + "@friend.test"));
        }
        QueueRunner.Settings settings = new QueueRunner.Settings(6, 2, Duration.ofSeconds(2))
                .with(UnaryOperator.identity(), domain -> domain.ascii().equals("stranger.test"));
        try (QueueRunner runner = runner(courier, told::add, settings)) {
            await(() -> events.size() == 45 && courier.calls.get() == 45);
            clock.advance(Duration.ofHours(1));
            runner.wake();
            await(() -> queue.list(1).isEmpty());
        }
        assertThat(queue.firstSent()).isPresent();
    }

    @Test
    void triesForFiveDaysTellsOfTheDelayOnceAndGivesUp() {
        FixedCourier courier = new FixedCourier(new Outcome.Later(Letters.busy()));
        Instant start = clock.instant();
        List<Duration> ages = new ArrayList<>();
        try (QueueRunner runner = runner(courier)) {
            QueueId id = queue.enqueue(Letters.letter("bert@example.org"));
            for (int attempt = 1; !isIn(id, RecipientState.FAILED); attempt++) {
                int made = attempt;
                runner.wake();
                await(() -> recipient(id).attempts() == made && recipient(id).state() != RecipientState.SENDING);
                ages.add(Duration.between(start, clock.instant()));
                if (isIn(id, RecipientState.WAITING)) {
                    clock.set(recipient(id).nextAttempt());
                }
            }
            await(() -> told.size() == 2);
            assertThat(recipient(id).last().orElseThrow().status()).hasToString("5.4.7");
        }
        assertThat(ages.get(1)).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
        assertThat(ages.getLast()).isEqualTo(Duration.ofDays(5));
        assertThat(text(0)).contains("Action: delayed", "Will-Retry-Until: Fri, 27 Nov 2026 12:00:00 +0000");
        assertThat(text(1)).contains("Action: failed", "Status: 5.4.7");
    }

    @Test
    void neverTellsOfWhatHasANullReversePathOrWasNotWanted() {
        try (QueueRunner _ = runner(new FixedCourier(new Outcome.Refused(Letters.refused())))) {
            queue.enqueue(Letters.notice("bert@example.org"));
            queue.enqueue(Letters.letter(
                    Letters.TEXT.getBytes(StandardCharsets.US_ASCII),
                    new Dsn(
                            Optional.empty(),
                            false,
                            Map.of(
                                    Letters.address("bert@example.org"),
                                    new Wish(Set.of(Notify.NEVER), Optional.empty()))),
                    "bert@example.org"));
            await(() -> events.size() == 2 && queue.list(10).isEmpty());
        }
        assertThat(told).isEmpty();
    }

    /** Where an address sends mail on to is its owner's secret, and the words of the other server may tell it. */
    @Test
    void namesNoTargetOfWhatWasSentOn() {
        Answer answer = new Answer(
                new StatusCode(5, 1, 1), "550 5.1.1 no secret@hidden.example", Optional.of("mx.hidden.example"));
        try (QueueRunner _ = runner(new FixedCourier(new Outcome.Refused(answer)))) {
            queue.enqueue(Letters.forwarded("public@example.test", "secret@hidden.example", "other@hidden.example"));
            await(() -> queue.list(10).isEmpty() && queue.notices(1).isEmpty());
        }
        assertThat(told).hasSize(1);
        assertThat(text(0))
                .contains("Final-Recipient: rfc822; public@example.test", "Status: 5.1.1", "Action: failed")
                .containsOnlyOnce("Final-Recipient")
                .doesNotContain("hidden", "secret", "Remote-MTA");
    }

    @Test
    void aNoticeOfALetterThatGoesOverTlsAloneDoesSoTooAndReturnsTheHeaderAlone() {
        try (QueueRunner _ = runner(new FixedCourier(new Outcome.Refused(Letters.refused())))) {
            queue.enqueue(Letters.letter(TlsWish.REQUIRED, "bert@example.org"));
            queue.enqueue(Letters.letter("carl@example.org"));
            await(() -> told.size() == 2 && queue.list(10).isEmpty());
        }
        for (DsnLetter notice : told) {
            boolean required = text(told.indexOf(notice)).contains("bert@example.org");
            assertThat(notice.requireTls()).isEqualTo(required);
            assertThat(text(told.indexOf(notice)).contains("Hello.")).isNotEqualTo(required);
        }
    }

    @Test
    void offersANoticeAgainUntilItIsTaken() {
        AtomicInteger offers = new AtomicInteger();
        Consumer<DsnLetter> outlet = letter -> {
            if (offers.incrementAndGet() < 3) {
                throw new IllegalStateException("not now");
            }
            told.add(letter);
        };
        try (QueueRunner runner = runner(new FixedCourier(new Outcome.Refused(Letters.refused())), outlet)) {
            queue.enqueue(Letters.letter("bert@example.org"));
            await(() -> {
                runner.wake();
                return !told.isEmpty() && queue.notices(1).isEmpty();
            });
        }
        assertThat(told).hasSize(1);
    }

    @Test
    void keepsToItsLimits() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        Courier slow = new Courier() {
            @Override
            public void deliver(Consignment consignment, Consumer<Map<Consignment.Recipient, Outcome>> outcomes) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                now.decrementAndGet();
                new FixedCourier(new Outcome.Accepted(Letters.accepted(), true)).deliver(consignment, outcomes);
            }

            @Override
            public void abort() {}

            @Override
            public void close() {}
        };
        for (int i = 0; i < 20; i++) {
            queue.enqueue(Letters.letter("user" + i + "@busy.test"));
        }
        try (QueueRunner _ = runner(slow)) {
            await(() -> now.get() == 2);
            for (int i = 0; i < 20; i++) {
                queue.enqueue(Letters.letter("user@d" + i + ".test"));
            }
            await(() -> now.get() == 6);
            go.countDown();
            await(() -> queue.list(1).isEmpty());
        }
        assertThat(most).hasValue(6);
    }

    @Test
    void stopsInGraceAndCutsOffWhatTakesLonger() throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::untilClosed);
                Outside outside = new Outside().route("example.org", server)) {
            QueueId id = queue.enqueue(Letters.letter("bert@example.org"));
            QueueRunner runner = runner(outside.courier());
            await(() -> server.connections() > 0);
            runner.close();
            assertThat(isIn(id, RecipientState.WAITING)).isTrue();
        }
    }

    @Test
    void aFaultOfTheCourierIsOneMoreAttempt() {
        Courier faulty = new Courier() {
            @Override
            public void deliver(Consignment consignment, Consumer<Map<Consignment.Recipient, Outcome>> outcomes) {
                throw new IllegalStateException("a fault");
            }

            @Override
            public void abort() {}

            @Override
            public void close() {}
        };
        try (QueueRunner _ = runner(faulty)) {
            QueueId id = queue.enqueue(Letters.letter("bert@example.org"));
            await(() -> recipient(id).attempts() == 1 && isIn(id, RecipientState.WAITING));
        }
    }
}
