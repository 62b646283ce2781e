package org.letterlock.engine.delivery;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.dmarc.DmarcVerdict;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.intake.Reception;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Opinion;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.DmarcTally;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.spam.Judgement;
import org.letterlock.engine.spam.JunkLevel;

/** Letters from outside. Safe for any number of threads. */
public final class Inbound {

    /** What filters of junk write, in lower case. */
    private static final Set<String> JUDGEMENTS =
            Set.of("x-spam-status", "x-spam-flag", "x-spam-report", "x-spam-score", "x-spam-level");

    private final Addresses addresses;
    private final Admission admission;
    private final Webhooks webhooks;
    private final Checks checks;
    private final LetterIntake intake;
    private final Onward onward;
    private final EventLog log;
    private final Clock clock;
    private final SecureRandom random;

    /**
     * What is asked about a letter.
     *
     * @param authentication who sends it
     * @param blocklists who warns of its server
     * @param greylisting whether it is to come again
     * @param other what another filter thinks of it
     */
    public record Checks(
            Authentication authentication,
            Blocklists blocklists,
            Predicate<Greylisting.Arrived> greylisting,
            OtherFilter other) {}

    /**
     * What becomes of a letter besides being stored.
     *
     * @param forwarding sends it on
     * @param vacations answers it
     * @param reports reads what it reports
     * @param authors is told of those whose author's domain asks for that, once it is settled what becomes of them
     */
    public record Onward(
            Forwarding forwarding,
            VacationReplies vacations,
            ReportIntake reports,
            Consumer<DmarcTally.Letter> authors) {

        /** Reads no reports, and nobody is told. */
        public Onward(Forwarding forwarding, VacationReplies vacations) {
            this(forwarding, vacations, ReportIntake.NONE, _ -> {});
        }
    }

    public Inbound(
            Addresses addresses,
            Checks checks,
            LetterIntake intake,
            Onward onward,
            EventLog log,
            Clock clock,
            SecureRandom random) {
        this.addresses = addresses;
        this.admission = new Admission(addresses, onward.forwarding().queue());
        this.webhooks = new Webhooks(onward.forwarding().queue(), log);
        this.checks = checks;
        this.intake = intake;
        this.onward = onward;
        this.log = log;
        this.clock = clock;
        this.random = random;
    }

    /** Where mail for {@code recipient} goes. */
    public Route route(EmailAddress recipient) {
        return addresses.route(recipient);
    }

    /**
     * Whether there is room for a letter to a recipient that is about to come.
     *
     * @param announced the length that was announced; 0 where none was
     */
    public boolean hasRoom(Recipient recipient, long announced) {
        return admission.mayBegin(recipient, announced);
    }

    /** Who {@code <Postmaster>} is. */
    public Optional<EmailAddress> postmaster() {
        return addresses.postmaster();
    }

    /**
     * Makes ready for a letter whose content is about to come; empty where nothing of it will be stored.
     *
     * @param recipients all local, at least one
     */
    public Optional<Reception> expect(List<Recipient> recipients) {
        Optional<Reception> reception = reception(recipients);
        reception.ifPresent(expected -> expected.prepare(random));
        return reception;
    }

    /**
     * Judges a letter that has come in whole and, unless it is refused, takes it: durable when it returns.
     *
     * @param recipients all local, at least one
     * @param reception what {@link #expect} gave for them
     * @param header of the letter
     * @param content the letter as it came, in CRLF lines
     */
    public Verdict accept(
            Trace trace,
            ReversePath from,
            List<Recipient> recipients,
            Optional<Reception> reception,
            IncomingHeader header,
            Octets content) {
        Incoming incoming = new Incoming(trace, from, recipients, header, content);
        return switch (judge(incoming)) {
            case Judged.Refused(Verdict verdict) -> verdict;
            case Judged.Welcome welcome -> take(incoming, reception, welcome);
        };
    }

