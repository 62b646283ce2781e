package org.letterlock.engine.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.Reports;
import org.letterlock.engine.queue.Reports.Back;
import org.letterlock.engine.queue.Reports.Noted;
import org.letterlock.engine.queue.Reports.Returned;
import org.letterlock.engine.report.Bounces;
import org.letterlock.engine.report.Complaint;
import org.letterlock.engine.report.DmarcReport;
import org.letterlock.engine.report.Reading;
import org.letterlock.engine.report.Report;
import org.letterlock.engine.report.ReportReader;
import org.letterlock.engine.report.ReportReader.Wanted;
import org.letterlock.engine.report.TlsReport;
import org.letterlock.engine.srs.SrsAddresses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads reports as they come in. Each domain of ours has an address for them, which stands in its DNS records: what comes there is read and counted, and kept only
 * where the owner lets the address lead somewhere. Of other letters those are read that a server wrote to say what became of a letter: what came from nobody,
 * and complaints to {@code abuse} and {@code postmaster}; they go their way as any other. Nothing but counts is kept.
 *
 * <p>Aggregate reports count where it is known whose they are; anybody could write others. Safe for any number of threads; few letters are read at once, and of
 * those that are kept none waits long: it is taken without being counted.
 */
public final class ReportInbox implements ReportIntake {

    private static final Logger LOG = LoggerFactory.getLogger(ReportInbox.class);

    /** What reports are addressed to in each domain. */
    public static final String NAME = "mail-reports";

    private static final Set<String> ROLES = Set.of("abuse", "postmaster");

    /** A report takes memory while it is read; others wait. What is read for a mailbox waits for no aggregate report. */
    private static final int AT_ONCE = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Refusal BUSY = new Refusal("too many are read at once", true);

    private static final Refusal UNDECIDED = new Refusal("the DNS does not tell whose it is", true);
    private static final Refusal NONE_OF_OURS = new Refusal("it is about none of our domains", false);
    private static final Refusal UNPROVEN = new Refusal("nothing proves whose it is", false);
    private static final Refusal TOO_MANY = new Refusal("there were too many today", false);

    private final ReportReader reader = new ReportReader(ReportReader.Limits.DEFAULT);
    private final Map<Wanted, Semaphore> turns =
            Map.of(Wanted.ALL, new Semaphore(AT_ONCE), Wanted.RETURNED, new Semaphore(AT_ONCE));
    private final Duration patience;
    private final Addresses addresses;
    private final Reports reports;
    private final EventLog log;
    private final Clock clock;

    public ReportInbox(Addresses addresses, Reports reports, EventLog log, Clock clock) {
        this(addresses, reports, log, clock, PATIENCE);
    }

    /** @param patience how long a letter waits for its turn */
    ReportInbox(Addresses addresses, Reports reports, EventLog log, Clock clock, Duration patience) {
        this.patience = patience;
        this.addresses = addresses;
        this.reports = reports;
        this.log = log;
        this.clock = clock;
    }

    /** Whether {@code address} is one for reports, in a domain that is ours. */
    public static boolean isOne(EmailAddress address) {
        return name(address).equals(NAME);
    }

    /** Whether what comes to {@code recipient} is read as a report and goes nowhere. */
    public static boolean readsOnly(Recipient recipient) {
        return isOne(recipient.address()) && leadsNowhere(recipient);
    }

    /** The address for reports about {@code domain}. */
    public static EmailAddress of(DomainName domain) {
        return new EmailAddress(NAME, domain);
    }

    private static String name(EmailAddress address) {
        return address.canonical().withoutDetail().localPart();
    }

    @Override
    public Optional<Refusal> take(
            Trace trace,
            ReversePath from,
            List<Recipient> recipients,
            Findings findings,
            IncomingHeader header,
            Octets content) {
        Optional<Recipient> inbox =
                recipients.stream().filter(to -> isOne(to.address())).findFirst();
        boolean fromNobody = from.address().isEmpty();
        if (inbox.isEmpty() && !fromNobody && !(isForRole(recipients) && isComplaint(header))) {
            return Optional.empty();
        }
        EmailAddress to = inbox.orElse(recipients.getFirst()).address();
        Optional<Reading> reading =
                inTurn(trace, content, fromNobody, inbox.isPresent() ? Wanted.ALL : Wanted.RETURNED);
        if (reading.isEmpty()) {
            log.record(MailLog.Kind.REPORTED, trace.id(), "not read: " + BUSY.reason());
            return inbox.filter(ReportInbox::leadsNowhere).map(_ -> BUSY);
        }
        return switch (reading.get()) {
            case Reading.Read(Report report) -> {
                Optional<Refusal> refusal = count(report, to, findings, header);
                log.record(
                        MailLog.Kind.REPORTED,
                        trace.id(),
                        summary(report)
                                + refusal.map(why -> ": not counted, " + why.reason())
                                        .orElse(""));
                yield refusal.filter(
                        _ -> inbox.filter(ReportInbox::leadsNowhere).isPresent());
            }
            case Reading.Unreadable(String reason) -> {
                log.record(MailLog.Kind.REPORTED, trace.id(), "a report that cannot be read: " + reason);
                yield inbox.filter(ReportInbox::leadsNowhere).map(_ -> new Refusal(reason, false));
            }
            case Reading.NoReport() ->
                inbox.filter(ReportInbox::leadsNowhere)
                        .map(_ -> new Refusal("this address takes reports of mail servers alone", false));
        };
    }

