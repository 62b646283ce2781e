package org.letterlock.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.queue.Reports.Noted;
import org.letterlock.engine.queue.Reports.Returned;
import org.letterlock.engine.report.DmarcReport;
import org.letterlock.engine.report.DmarcReport.Disposition;
import org.letterlock.engine.report.DmarcReport.Row;
import org.letterlock.engine.report.TlsFailure;
import org.letterlock.engine.report.TlsReport;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.SqliteThreads;

/** What others report, as it is kept. */
final class ReportsTest {

    private static final DomainName OURS = new DomainName("example.test");
    private static final DomainName SENDER = new DomainName("example.net");
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Instant EVER = Instant.EPOCH;

    @TempDir
    Path folder;

    private final SqliteThreads threads = new SqliteThreads(1, 1);
    private MailQueue queue;
    private Reports reports;

    @BeforeEach
    void open() {
        SettableClock clock = new SettableClock();
        clock.set(NOW);
        queue = new MailQueue(folder.resolve("queue.sqlite"), new byte[32], threads, new SecureRandom(), clock);
        reports = queue.reports();
    }

    @AfterEach
    void close() {
        assertThat(queue.verify()).isEmpty();
        queue.close();
        threads.close();
    }

    private static Row row(String source, boolean passes, long letters) {
        return new Row(
                Optional.of(source),
                passes ? Disposition.NONE : Disposition.REJECT,
                passes,
                passes,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                letters);
    }

    private static DmarcReport report(String id, Row... rows) {
        return new DmarcReport("Example", id, OURS, Optional.empty(), Optional.empty(), List.of(rows));
    }

    @Test
    void addsUpWhatReportsSayAndKeepsItWhenTheFileIsOpenedAgain() {
        reports.note(OURS, SENDER, report("1", row("192.0.2.1", true, 3), row("192.0.2.9", false, 1)), NOW);
        reports.note(OURS, SENDER, report("2", row("192.0.2.1", true, 4)), NOW.plusSeconds(1));
        queue.close();
        open();
        assertThat(reports.letters(OURS, EVER, 10))
                .containsExactly(row("192.0.2.1", true, 7), row("192.0.2.9", false, 1));
        assertThat(reports.reporters(OURS, EVER, 10))
                .containsExactly(new Reports.Reporter("DMARC", "Example", 2, NOW.plusSeconds(1)));
        assertThat(reports.letters(OURS, NOW.plusSeconds(1), 10)).containsExactly(row("192.0.2.1", true, 4));
        assertThat(reports.letters(SENDER, EVER, 10)).isEmpty();
    }

    @Test
    void countsAReportOnceHoweverOftenItComes() {
        DmarcReport report = report("1", row("192.0.2.1", true, 3));
        assertThat(reports.note(OURS, SENDER, report, NOW)).isEqualTo(Noted.COUNTED);
        assertThat(reports.note(OURS, SENDER, report, NOW)).isEqualTo(Noted.KNOWN);
        assertThat(reports.note(OURS, OURS, report, NOW)).isEqualTo(Noted.COUNTED);
        assertThat(reports.letters(OURS, EVER, 10)).containsExactly(row("192.0.2.1", true, 6));
    }

    @Test
    void letsNoSenderAndNoDayBringTooMany() {
        for (int i = 0; i < Reports.MOST_OF_SENDER; i++) {
            assertThat(reports.note(OURS, SENDER, report("r" + i), NOW)).isEqualTo(Noted.COUNTED);
        }
        assertThat(reports.note(OURS, SENDER, report("more"), NOW)).isEqualTo(Noted.TOO_MANY);
        for (int i = Reports.MOST_OF_SENDER; i < Reports.MOST_OF_DOMAIN; i++) {
            assertThat(reports.note(OURS, new DomainName("d" + i + ".test"), report("1"), NOW))
                    .isEqualTo(Noted.COUNTED);
        }
        assertThat(reports.note(OURS, new DomainName("other.test"), report("1"), NOW))
                .isEqualTo(Noted.TOO_MANY);
        assertThat(reports.note(OURS, SENDER, report("more"), NOW.plus(Duration.ofDays(1))))
                .isEqualTo(Noted.COUNTED);
    }