    /** A letter as it came, and for whom. */
    private record Incoming(
            Trace trace, ReversePath from, List<Recipient> recipients, IncomingHeader header, Octets content) {

        /** Whether it is read as a report and stored for nobody. */
        boolean isOnlyRead() {
            return recipients.stream().allMatch(ReportInbox::readsOnly);
        }
    }

    /** What is thought of a letter before any of it is kept. */
    private sealed interface Judged {

        record Refused(Verdict verdict) implements Judged {}

        /** @param looping recipients that it is not sent on to once more */
        record Welcome(Findings findings, Provenance provenance, List<Recipient> looping) implements Judged {}
    }

    private Judged judge(Incoming incoming) {
        Trace trace = incoming.trace();
        IncomingHeader header = incoming.header();
        Blocklists.Asked asked = trace.remote()
                .filter(checks.authentication()::checks)
                .map(checks.blocklists()::ask)
                .orElse(Blocklists.Asked.NONE);
        Findings findings = checks.authentication()
                .check(trace, incoming.from(), header.fields(), incoming.content(), header.length());
        List<DomainName> naming = asked.naming();
        log.record(MailLog.Kind.JUDGED, trace.id(), findings.summary() + (naming.isEmpty() ? "" : " listed=" + naming));
        Optional<DmarcVerdict> refusal = findings.refusal();
        if (refusal.isPresent()) {
            tellAuthor(incoming, findings);
            return new Judged.Refused(new Verdict.RefusedByDmarc(refusal.get().author()));
        }
        List<Recipient> looping = Forwarding.looping(incoming.recipients(), header.header());
        if (looping.size() == incoming.recipients().size()) {
            return new Judged.Refused(new Verdict.Loop());
        }
        if (!admission.mayEnd(incoming.recipients(), incoming.content().length())) {
            return new Judged.Refused(new Verdict.Full());
        }
        Provenance measured = findings.provenance(addresses::isOurs).with(naming);
        if (isPutOff(incoming, measured)) {
            log.record(MailLog.Kind.REFUSED, trace.id(), "put off, because nobody vouches for it: " + incoming.from());
            return new Judged.Refused(new Verdict.PutOff());
        }
        Provenance provenance = measured.outside() ? measured.with(opinion(incoming, findings)) : measured;
        if (provenance.opinion().filter(Opinion::rejects).isPresent()
                && checks.other().mayRefuse()) {
            log.record(MailLog.Kind.REFUSED, trace.id(), "rspamd rejects it: " + provenance.written());
            return new Judged.Refused(new Verdict.RefusedAsJunk());
        }
        Optional<ReportIntake.Refusal> noReport = incoming.isOnlyRead()
                ? onward.reports()
                        .take(trace, incoming.from(), incoming.recipients(), findings, header, incoming.content())
                : Optional.empty();
        return noReport.<Judged>map(why -> new Judged.Refused(new Verdict.NoReport(why)))
                .orElseGet(() -> new Judged.Welcome(findings, provenance, looping));
    }

    private boolean isPutOff(Incoming incoming, Provenance measured) {
        return incoming.trace()
                .remote()
                .map(remote -> new Greylisting.Arrived(remote, incoming.from(), incoming.recipients(), measured))
                .filter(checks.greylisting())
                .isPresent();
    }

    private Optional<Opinion> opinion(Incoming incoming, Findings findings) {
        return checks.other()
                .ask(
                        new OtherFilter.About(
                                incoming.trace(), incoming.from(), incoming.recipients(), findings.hostName()),
                        incoming.content());
    }

