package org.letterlock.engine.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.delivery.ReportInbox;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.queue.Reports;
import org.letterlock.engine.queue.Reports.Returned;
import org.letterlock.engine.report.BounceReason;
import org.letterlock.engine.report.DmarcReport;
import org.letterlock.protocol.EngineApi.DmarcReporting;
import org.letterlock.protocol.EngineApi.ReportSubject;
import org.letterlock.protocol.EngineApi.TlsReporting;
import org.letterlock.protocol.RefusalKind;
import org.letterlock.protocol.ReportsInfo;
import org.letterlock.protocol.ReportsInfo.Letters;

/** Answers about what other servers report, with what it means and what to do, in plain words. */
final class ReportAnswers {

    private static final int MOST = 200;
    private static final int DAYS = 30;

    private final Directory directory;
    private final Reports reports;
    private final Clock clock;

    ReportAnswers(Directory directory, Reports reports, Clock clock) {
        this.directory = directory;
        this.reports = reports;
        this.clock = clock;
    }

    List<ReportsInfo> list(ReportSubject subject) {
        Integer asked = subject.days();
        int days = asked == null ? DAYS : Math.clamp(asked, 1, Math.toIntExact(Reports.AGE.toDays()));
        Instant since = clock.instant().minus(Duration.ofDays(days));
        String named = subject.domain();
        List<DomainName> domains = named == null ? directory.domains() : List.of(local(named));
        return domains.stream().map(domain -> told(domain, since)).toList();
    }

    TlsReporting tls() {
        return new TlsReporting(directory.tlsReporting());
    }

    TlsReporting choose(TlsReporting choice) {
        directory.setTlsReporting(choice.on());
        return tls();
    }

    DmarcReporting dmarc() {
        return new DmarcReporting(directory.dmarcReporting());
    }

    DmarcReporting choose(DmarcReporting choice) {
        directory.setDmarcReporting(choice.on());
        return dmarc();
    }

    private DomainName local(String name) {
        DomainName domain = DomainAnswers.parsed(name);
        if (!directory.isLocal(domain)) {
            throw Failures.noSuchDomain(domain.ascii());
        }
        return domain;
    }

    private ReportsInfo told(DomainName domain, Instant since) {
        List<Reports.Sum> returned = reports.returned(domain, since, MOST);
        return new ReportsInfo(
                domain.ascii(),
                since.toString(),
                ReportInbox.of(domain).toString(),
                reports.reporters(domain, since, MOST).stream()
                        .map(each -> new ReportsInfo.Reporter(
                                each.kind().equals("TLS") ? "tls" : "dmarc",
                                each.organization(),
                                each.reports(),
                                each.latest().toString()))
                        .toList(),
                reports.letters(domain, since, MOST).stream()
                        .map(row -> told(domain, row))
                        .toList(),
                reports.sessions(domain, since, MOST).stream()
                        .map(each -> new ReportsInfo.Sessions(
                                each.type().token(), each.policyDomain(), each.successful(), each.failed()))
                        .toList(),
                reports.failures(domain, since, MOST).stream()
                        .map(each -> new ReportsInfo.TlsFailure(
                                each.type().token(),
                                each.mxHost().orElse(null),
                                each.organization(),
                                each.sessions(),
                                each.type().meaning(),
                                each.type().remedy().replace("DOMAIN", domain.ascii())))
                        .toList(),
                returned.stream()
                        .filter(each -> each.kind() != Returned.COMPLAINT)
                        .map(ReportAnswers::bounce)
                        .toList(),
                returned.stream()
                        .filter(each -> each.kind() == Returned.COMPLAINT)
                        .map(ReportAnswers::complaint)
                        .toList());
    }

    static Letters told(DomainName domain, DmarcReport.Row row) {
        Optional<DomainName> behind = row.signer().or(row::sender);
        Letters.Kind kind = kind(row, behind.isPresent());
        String other = behind.filter(domainBehind -> kind == Letters.Kind.OTHERS)
                .map(DomainName::ascii)
                .orElse("");
        return new Letters(
                row.source().orElse(null),
                row.letters(),
                row.passes(),
                row.dkim(),
                row.spf(),
                switch (row.disposition()) {
                    case NONE -> "taken";
                    case QUARANTINE -> "put-aside";
                    case REJECT -> "refused";
                },
                kind.code(),
                other.isEmpty() ? null : other,
                meaning(domain, kind, other),
                remedy(domain, kind, other).orElse(null));
    }

