package org.letterlock.engine.tlsreport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.letterlock.engine.delivery.LetterQueue;
import org.letterlock.engine.delivery.ReportLetter;
import org.letterlock.engine.dns.DnsAnswer;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.http.HttpResult;
import org.letterlock.engine.http.HttpsClient;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.Dsn;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.queue.Origin;
import org.letterlock.engine.queue.TlsTally;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.report.TlsReport;
import org.letterlock.engine.report.TlsReportWriter;

/**
 * Tells domains that want it how TLS with their mail exchangers went on the day before (RFC 8460 §3, §5): by a signed letter through the queue, or by their web server.
 * A report goes out within the four hours behind its day, at a time that differs from domain to domain (§4.1), and is given up a day later (§5.5). How TLS
 * went for a report is nobody's business: its letter is to arrive whatever a policy says, so it is counted nowhere.
 *
 * <p>A report has one name however often it is sent, so that one that a crash made go twice counts once.
 */
public final class TlsReporting {

    private static final Duration SPREAD = Duration.ofHours(4);
    private static final Duration PATIENCE = Duration.ofHours(24);
    private static final Duration WEB = Duration.ofMinutes(1);
    private static final int AT_ONCE = 2_000;

    private final TlsTally tally;
    private final TlsSessions sessions;
    private final BooleanSupplier on;
    private final Supplier<Optional<DomainName>> submitter;
    private final DnsClient dns;
    private final HttpsClient web;
    private final Post post;
    private final EventLog log;
    private final Clock clock;

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
     * @param submitter the domain of ours that tells; empty where there is none
     */
    public record Subject(
            TlsTally tally, TlsSessions sessions, BooleanSupplier on, Supplier<Optional<DomainName>> submitter) {}

    public TlsReporting(Subject subject, DnsClient dns, HttpsClient web, Post post, EventLog log, Clock clock) {
        this.tally = subject.tally();
        this.sessions = subject.sessions();
        this.on = subject.on();
        this.submitter = subject.submitter();
        this.dns = dns;
        this.web = web;
        this.post = post;
        this.log = log;
        this.clock = clock;
    }

    /** Tells whom it is time to tell; to be called every hour. Blocks. */
    public void tend() {
        if (!on.getAsBoolean()) {
            sessions.forget();
            return;
        }
        Optional<DomainName> us = submitter.get();
        sessions.flush();
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (TlsTally.Due due : tally.before(today, AT_ONCE)) {
            Instant end = due.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            Instant at = end.plus(wait(due));
            if (clock.instant().isAfter(at.plus(PATIENCE))) {
                tally.forget(due);
            } else if (us.isPresent() && !clock.instant().isBefore(at)) {
                tell(due, us.get());
            }
        }
    }

    private static Duration wait(TlsTally.Due due) {
        int spread = due.destination().ascii().hashCode() + due.day().hashCode();
        return Duration.ofSeconds(Math.floorMod(spread, SPREAD.toSeconds()));
    }

    private void tell(TlsTally.Due due, DomainName us) {
        Optional<DomainName> name = DomainName.parse("_smtp._tls." + due.destination());
        DnsAnswer<String> answer = name.map(dns::txt).orElseGet(DnsAnswer.NoName::new);
        if (answer instanceof DnsAnswer.TemporaryFailure<String>) {
            return;
        }
        List<TlsReportRecord.Target> targets = TlsReportRecord.among(answer.records())
                .map(TlsReportRecord::targets)
                .orElse(List.of());
        Set<String> told = tally.told(due);
        TlsReport report = report(due, us);
        byte[] packed = TlsReportWriter.packed(report);
        boolean all = true;
        for (TlsReportRecord.Target target : targets) {
            if (told.contains(target.written())) {
                continue;
            }
            boolean gone = switch (target) {
                case TlsReportRecord.Target.Mail(String _, EmailAddress address) ->
                    mail(due, us, report, packed, address);
                case TlsReportRecord.Target.Web(String _, DomainName host, String path) ->
                    web(web.target(host, path), packed);
            };
            if (gone) {
                log.record(MailLog.Kind.REPORTED, "", "TLS report of " + due.day() + " to " + target.written());
                tally.told(due, target.written());
            }
            all &= gone;
        }
        if (all) {
            tally.forget(due);
        }
    }

    private TlsReport report(TlsTally.Due due, DomainName us) {
        Instant begin = due.day().atStartOfDay(ZoneOffset.UTC).toInstant();
        return new TlsReport(
                us.ascii(),
                due.day() + "." + due.destination() + "@" + us,
                Optional.of("postmaster@" + us),
                begin,
                begin.plus(Duration.ofDays(1)).minusSeconds(1),
                tally.of(due));
    }

    private boolean mail(TlsTally.Due due, DomainName us, TlsReport report, byte[] packed, EmailAddress to) {
        Octets letter = post.letters().write(new ReportLetter.About(us, due.destination(), to), report, packed);
        post.queue()
                .enqueue(List.of(new NewMail(
                        ReversePath.none(),
                        List.of(to),
                        letter,
                        false,
                        false,
                        new Origin.Notice(),
                        Dsn.NONE,
                        TlsWish.OPTIONAL)));
        return true;
    }

    private boolean web(HttpsClient.Target server, byte[] packed) {
        HttpResult result = web.post(server, Map.of("Content-Type", "application/tlsrpt+gzip"), Octets.of(packed), WEB);
        return result instanceof HttpResult.Answered(int status, Optional<String> _, byte[] _)
                && status >= 200
                && status < 300;
    }
}