    /** Stores a letter, sends it on and answers it; durable when it returns. */
    private Verdict take(Incoming incoming, Optional<Reception> reception, Judged.Welcome welcome) {
        Trace trace = incoming.trace();
        ReversePath from = incoming.from();
        List<Recipient> recipients = incoming.recipients();
        IncomingHeader header = incoming.header();
        Octets content = incoming.content();
        Findings findings = welcome.findings();
        Provenance provenance = welcome.provenance();
        Instant now = clock.instant();
        String fields = Trace.returnPath(from)
                + AuthenticationResults.field(trace.by(), findings)
                + trace.received(
                        findings.hostName(),
                        recipients.stream().map(Recipient::address).toList(),
                        now);
        welcome.looping()
                .forEach(recipient ->
                        log.record(MailLog.Kind.REFUSED, trace.id(), "not sent on again: " + recipient.address()));
        List<Recipient> others = recipients.stream()
                .filter(recipient -> !welcome.looping().contains(recipient))
                .toList();
        Letter stored = letter(Trace.octets(fields), trace.by(), header, content);
        List<NewMail> sentOn =
                new ArrayList<>(onward.forwarding().prepare(trace, from, others, findings, header, content, now));
        sentOn.addAll(webhooks.of(
                others,
                new Webhooks.Told(
                        trace.id(),
                        from,
                        provenance,
                        () -> AuthenticationResults.value(trace.by(), findings),
                        now,
                        stored),
                sentOn));
        onward.forwarding().requireRoom(sentOn);
        reception.ifPresent(whose -> intake.accept(whose, from, provenance, now, stored));
        // Last, because a second copy here is better than one elsewhere, should the client have to try again.
        onward.forwarding().send(sentOn);
        onward.vacations()
                .answer(
                        new VacationReplies.Taken(trace.id(), from, recipients, header.fields(), trace.requireTls()),
                        findings::mayAnswer,
                        () -> isJunk(trace.id(), provenance, content));
        if (!incoming.isOnlyRead()) {
            // Behind what may still fail, so that a letter that comes again counts once.
            onward.reports().note(trace, from, recipients, findings, header, content);
        }
        tellAuthor(incoming, findings);
        return new Verdict.Accept();
    }

    /** Not of what comes again, nor of what is refused for another reason than the author's policy, and not of reports: none is about a report. */
    private void tellAuthor(Incoming incoming, Findings findings) {
        if (!incoming.isOnlyRead()) {
            findings.told().ifPresent(onward.authors());
        }
    }

    /** Whether a letter is junk as far as that can be known without what its reader learned; one that nobody can judge is. */
    private static boolean isJunk(String id, Provenance provenance, Octets content) {
        return provenance.outside()
                && Webhooks.judged(id, provenance, content, JunkLevel.STRICT)
                        .map(Judgement::isJunk)
                        .orElse(true);
    }

    /**
     * The letter below our fields, without what others wrote in our name (RFC 8601 §5), and without another Return-Path (RFC 5321 §4.4). What another server thought of it goes, too:
     * mail programs would take it for ours.
     */
    private static Letter letter(byte[] ours, DomainName host, IncomingHeader incoming, Octets content) {
        MessageHeader header = incoming.header();
        List<MessageHeader.Field> ousted = header.fields().stream()
                .filter(field -> isOurs(field, host) || JUDGEMENTS.contains(field.name()))
                .toList();
        if (ousted.isEmpty()) {
            return new Letter(ours, content, 0);
        }
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(ours);
        long read = 0;
        for (MessageHeader.Field field : header.fields()) {
            read += field.octets().length;
            if (!ousted.contains(field)) {
                head.writeBytes(field.octets());
            }
        }
        return new Letter(head.toByteArray(), content, read);
    }

    /** Whether only we write {@code field}. */
    static boolean isOurs(MessageHeader.Field field, DomainName host) {
        return field.name().equals("return-path") || AuthenticationResults.isForged(field, host);
    }

    /** Each account gets a letter once, however many of its addresses it came to. Empty where it is stored for nobody. */
    static Optional<Reception> reception(List<Recipient> recipients) {
        List<Intake.Recipient> found = new ArrayList<>();
        Set<AccountId> seen = new HashSet<>();
        for (Recipient recipient : recipients) {
            for (Account account : recipient.accounts()) {
                if (seen.add(account.id())) {
                    found.add(new Intake.Recipient(account.id(), account.sealKey(), recipient.address()));
                }
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(new Reception(found));
    }
}
