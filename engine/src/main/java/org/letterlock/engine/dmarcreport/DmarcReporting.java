package org.letterlock.engine.dmarcreport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.letterlock.engine.delivery.LetterQueue;
import org.letterlock.engine.delivery.ReportLetter;
import org.letterlock.engine.dmarc.ReportTarget;
import org.letterlock.engine.dmarc.ReportTargets;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.DmarcTally;
import org.letterlock.engine.queue.Dsn;
import org.letterlock.engine.queue.Gathering;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.queue.Origin;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.report.DmarcFeedback;
import org.letterlock.engine.report.DmarcReportWriter;

/**
 * Counts letters in the names of other domains while it is on, and tells those domains of the day before, by a signed letter through the queue. A report goes out within the
 * four hours behind its day, at a time that differs from domain to domain, and is given up a day later. It has one name however often it is sent (RFC 9990 §3.5.1), so that one
 * that a crash made go twice counts once. Safe for any number of threads.
 */
public final class DmarcReporting implements Consumer<DmarcTally.Letter>, AutoCloseable {

    private static final Duration SPREAD = Duration.ofHours(4);
    private static final Duration PATIENCE = Duration.ofHours(24);
    private static final int AT_ONCE = 200;
    private static final Duration BUDGET = Duration.ofMinutes(50);

    private final DmarcTally tally;
    private final BooleanSupplier on;
    private final Supplier<Optional<DomainName>> submitter;
    private final Gathering<DmarcTally.Letters> gathering;
    private final ReportTargets targets;
    private final Predicate<DomainName> ours;
    private final Post post;
    private final EventLog log;
    private final Clock clock;

    /** Where the last round ended, because its time was over: those behind it come first in the next. Of the thread that tends alone. */
    private Optional<DmarcTally.Due> behind = Optional.empty();

    /**
     * How letters leave.
     *
     * @param letters writes them
     * @param queue takes them
     */
    public record Post(ReportLetter letters, LetterQueue queue) {}

    /**
     * What there is to tell, and whether.
     *
     * @param on whether anybody is told
     * @param ours which domains are our own, and told nothing
     * @param submitter the domain of ours that tells; empty where there is none
     */
    public record Subject(
            DmarcTally tally,
            BooleanSupplier on,
            Predicate<DomainName> ours,
            Supplier<Optional<DomainName>> submitter) {}

    public DmarcReporting(Subject subject, ReportTargets targets, Post post, EventLog log, Clock clock) {
        this.tally = subject.tally();
        this.on = subject.on();
        this.ours = subject.ours();
        this.submitter = subject.submitter();
        this.gathering = new Gathering<>("letters in the names of others", tally::add);
        this.targets = targets;
        this.post = post;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void accept(DmarcTally.Letter letter) {
        if (on.getAsBoolean() && !ours.test(letter.policy().domain())) {
            gathering.count(new DmarcTally.Letters(
                    LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), letter.policy(), letter.kind()));
        }
    }

    /**
     * Tells whom it is time to tell; to be called every hour, by one thread. Blocks for about an hour at most, where name servers take their time, and goes on where it ended the
     * next time. Ends early where the thread is interrupted.
     */
    public void tend() {
        if (!on.getAsBoolean()) {
            gathering.forget();
            tally.clear();
            return;
        }
        Optional<DomainName> us = submitter.get();
        gathering.flush();
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Instant until = clock.instant().plus(BUDGET);
        List<DmarcTally.Due> some = tally.before(today, behind, AT_ONCE);
        while (!some.isEmpty()) {
            for (DmarcTally.Due due : some) {
                if (Thread.currentThread().isInterrupted() || clock.instant().isAfter(until)) {
                    return;
                }
                behind = Optional.of(due);
                tend(due, us);
            }
            some = tally.before(today, behind, AT_ONCE);
        }
        behind = Optional.empty();
    }

    private void tend(DmarcTally.Due due, Optional<DomainName> us) {
        Instant end = due.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant at = end.plus(wait(due));
        if (clock.instant().isAfter(at.plus(PATIENCE))) {
            tally.forget(due);
        } else if (us.isPresent() && !clock.instant().isBefore(at)) {
            tell(due, us.get());
        }
    }

    private static Duration wait(DmarcTally.Due due) {
        int spread = due.domain().ascii().hashCode() + due.day().hashCode();
        return Duration.ofSeconds(Math.floorMod(spread, SPREAD.toSeconds()));
    }

    private void tell(DmarcTally.Due due, DomainName us) {
        switch (targets.of(due.domain())) {
            case ReportTargets.Found.Later() -> {
                // Asked again in an hour.
            }
            case ReportTargets.Found.Told(List<ReportTarget> wanted) -> {
                if (!wanted.isEmpty()) {
                    tell(due, us, wanted);
                }
                tally.forget(due);
            }
        }
    }

    private void tell(DmarcTally.Due due, DomainName us, List<ReportTarget> wanted) {
        Instant begin = due.day().atStartOfDay(ZoneOffset.UTC).toInstant();
        DmarcFeedback report = new DmarcFeedback(
                us.ascii(),
                "postmaster@" + us,
                due.day() + "." + due.domain() + "@" + us,
                due.policy(),
                begin,
                begin.plus(Duration.ofDays(1)).minusSeconds(1),
                tally.of(due));
        byte[] packed = DmarcReportWriter.packed(report);
        Set<String> told = tally.told(due);
        for (ReportTarget target : wanted) {
            String to = target.address().toString();
            Octets letter =
                    post.letters().write(new ReportLetter.About(us, due.domain(), target.address()), report, packed);
            if (told.contains(to) || letter.length() > target.mostOctets()) {
                continue;
            }
            post.queue()
                    .enqueue(List.of(new NewMail(
                            ReversePath.none(),
                            List.of(target.address()),
                            letter,
                            false,
                            false,
                            new Origin.Notice(),
                            Dsn.NONE,
                            TlsWish.NONE)));
            log.record(MailLog.Kind.REPORTED, "", "DMARC report of " + due.day() + " to " + to);
            tally.told(due, to);
        }
    }

    /** Writes what was counted, and counts no more. */
    @Override
    public void close() {
        gathering.close();
    }
}
