package org.letterlock.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.queue.TlsTally.Failure;
import org.letterlock.engine.queue.TlsTally.Sessions;
import org.letterlock.engine.report.TlsFailure;
import org.letterlock.engine.report.TlsReport;
import org.letterlock.engine.report.TlsReport.PolicyType;
import org.letterlock.engine.sqlite.SqliteThreads;

/** How TLS with others went, as it is kept until they are told. */
final class TlsTallyTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 28);
    private static final DomainName THERE = new DomainName("example.org");
    private static final TlsReport.Policy NONE =
            new TlsReport.Policy(PolicyType.NO_POLICY_FOUND, List.of(), "example.org", List.of());
    private static final TlsReport.Policy STS = new TlsReport.Policy(
            PolicyType.STS, List.of("version: STSv1", "mode: enforce"), "example.org", List.of("*.example.org", "b"));
    private static final Failure EXPIRED =
            new Failure(TlsFailure.CERTIFICATE_EXPIRED, "mx.example.org", "192.0.2.1", "192.0.2.9");

    @TempDir
    Path folder;

    private final SqliteThreads threads = new SqliteThreads(1, 1);
    private MailQueue queue;
    private TlsTally tally;

    @BeforeEach
    void open() {
        queue = new MailQueue(
                folder.resolve("queue.sqlite"), new byte[32], threads, new SecureRandom(), new SettableClock());
        tally = queue.tlsTally();
    }

    @AfterEach
    void close() {
        assertThat(queue.verify()).isEmpty();
        queue.close();
        threads.close();
    }

    private static Sessions sessions(TlsReport.Policy policy, Failure... failure) {
        return new Sessions(DAY, THERE, policy, failure.length == 0 ? Optional.empty() : Optional.of(failure[0]));
    }

    private static TlsReport.Failure told(Failure failure, long count) {
        return new TlsReport.Failure(
                failure.type(),
                Optional.of(failure.ourAddress()).filter(text -> !text.isEmpty()),
                Optional.of(failure.mxHost()),
                Optional.of(failure.mxAddress()).filter(text -> !text.isEmpty()),
                count,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void addsUpByPolicyAndFailureAndKeepsItWhenTheFileIsOpenedAgain() {
        Failure unnamed = new Failure(TlsFailure.VALIDATION_FAILURE, "other.example.org", "", "");
        tally.add(Map.of(sessions(STS), 3L, sessions(STS, EXPIRED), 2L));
        tally.add(Map.of(sessions(STS), 1L, sessions(STS, EXPIRED), 1L));
        tally.add(Map.of(sessions(STS, unnamed), 1L));
        tally.add(Map.of(sessions(NONE), 1L));
        queue.close();
        open();
        assertThat(tally.of(new ReportDay(DAY, THERE)))
                .containsExactly(
                        new TlsReport.PolicyResult(STS, 4, 4, List.of(told(EXPIRED, 3), told(unnamed, 1))),
                        new TlsReport.PolicyResult(NONE, 1, 0, List.of()));
    }

    @Test
    void namesTheDaysThatAreOver() {
        tally.add(Map.of(sessions(NONE), 1L, new Sessions(DAY.plusDays(1), THERE, NONE, Optional.empty()), 1L));
        assertThat(tally.days().before(DAY, Optional.empty(), 10)).isEmpty();
        assertThat(tally.days().before(DAY.plusDays(1), Optional.empty(), 10))
                .containsExactly(new ReportDay(DAY, THERE));
        assertThat(tally.days().before(DAY.plusDays(2), Optional.empty(), 10)).hasSize(2);
        assertThat(tally.days().before(DAY.plusDays(2), Optional.empty(), 1))
                .containsExactly(new ReportDay(DAY, THERE));
    }

    @Test
    void rememberWhoWasToldUntilTheDayIsForgotten() {
        ReportDay due = new ReportDay(DAY, THERE);
        tally.add(Map.of(sessions(STS, EXPIRED), 1L));
        tally.days().told(due, "mailto:a@example.org");
        tally.days().told(due, "mailto:a@example.org");
        assertThat(tally.days().told(due)).containsExactly("mailto:a@example.org");
        tally.days().forget(due);
        assertThat(tally.days().told(due)).isEmpty();
        assertThat(tally.of(due)).isEmpty();
        tally.add(Map.of(sessions(STS, EXPIRED), 1L));
        tally.days().clear();
        assertThat(tally.days().before(DAY.plusDays(1), Optional.empty(), 10)).isEmpty();
    }

    @Test
    void countsNoMorePoliciesOfADestinationAndNoMoreFailuresThanItHasRoomFor() {
        Map<Sessions, Long> many = new HashMap<>();
        for (int i = 0; i < TlsTally.MOST_OF_DESTINATION + 5; i++) {
            many.put(sessions(new TlsReport.Policy(PolicyType.TLSA, List.of(), "mx" + i + ".test", List.of())), 1L);
        }
        tally.add(many);
        assertThat(tally.of(new ReportDay(DAY, THERE))).hasSize(TlsTally.MOST_OF_DESTINATION);
        tally.days().clear();
        Map<Sessions, Long> failures = new HashMap<>();
        for (int i = 0; i < TlsTally.MOST_FAILURES + 5; i++) {
            failures.put(sessions(STS, new Failure(TlsFailure.CERTIFICATE_EXPIRED, "mx" + i + ".test", "", "")), 1L);
        }
        tally.add(failures);
        TlsReport.PolicyResult result = tally.of(new ReportDay(DAY, THERE)).getFirst();
        assertThat(result.failures()).hasSize(TlsTally.MOST_FAILURES);
        assertThat(result.failed()).isEqualTo(TlsTally.MOST_FAILURES + 5);
    }

    @Test
    void countsNoMorePoliciesOfADayThanItHasRoomFor() {
        Map<Sessions, Long> many = new HashMap<>();
        for (int i = 0; i < TlsTally.MOST_OF_DAY + 5; i++) {
            many.put(new Sessions(DAY, new DomainName("d" + i + ".test"), NONE, Optional.empty()), 1L);
        }
        tally.add(many);
        assertThat(tally.days().before(DAY.plusDays(1), Optional.empty(), 20_000))
                .hasSize(TlsTally.MOST_OF_DAY);
    }
}
