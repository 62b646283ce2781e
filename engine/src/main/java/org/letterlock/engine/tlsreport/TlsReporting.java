package org.letterlock.engine.tlsreport;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.letterlock.engine.delivery.DailyReports;
import org.letterlock.engine.delivery.ReportLetter;
import org.letterlock.engine.delivery.ReportPost;
import org.letterlock.engine.dns.DnsAnswer;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.http.HttpResult;
import org.letterlock.engine.http.HttpsClient;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.queue.TlsTally;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.report.TlsReport;
import org.letterlock.engine.report.TlsReportWriter;

/**
 * Tells domains that want it how TLS with their mail exchangers went on the day before (RFC 8460 §3, §5): by a signed letter through the queue, or by their web server.
 * How TLS went for a report is nobody's business: its letter is to arrive whatever a policy says, so it is counted nowhere.
 */
public final class TlsReporting {

    private static final Duration WEB = Duration.ofMinutes(1);

    private final TlsTally tally;
    private final TlsSessions sessions;
    private final BooleanSupplier on;
    private final DailyReports daily;
    private final DnsClient dns;
    private final HttpsClient web;
    private final ReportPost post;
    private final EventLog log;

    /**
     * What there is to tell, and whether.
     *
     * @param on whether anybody is told
     * @param submitter the domain of ours that tells; empty where there is none
     */
    public record Subject(
            TlsTally tally, TlsSessions sessions, BooleanSupplier on, Supplier<Optional<DomainName>> submitter) {}

    public TlsReporting(Subject subject, DnsClient dns, HttpsClient web, ReportPost post, EventLog log, Clock clock) {
        this.tally = subject.tally();
        this.sessions = subject.sessions();
        this.on = subject.on();
        this.daily = new DailyReports(tally.days(), subject.submitter(), clock);
        this.dns = dns;
        this.web = web;
        this.post = post;
        this.log = log;
    }

    /** Tells whom it is time to tell, as {@link DailyReports#tend} says. */
    public void tend() {
        if (!on.getAsBoolean()) {
            sessions.forget();
            return;
        }
        sessions.flush();
        daily.tend(this::tell);
    }

    private boolean tell(DailyReports.Due due) {
        Optional<DomainName> name = DomainName.parse("_smtp._tls." + due.of().domain());
        DnsAnswer<String> answer = name.map(dns::txt).orElseGet(DnsAnswer.NoName::new);
        if (answer instanceof DnsAnswer.TemporaryFailure<String>) {
            return false;
        }
        List<TlsReportRecord.Target> targets = TlsReportRecord.among(answer.records())
                .map(TlsReportRecord::targets)
                .orElse(List.of());
        Set<String> told = tally.days().told(due.of());
        TlsReport report = new TlsReport(
                due.us().ascii(), due.id(), Optional.of(due.contact()), due.begin(), due.end(), tally.of(due.of()));
        byte[] packed = TlsReportWriter.packed(report);
        boolean all = true;
        for (TlsReportRecord.Target target : targets) {
            if (told.contains(target.written())) {
                continue;
            }
            boolean gone = switch (target) {
                case TlsReportRecord.Target.Mail(String _, EmailAddress address) -> {
                    ReportLetter.About about =
                            new ReportLetter.About(due.us(), due.of().domain(), address);
                    post.send(post.letters().write(about, report, packed), address, TlsWish.OPTIONAL);
                    yield true;
                }
                case TlsReportRecord.Target.Web(String _, DomainName host, String path) ->
                    web(web.target(host, path), packed);
            };
            if (gone) {
                log.record(
                        MailLog.Kind.REPORTED, "", "TLS report of " + due.of().day() + " to " + target.written());
                tally.days().told(due.of(), target.written());
            }
            all &= gone;
        }
        return all;
    }

    private boolean web(HttpsClient.Target server, byte[] packed) {
        HttpResult result = web.post(server, Map.of("Content-Type", "application/tlsrpt+gzip"), Octets.of(packed), WEB);
        return result instanceof HttpResult.Answered(int status, Optional<String> _, byte[] _)
                && status >= 200
                && status < 300;
    }
}