    @Test
    void theOldestGoWhereThereAreTooManyRows() {
        List<Row> many = Collections.nCopies(DmarcReport.MOST_ROWS, row("192.0.2.1", true, 1));
        int fit = Reports.MOST_ROWS / DmarcReport.MOST_ROWS;
        Instant at = NOW;
        for (int i = 0; i <= fit; i++) {
            at = at.plus(Duration.ofHours(2));
            reports.note(OURS, SENDER, report("r" + i, many.toArray(Row[]::new)), at);
        }
        assertThat(reports.reporters(OURS, EVER, 1).getFirst().reports()).isEqualTo(fit + 1 - 10);
        assertThat(reports.note(OURS, SENDER, report("r" + fit), at)).isEqualTo(Noted.KNOWN);
        assertThat(reports.note(OURS, SENDER, report("r0"), at)).isEqualTo(Noted.COUNTED);
    }

    @Test
    void addsUpWhatReportsSayOfTls() {
        TlsReport.Policy policy = new TlsReport.Policy(TlsReport.PolicyType.STS, List.of(), "example.test", List.of());
        List<TlsReport.Failure> failures = new ArrayList<>();
        failures.add(new TlsReport.Failure(
                TlsFailure.CERTIFICATE_EXPIRED,
                Optional.empty(),
                Optional.of("mx.example.test"),
                Optional.empty(),
                2,
                Optional.empty(),
                Optional.empty()));
        for (String id : List.of("1", "2")) {
            reports.note(
                    OURS,
                    SENDER,
                    new TlsReport(
                            "Example",
                            id,
                            Optional.empty(),
                            NOW,
                            NOW,
                            List.of(new TlsReport.PolicyResult(policy, 10, 2, failures))),
                    NOW);
        }
        assertThat(reports.sessions(OURS, EVER, 10))
                .containsExactly(new Reports.TlsSum(TlsReport.PolicyType.STS, "example.test", 20, 4));
        assertThat(reports.failures(OURS, EVER, 10))
                .containsExactly(new Reports.TlsFailed(
                        TlsFailure.CERTIFICATE_EXPIRED, Optional.of("mx.example.test"), "Example", 4));
    }

    private static Reports.Back back(Returned kind, String other, String reason, String status, long letters) {
        return new Reports.Back(OURS, kind, other, reason, status, letters);
    }

    /** The first letter in a queue, refused for all of its recipients. */
    private void gaveUp(Answer answer, String... to) {
        queue.enqueue(Letters.letter(to));
        queue.settle(LongStream.rangeClosed(1, to.length)
                .boxed()
                .collect(Collectors.toMap(key -> key, _ -> new Settlement.Failed(answer))));
    }

    @Test
    void whatIsRefusedToNobodyIsNotCounted() {
        queue.enqueue(Letters.notice("bert@example.org"));
        queue.settle(Map.of(1L, new Settlement.Failed(Letters.refused())));
        assertThat(reports.returned(OURS, EVER, 10)).isEmpty();
    }

    @Test
    void whatOthersSayLeavesRoomForWhatOurOwnQueueGaveUp() {
        for (int domain = 0; domain < 4; domain++) {
            DomainName ours = new DomainName("ours" + domain + ".test");
            List<Reports.Back> said = new ArrayList<>();
            for (int i = 0; i < Reports.MOST_SAID_OF_DOMAIN + 50; i++) {
                said.add(new Reports.Back(ours, Returned.BOUNCE, "d" + i + ".test", "OTHER", "5.0.0", 1));
            }
            reports.note(said, NOW);
        }
        assertThat(reports.returned(new DomainName("ours0.test"), EVER, 10_000))
                .hasSize(Reports.MOST_SAID_OF_DOMAIN + 1)
                .contains(new Reports.Sum(Returned.BOUNCE, "", "OTHER", "", 50, NOW));
        // The third domain has what is left of the share of all, the fourth nothing.
        assertThat(reports.returned(new DomainName("ours3.test"), EVER, 10_000))
                .containsExactly(
                        new Reports.Sum(Returned.BOUNCE, "", "OTHER", "", Reports.MOST_SAID_OF_DOMAIN + 50, NOW));
        gaveUp(new Answer(new StatusCode(5, 2, 2), "552 5.2.2 mailbox full", Optional.empty()), "ben@example.net");
        assertThat(reports.returned(OURS, EVER, 10))
                .containsExactly(new Reports.Sum(Returned.BOUNCE, "example.net", "MAILBOX_FULL", "5.2.2", 1, NOW));
    }

