package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.dsn.DsnLetter;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.Deadline;
import org.letterlock.engine.queue.Dsn;
import org.letterlock.engine.queue.Letters;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.Notify;
import org.letterlock.engine.queue.QueueId;
import org.letterlock.engine.queue.RecipientState;
import org.letterlock.engine.queue.SettableClock;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.queue.Wish;
import org.letterlock.engine.smtp.DeliverBy;
import org.letterlock.engine.sqlite.SqliteThreads;

/** Letters that have a time of their own (RFC 2852), in the queue and at the next server. */
class DeliverByDeliveryTest {

    private static final String BERT = "bert@example.org";

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();
    private final SqliteThreads threads = new SqliteThreads(1, 2);
    private final List<DsnLetter> told = new CopyOnWriteArrayList<>();
    private final List<QueueEvent> events = new CopyOnWriteArrayList<>();
    private final List<Optional<DeliverBy>> tried = new CopyOnWriteArrayList<>();
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

    private QueueRunner runner() {
        Courier busy = new Courier() {
            @Override
            public void deliver(Consignment letter, Consumer<Map<Consignment.Recipient, Outcome>> outcomes) {
                tried.add(letter.by());
                Map<Consignment.Recipient, Outcome> later = new LinkedHashMap<>();
                letter.recipients().forEach(recipient -> later.put(recipient, new Outcome.Later(Letters.busy())));
                outcomes.accept(later);
            }

            @Override
            public void abort() {}

            @Override
            public void close() {}
        };
        QueueRunner runner = new QueueRunner(
                queue,
                busy,
                new Notices(new DsnWriter(clock, new Random(1)), new DomainName("mx.example.test"), told::add),
                new RetrySchedule(new Random(1)),
                new QueueRunner.Settings(2, 1, Duration.ofSeconds(2)),
                clock,
                events::add);
        runner.start();
        return runner;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private QueueId enqueue(DeliverBy by, Dsn dsn) {
        return queue.enqueue(Letters.letter(Deadline.of(by, clock.instant()), dsn, BERT));
    }

    private RecipientState state(QueueId id) {
        return queue.show(id).orElseThrow().recipients().getFirst().state();
    }

    private static String text(Octets octets) {
        try (InputStream in = octets.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void comesBackWhenItsTimeIsOver() {
        QueueId id = enqueue(new DeliverBy(100, true, false), Dsn.NONE);
        try (QueueRunner runner = runner()) {
            await(() -> events.size() == 1);
            assertThat(tried.getFirst()).contains(new DeliverBy(100, true, false));
            clock.advance(Duration.ofMillis(99_999));
            runner.wake();
            assertThat(queue.endOverdue(clock.instant(), 10)).isEmpty();
            clock.advance(Duration.ofMillis(1));
            runner.wake();
            await(() -> !told.isEmpty());
        }
        assertThat(state(id)).isEqualTo(RecipientState.FAILED);
        assertThat(events.getLast().kind()).isEqualTo(QueueEvent.Kind.BOUNCED);
        assertThat(text(told.getFirst().content()))
                .contains("Action: failed\r\nStatus: 5.4.7", "within the time that its sender gave");
        assertThat(told).hasSize(1);
    }

    @Test
    void comesBackHeldAndAfterARestartUntried() {
        QueueId id = enqueue(new DeliverBy(60, true, false), Dsn.NONE);
        queue.hold(id);
        queue.close();
        clock.advance(Duration.ofSeconds(61));
        open();
        try (QueueRunner _ = runner()) {
            await(() -> !told.isEmpty());
        }
        assertThat(tried).isEmpty();
        assertThat(state(id)).isEqualTo(RecipientState.FAILED);
    }

    @Test
    void itsSenderIsToldOnceAndItIsTriedOn() {
        QueueId id = enqueue(new DeliverBy(100, false, true), Dsn.NONE);
        try (QueueRunner runner = runner()) {
            await(() -> events.size() == 1);
            clock.advance(Duration.ofSeconds(100));
            runner.wake();
            await(() -> !told.isEmpty());
            assertThat(text(told.getFirst().content())).contains("Action: delayed\r\nStatus: 4.3.0");
            clock.advance(Duration.ofHours(5));
            runner.wake();
            await(() -> events.size() == 2);
        }
        assertThat(tried)
                .containsExactly(
                        Optional.of(new DeliverBy(100, false, true)), Optional.of(new DeliverBy(-18_000, false, true)));
        assertThat(told).hasSize(1);
        assertThat(state(id)).isEqualTo(RecipientState.WAITING);
    }

    @Test
    void tellsNobodyWhoWantsToHearNothingOrHeardItBefore() {
        Dsn never = new Dsn(
                Optional.empty(),
                false,
                Map.of(Letters.address(BERT), new Wish(Set.of(Notify.NEVER), Optional.empty())));
        QueueId silent = enqueue(new DeliverBy(100, true, false), never);
        enqueue(new DeliverBy(100, false, false), never);
        enqueue(new DeliverBy(-1, false, false), Dsn.NONE);
        clock.advance(Duration.ofSeconds(100));
        assertThat(queue.endOverdue(clock.instant(), 10)).hasSize(1);
        assertThat(queue.endOverdue(clock.instant(), 10)).isEmpty();
        assertThat(queue.notices(10)).isEmpty();
        assertThat(state(silent)).isEqualTo(RecipientState.FAILED);
    }

    /** What an untried letter waits for has a reason, too. */
    @Test
    void tellsOfALetterThatWasNotTriedYet() {
        QueueId id = enqueue(new DeliverBy(100, false, false), Dsn.NONE);
        queue.hold(id);
        clock.advance(Duration.ofSeconds(100));
        try (QueueRunner _ = runner()) {
            await(() -> !told.isEmpty());
        }
        assertThat(text(told.getFirst().content())).contains("Action: delayed\r\nStatus: 4.4.7");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "DELIVERBY,     120;R, BY=120;R",
                "DELIVERBY 120, 120;R, BY=120;R",
                "DELIVERBY 121, 120;R, -",
                "DELIVERBY 121, 120;NT, BY=120;NT",
                "8BITMIME,      120;R, -",
                "8BITMIME,      120;N, ''"
            })
    void tellsTheNextServerOrKeepsTheLetterFromIt(String offered, String by, String expected) throws IOException {
        try (Outside outside = new Outside();
                ScriptedServer server = new ScriptedServer(new MailSink(offered))) {
            outside.dns().address("mx.example.org", "127.0.0.1");
            outside.route("example.org", "mx.example.org", server);
            Map<Consignment.Recipient, Outcome> outcomes = new LinkedHashMap<>();
            Consignment.Recipient recipient =
                    new Consignment.Recipient(1, Letters.address(BERT), 50, Set.of(), Optional.empty());
            try (RemoteCourier courier = outside.courier()) {
                courier.deliver(
                        new Consignment(
                                new QueueId("q-1"),
                                ReversePath.of(Letters.address("anna@example.test")),
                                new DomainName("example.org"),
                                List.of(recipient),
                                Octets.of(Letters.TEXT.getBytes(StandardCharsets.US_ASCII)),
                                false,
                                false,
                                Optional.empty(),
                                false,
                                TlsWish.NONE,
                                Optional.empty(),
                                Optional.of(parsed(by)),
                                Instant.EPOCH),
                        outcomes::putAll);
            }
            Outcome outcome = Objects.requireNonNull(outcomes.get(recipient));
            String mail = String.join("\n", server.heard());
            if (expected == null) {
                assertThat(outcome).isInstanceOf(Outcome.Refused.class);
                assertThat(outcome.answer().status()).hasToString("5.3.3");
                assertThat(mail).doesNotContain("MAIL FROM");
            } else {
                assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
                assertThat(mail).contains("MAIL FROM:<anna@example.test>" + (expected.isEmpty() ? "" : " " + expected));
                assertThat(mail.contains("BY=")).isEqualTo(!expected.isEmpty());
            }
        }
    }

    private static DeliverBy parsed(String by) {
        String[] parts = by.split(";", -1);
        return new DeliverBy(Long.parseLong(parts[0]), parts[1].startsWith("R"), parts[1].endsWith("T"));
    }
}