    private static Letters.Kind kind(DmarcReport.Row row, boolean answered) {
        if (row.dkim()) {
            return row.spf() ? Letters.Kind.PROVEN : Letters.Kind.SENT_ON;
        }
        if (row.spf()) {
            return Letters.Kind.UNSIGNED;
        }
        if (row.override()
                .filter(why -> why.equals("forwarded") || why.equals("mailing_list"))
                .isPresent()) {
            return Letters.Kind.CHANGED;
        }
        return answered ? Letters.Kind.OTHERS : Letters.Kind.NOBODY;
    }

    private static String meaning(DomainName domain, Letters.Kind kind, String other) {
        return switch (kind) {
            case PROVEN -> "from " + domain + ", by its signature and by its servers";
            case SENT_ON ->
                "from " + domain + " by its signature, over a server that is not one of its own: sent on, most often";
            case UNSIGNED -> "from a server of " + domain + ", without a signature that held";
            case CHANGED -> "changed on its way by a mailing list or a server that sends on";
            case OTHERS -> "in the name of " + domain + ", and only " + other + " answers for it";
            case NOBODY ->
                "in the name of " + domain
                        + ", and nobody answers for it: a forgery, or a program that sends past this server";
        };
    }

    private static Optional<String> remedy(DomainName domain, Letters.Kind kind, String other) {
        return switch (kind) {
            case PROVEN, SENT_ON, CHANGED -> Optional.empty();
            case UNSIGNED ->
                Optional.of("compare the DKIM records in the DNS with what domain show " + domain + " says");
            case OTHERS ->
                Optional.of("if you use a service of " + other + " to send, let it sign for " + domain
                        + "; if not, nothing");
            case NOBODY ->
                Optional.of(
                        "if it is a program of yours, let it send through this server; if not, nothing: with p=quarantine or p=reject in the DMARC record such letters are put aside or refused");
        };
    }

    private static ReportsInfo.Returned bounce(Reports.Sum sum) {
        BounceReason reason = BounceReason.valueOf(sum.reason());
        boolean forged = sum.kind() == Returned.FORGED;
        return new ReportsInfo.Returned(
                switch (sum.kind()) {
                    case DELAY -> "delayed";
                    case FORGED -> "forged";
                    case BOUNCE, COMPLAINT -> "bounced";
                },
                sum.other().isEmpty() ? null : sum.other(),
                kind(reason).code(),
                sum.status().isEmpty() ? null : sum.status(),
                sum.letters(),
                sum.latest().toString(),
                forged ? "a letter came back that was not from here: somebody wrote in your name" : reason.meaning(),
                forged ? "nothing; a strict DMARC record keeps servers from taking such letters" : reason.remedy());
    }

    private static RefusalKind kind(BounceReason reason) {
        return switch (reason) {
            case NO_SUCH_ADDRESS -> RefusalKind.NO_SUCH_ADDRESS;
            case NO_SUCH_DOMAIN -> RefusalKind.NO_SUCH_DOMAIN;
            case MAILBOX_FULL -> RefusalKind.MAILBOX_FULL;
            case MAILBOX_OFF -> RefusalKind.MAILBOX_OFF;
            case TOO_LARGE -> RefusalKind.TOO_LARGE;
            case NOT_AUTHENTICATED -> RefusalKind.NOT_AUTHENTICATED;
            case NO_REVERSE_NAME -> RefusalKind.NO_REVERSE_NAME;
            case BLOCKLISTED -> RefusalKind.BLOCKLISTED;
            case CONTENT -> RefusalKind.CONTENT;
            case TOO_MUCH -> RefusalKind.TOO_MUCH;
            case UNREACHABLE -> RefusalKind.UNREACHABLE;
            case REFUSED -> RefusalKind.REFUSED;
            case OTHER -> RefusalKind.OTHER;
        };
    }

    private static ReportsInfo.Returned complaint(Reports.Sum sum) {
        return new ReportsInfo.Returned(
                "complaint",
                sum.other().isEmpty() ? null : sum.other(),
                sum.reason(),
                null,
                sum.letters(),
                sum.latest().toString(),
                switch (sum.reason()) {
                    case "abuse" -> "a recipient called a letter junk";
                    case "fraud" -> "a letter was taken for fraud";
                    case "virus" -> "a letter was said to carry malware";
                    case "auth-failure", "dmarc" -> "a letter in your name failed its checks";
                    case "not-spam" -> "a letter was called junk by mistake";
                    case "opt-out", "opt-out-list" -> "a recipient wants no more of it";
                    default -> "somebody complained of a letter";
                },
                switch (sum.reason()) {
                    case "auth-failure", "dmarc" ->
                        "if it is yours, compare the records in the DNS with what domain show says; if not, nothing";
                    case "not-spam" -> "nothing";
                    default -> "write only to those who want it; see sending show for who sends much";
                });
    }
}
