package org.letterlock.engine.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.queue.ReportDay;
import org.letterlock.engine.queue.ReportDays;

/**
 * When domains are told of their days (RFC 8460 §4.1, §5.5): within the four hours behind the day, at a time that differs from domain to domain, else an hour later and again,
 * until it is given up a day later. For one thread, and one of its own: the name and web servers of strangers may take their time.
 */
public final class DailyReports {

    private static final Duration SPREAD = Duration.ofHours(4);
    private static final Duration PATIENCE = Duration.ofHours(24);
    private static final Duration BUDGET = Duration.ofMinutes(50);
    private static final int AT_ONCE = 200;

    private final ReportDays days;
    private final Supplier<Optional<DomainName>> submitter;
    private final Clock clock;

    /** Where the last round ended, because its time was over: those behind it come first in the next. */
    private Optional<ReportDay> behind = Optional.empty();

    /** @param submitter the domain of ours that tells; empty where there is none */
    public DailyReports(ReportDays days, Supplier<Optional<DomainName>> submitter, Clock clock) {
        this.days = days;
        this.submitter = submitter;
        this.clock = clock;
    }

    /**
     * A report that is due.
     *
     * @param of what
     * @param us the domain of ours that tells
     */
    public record Due(ReportDay of, DomainName us) {

        /** Its name, the same however often it is sent, so that one that a crash made go twice counts once (RFC 9990 §3.5.1). */
        public String id() {
            return of.day() + "." + of.domain() + "@" + us;
        }

        /** Whom to ask about it. */
        public String contact() {
            return "postmaster@" + us;
        }

        /** The first second of the day. */
        public Instant begin() {
            return of.day().atStartOfDay(ZoneOffset.UTC).toInstant();
        }

        /** The last second of the day. */
        public Instant end() {
            return begin().plus(Duration.ofDays(1)).minusSeconds(1);
        }
    }

    /** Tells. */
    @FunctionalInterface
    public interface Teller {
        /** @return whether everybody was told, be it nobody; else it is tried again in an hour */
        boolean tell(Due due);
    }

    /**
     * Tells whom it is time to tell; to be called every hour. Blocks for about an hour at most, where others take their time, and goes on where it ended the next time. Ends early
     * where the thread is interrupted.
     */
    public void tend(Teller teller) {
        Optional<DomainName> us = submitter.get();
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Instant until = clock.instant().plus(BUDGET);
        List<ReportDay> some = days.before(today, behind, AT_ONCE);
        while (!some.isEmpty()) {
            for (ReportDay day : some) {
                if (Thread.currentThread().isInterrupted() || clock.instant().isAfter(until)) {
                    return;
                }
                behind = Optional.of(day);
                tend(day, us, teller);
            }
            some = days.before(today, behind, AT_ONCE);
        }
        behind = Optional.empty();
    }

    private void tend(ReportDay day, Optional<DomainName> us, Teller teller) {
        Instant over = day.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant at = over.plus(wait(day));
        boolean time = us.isPresent() && !clock.instant().isBefore(at);
        if (clock.instant().isAfter(at.plus(PATIENCE)) || (time && teller.tell(new Due(day, us.get())))) {
            days.forget(day);
        }
    }

    private static Duration wait(ReportDay day) {
        int spread = day.domain().ascii().hashCode() + day.day().hashCode();
        return Duration.ofSeconds(Math.floorMod(spread, SPREAD.toSeconds()));
    }
}