    @Test
    void whatALetterSaysIsCountedAllOrNothing() {
        Reports.Back beyond = back(Returned.BOUNCE, "example.net", "OTHER", "", Long.MAX_VALUE);
        List<Reports.Back> said = List.of(back(Returned.BOUNCE, "example.org", "OTHER", "", 1), beyond, beyond);
        assertThatThrownBy(() -> reports.note(said, NOW)).isInstanceOf(DatabaseException.class);
        assertThat(reports.returned(OURS, EVER, 10)).isEmpty();
    }

    @Test
    void addsUpWhatCameBack() {
        reports.note(List.of(back(Returned.BOUNCE, "example.net", "MAILBOX_FULL", "5.2.2", 1)), NOW);
        reports.note(
                List.of(back(Returned.BOUNCE, "example.net", "MAILBOX_FULL", "5.2.2", 2)),
                NOW.plus(Duration.ofDays(1)));
        reports.note(List.of(back(Returned.DELAY, "example.net", "UNREACHABLE", "", 1)), NOW);
        assertThat(reports.returned(OURS, NOW, 10))
                .containsExactly(
                        new Reports.Sum(
                                Returned.BOUNCE,
                                "example.net",
                                "MAILBOX_FULL",
                                "5.2.2",
                                3,
                                NOW.plus(Duration.ofDays(1))),
                        new Reports.Sum(Returned.DELAY, "example.net", "UNREACHABLE", "", 1, NOW));
        assertThat(reports.returned(OURS, NOW.plus(Duration.ofDays(1)), 10))
                .singleElement()
                .satisfies(sum -> assertThat(sum.letters()).isEqualTo(2));
    }

    @Test
    void sumsUpWhatIsBeyondTheKindsThatADayHasRoomFor() {
        gaveUp(
                new Answer(new StatusCode(5, 0, 0), "500 5.0.0 no", Optional.empty()),
                IntStream.range(0, Reports.MOST_RETURNED + 50)
                        .mapToObj(i -> "ben@d" + i + ".test")
                        .toArray(String[]::new));
        List<Reports.Sum> sums = reports.returned(OURS, EVER, 10_000);
        assertThat(sums).hasSize(Reports.MOST_RETURNED + 1);
        assertThat(sums.getFirst()).isEqualTo(new Reports.Sum(Returned.BOUNCE, "", "OTHER", "", 50, NOW));
    }

    @Test
    void forgetsWhatIsOld() {
        reports.note(OURS, SENDER, report("old", row("192.0.2.1", true, 3)), NOW);
        reports.note(List.of(back(Returned.BOUNCE, "example.net", "OTHER", "", 1)), NOW);
        reports.sweep(NOW.plus(Reports.AGE));
        assertThat(reports.letters(OURS, EVER, 10)).hasSize(1);
        assertThat(reports.returned(OURS, EVER, 10)).hasSize(1);
        reports.sweep(NOW.plus(Reports.AGE).plus(Duration.ofDays(1)));
        assertThat(reports.letters(OURS, EVER, 10)).isEmpty();
        assertThat(reports.reporters(OURS, EVER, 10)).isEmpty();
        assertThat(reports.returned(OURS, EVER, 10)).isEmpty();
    }
}
