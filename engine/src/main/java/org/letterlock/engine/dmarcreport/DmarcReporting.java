package org.letterlock.engine.dmarcreport;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.letterlock.engine.delivery.DailyReports;
import org.letterlock.engine.delivery.ReportLetter;
import org.letterlock.engine.delivery.ReportPost;
import org.letterlock.engine.dmarc.PublishedPolicy;
import org.letterlock.engine.dmarc.ReportTarget;
import org.letterlock.engine.dmarc.ReportTargets;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.queue.DmarcTally;
import org.letterlock.engine.queue.Gathering;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.report.DmarcFeedback;
import org.letterlock.engine.report.DmarcReportWriter;

/** Counts letters in the names of other domains while it is on, and tells those domains of the day before, by a signed letter through the queue. Safe for any number of threads. */
public final class DmarcReporting implements Consumer<DmarcTally.Letter>, AutoCloseable {

    private final DmarcTally tally;
    private final BooleanSupplier on;
    private final Predicate<DomainName> ours;
    private final Gathering<DmarcTally.Letters> gathering;
    private final DailyReports daily;
    private final ReportTargets targets;
    private final ReportPost post;
    private final EventLog log;
    private final Clock clock;

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

    public DmarcReporting(Subject subject, ReportTargets targets, ReportPost post, EventLog log, Clock clock) {
        this.tally = subject.tally();
        this.on = subject.on();
        this.ours = subject.ours();
        this.gathering = new Gathering<>("letters in the names of others", tally::add);
        this.daily = new DailyReports(tally.days(), subject.submitter(), clock);
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

    /** Tells whom it is time to tell, as {@link DailyReports#tend} says. */
    public void tend() {
        if (!on.getAsBoolean()) {
            gathering.forget();
            tally.days().clear();
            return;
        }
        gathering.flush();
        daily.tend(this::tell);
    }

    private boolean tell(DailyReports.Due due) {
        return switch (targets.of(due.of().domain())) {
            case ReportTargets.Found.Later() -> false;
            case ReportTargets.Found.Told(List<ReportTarget> wanted) -> {
                if (!wanted.isEmpty()) {
                    tally.policy(due.of()).ifPresent(policy -> tell(due, policy, wanted));
                }
                yield true;
            }
        };
    }

    private void tell(DailyReports.Due due, PublishedPolicy policy, List<ReportTarget> wanted) {
        DomainName us = due.us();
        DmarcFeedback report = new DmarcFeedback(
                us.ascii(), due.contact(), due.id(), policy, due.begin(), due.end(), tally.of(due.of()));
        byte[] packed = DmarcReportWriter.packed(report);
        Set<String> told = tally.days().told(due.of());
        for (ReportTarget target : wanted) {
            String to = target.address().toString();
            Octets letter =
                    post.letters().write(new ReportLetter.About(us, policy.domain(), target.address()), report, packed);
            if (told.contains(to) || letter.length() > target.mostOctets()) {
                continue;
            }
            post.send(letter, target.address(), TlsWish.NONE);
            log.record(MailLog.Kind.REPORTED, "", "DMARC report of " + due.of().day() + " to " + to);
            tally.days().told(due.of(), to);
        }
    }

    /** Writes what was counted, and counts no more. */
    @Override
    public void close() {
        gathering.close();
    }
}
