package org.letterlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.journal.MailLog.Event;
import org.letterlock.engine.journal.MailLog.Kind;
import org.letterlock.engine.journal.MailLog.Retention;
import org.letterlock.engine.sqlite.SqliteThreads;

final class MailLogTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");

    private final SqliteThreads threads = new SqliteThreads(1, 2);

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        threads.close();
    }

    private MailLog open(Instant now, long events) {
        return new MailLog(
                folder.resolve("journal.sqlite"),
                new byte[32],
                threads,
                Clock.fixed(now, ZoneOffset.UTC),
                new Retention(Duration.ofDays(10), events));
    }

    private List<Event> reopened(Instant now, long events) {
        try (MailLog log = open(now, events)) {
            return log.latest(10_000);
        }
    }

    @Test
    void keepsWhatWasRecordedNewestFirst() {
        try (MailLog log = open(NOW, 100)) {
            log.record(Kind.STARTED, "", "");
            log.record(Kind.ACCEPTED, "c-1", "to anna@example.test");
        }
        assertThat(reopened(NOW, 100))
                .containsExactly(
                        new Event(NOW, Kind.ACCEPTED, "c-1", "to anna@example.test"),
                        new Event(NOW, Kind.STARTED, "", ""));
    }

    @Test
    void tellsWhatWasRecordedJustBefore() {
        try (MailLog log = open(NOW, 1_000)) {
            for (int i = 0; i < 200; i++) {
                log.record(Kind.REFUSED, "c-" + i, "");
                assertThat(log.about("c-" + i, 1)).hasSize(1);
            }
        }
    }

    @Test
    void findsByKindTimeAndConnection() {
        try (MailLog log = open(NOW, 100)) {
            int number = 0;
            for (Kind kind : Kind.values()) {
                log.record(kind, "c-" + number++ % 2, kind.name());
            }
        }
        try (MailLog log = open(NOW.plusSeconds(60), 100)) {
            assertThat(log.latest(EnumSet.of(Kind.SENT, Kind.BOUNCED), NOW, 10))
                    .extracting(Event::kind)
                    .containsExactly(Kind.BOUNCED, Kind.SENT);
            assertThat(log.latest(Set.of(Kind.SENT), NOW.plusMillis(1), 10)).isEmpty();
            assertThat(log.latest(EnumSet.allOf(Kind.class), NOW, 3)).hasSize(3);
            assertThat(log.about("c-1", 100)).hasSize(Kind.values().length / 2);
            assertThat(log.about("c-7", 100)).isEmpty();
        }
    }

    @Test
    void forgetsWhatIsTooOldOrTooMuch() {
        try (MailLog log = open(NOW, 10_000)) {
            for (int i = 0; i < 50; i++) {
                log.record(Kind.ACCEPTED, "", Integer.toString(i));
            }
        }
        assertThat(reopened(NOW, 10))
                .extracting(Event::detail)
                .hasSize(10)
                .startsWith("49")
                .endsWith("40");
        assertThat(reopened(NOW.plus(Duration.ofDays(10)), 10)).hasSize(10);
        assertThat(reopened(NOW.plus(Duration.ofDays(10)).plusMillis(1), 10)).isEmpty();
    }

    @Test
    void forgetsWhileItRuns() {
        try (MailLog log = open(NOW, 10)) {
            for (int i = 0; i < 5000; i++) {
                log.record(Kind.ACCEPTED, "", Integer.toString(i));
            }
        }
        assertThat(reopened(NOW, 10_000))
                .hasSizeLessThan(2000)
                .first()
                .extracting(Event::detail)
                .isEqualTo("4999");
    }

    @Test
    void makesTextOfStrangersHarmless() {
        try (MailLog log = open(NOW, 10)) {
            log.record(Kind.REFUSED, "c\r\n2", "a\u001b[31m\u007f\u009b\u202e\u2066b\ud83d\udce8\ud83d");
            log.record(Kind.REFUSED, "", "x".repeat(5000));
        }
        List<Event> events = reopened(NOW, 10);
        assertThat(events.get(1).connection()).isEqualTo("c\\u000d\\u000a2");
        assertThat(events.get(1).detail()).isEqualTo("a\\u001b[31m\\u007f\\u009b\\u202e\\u2066b\ud83d\udce8\\ud83d");
        assertThat(events.get(0).detail()).hasSize(1001).endsWith("\u2026");
    }

    @Test
    void dropsAndCountsWhatItCannotHold() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Event event = new Event(NOW, Kind.SENT, "", "");
        JournalWriter writer = new JournalWriter(5, events -> {
            writing.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        writer.offer(event);
        writing.await();
        for (int i = 0; i < 8; i++) {
            writer.offer(event);
        }
        assertThat(writer.dropped()).isEqualTo(3);
        go.countDown();
        writer.close();
        writer.offer(event);
        assertThat(writer.dropped()).isEqualTo(4);
    }

    @Test
    void theFileHoldsNoPlaintext() throws Exception {
        try (MailLog log = open(NOW, 10)) {
            log.record(Kind.REFUSED, "", "anna@example.test");
        }
        assertThat(new String(Files.readAllBytes(folder.resolve("journal.sqlite")), StandardCharsets.ISO_8859_1))
                .doesNotContain("anna")
                .doesNotContain("SQLite");
    }

    @Test
    void anEventAfterTheCloseHarmsNobody() {
        MailLog log = open(NOW, 10);
        log.close();
        log.record(Kind.STOPPED, "", "");
        assertThat(log.dropped()).isEqualTo(1);
    }
}