    /** What a letter says; empty where its turn does not come. */
    private Optional<Reading> inTurn(Trace trace, Octets content, boolean fromNobody, Wanted wanted) {
        Semaphore turn = turns.getOrDefault(wanted, new Semaphore(0));
        try {
            if (!turn.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            return Optional.of(read(trace, content, fromNobody, wanted));
        } finally {
            turn.release();
        }
    }

    private Reading read(Trace trace, Octets content, boolean fromNobody, Wanted wanted) {
        try {
            return reader.read(content, fromNobody, wanted);
        } catch (IOException e) {
            throw new UncheckedIOException("spool", e);
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // Whoever builds a letter that no parser can read must not make it one that is never taken.
            LOG.error("a report was not read: {}", trace.id(), e);
            return new Reading.Unreadable("it cannot be read");
        }
    }

    private static boolean isForRole(List<Recipient> recipients) {
        return recipients.stream().anyMatch(to -> ROLES.contains(name(to.address())));
    }

    private static boolean isComplaint(IncomingHeader header) {
        return header.header().all("content-type").stream()
                .map(field -> field.body().toLowerCase(Locale.ROOT))
                .anyMatch(type -> type.startsWith("multipart/report") && type.contains("feedback-report"));
    }

    private static boolean leadsNowhere(Recipient recipient) {
        return recipient.accounts().isEmpty()
                && recipient.forwards().isEmpty()
                && recipient.webhooks().isEmpty();
    }

    /** Why it is not counted; empty where it is. */
    private Optional<Refusal> count(Report report, EmailAddress to, Findings findings, IncomingHeader header) {
        Instant now = clock.instant();
        Optional<DomainName> sender = findings.provenAuthor(header.fields());
        if (sender.isEmpty()
                && findings.undecided()
                && (report instanceof DmarcReport || report instanceof TlsReport)) {
            return Optional.of(UNDECIDED);
        }
        return switch (report) {
            case DmarcReport dmarc ->
                counted(ours(dmarc.domain()), sender, (domain, by) -> reports.note(domain, by, dmarc, now));
            case TlsReport tls ->
                counted(
                        tls.policies().stream()
                                .flatMap(policy ->
                                        DomainName.parse(policy.policy().domain()).stream())
                                .flatMap(domain -> ours(domain).stream())
                                .findFirst()
                                .or(() -> isOne(to) ? Optional.of(to.domain()) : Optional.empty()),
                        sender,
                        (domain, by) -> reports.note(domain, by, tls, now));
            case Complaint complaint -> {
                reports.note(List.of(complaint(complaint, to, sender)), now);
                yield Optional.empty();
            }
            case Bounces bounces -> {
                reports.note(bounces(bounces, to), now);
                yield Optional.empty();
            }
        };
    }

    /** Anybody can name any number of letters; it is one where nothing proves who says so. */
    private Back complaint(Complaint complaint, EmailAddress to, Optional<DomainName> sender) {
        return new Back(
                complaint.reported().flatMap(this::ours).orElse(to.domain()),
                Returned.COMPLAINT,
                sender.map(DomainName::ascii).orElse(""),
                complaint.type(),
                "",
                sender.isPresent() ? complaint.incidents() : 1);
    }

    private List<Back> bounces(Bounces bounces, EmailAddress to) {
        // One that was sent on has another author by right.
        boolean forged =
                bounces.author().filter(author -> ours(author).isEmpty()).isPresent() && !SrsAddresses.isOne(to);
        return bounces.recipients().stream()
                .map(bounce -> new Back(
                        to.domain(),
                        forged ? Returned.FORGED : bounce.delayed() ? Returned.DELAY : Returned.BOUNCE,
                        bounce.domain().map(DomainName::ascii).orElse(""),
                        bounce.reason().name(),
                        bounce.status().map(Object::toString).orElse(""),
                        1))
                .toList();
    }

    private interface Note {
        Noted of(DomainName domain, DomainName sender);
    }

    private static Optional<Refusal> counted(Optional<DomainName> domain, Optional<DomainName> sender, Note note) {
        if (domain.isEmpty()) {
            return Optional.of(NONE_OF_OURS);
        }
        if (sender.isEmpty()) {
            return Optional.of(UNPROVEN);
        }
        return switch (note.of(domain.get(), sender.get())) {
            case COUNTED, KNOWN -> Optional.empty();
            case TOO_MANY -> Optional.of(TOO_MANY);
        };
    }

    /** The domain of ours that {@code domain} is, or lies below. */
    private Optional<DomainName> ours(DomainName domain) {
        for (String name = domain.ascii(); ; name = name.substring(name.indexOf('.') + 1)) {
            Optional<DomainName> found = DomainName.parse(name).filter(addresses::isOurs);
            if (found.isPresent() || name.indexOf('.') < 0) {
                return found;
            }
        }
    }

    private static String summary(Report report) {
        return switch (report) {
            case DmarcReport dmarc ->
                "DMARC report of " + dmarc.organization() + " about " + dmarc.domain() + ": "
                        + dmarc.rows().stream()
                                .mapToLong(DmarcReport.Row::letters)
                                .sum() + " letters";
            case TlsReport tls ->
                "TLS report of " + tls.organization() + ": "
                        + tls.policies().stream()
                                .mapToLong(TlsReport.PolicyResult::failed)
                                .sum()
                        + " sessions failed, "
                        + tls.policies().stream()
                                .mapToLong(TlsReport.PolicyResult::successful)
                                .sum() + " did not";
            case Complaint complaint -> "complaint: " + complaint.type();
            case Bounces bounces ->
                bounces.recipients().stream()
                        .map(bounce -> (bounce.delayed() ? "delayed for " : "came back from ")
                                + bounce.domain().map(DomainName::ascii).orElse("somewhere") + ": "
                                + bounce.reason().meaning())
                        .distinct()
                        .limit(5)
                        .reduce((one, next) -> one + "; " + next)
                        .orElse("");
        };
    }
}
