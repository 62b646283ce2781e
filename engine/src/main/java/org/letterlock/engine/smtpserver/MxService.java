package org.letterlock.engine.smtpserver;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.delivery.Inbound;
import org.letterlock.engine.delivery.IncomingHeader;
import org.letterlock.engine.delivery.Recipient;
import org.letterlock.engine.delivery.ReportIntake;
import org.letterlock.engine.delivery.Trace;
import org.letterlock.engine.delivery.Verdict;
import org.letterlock.engine.directory.OffAnswer;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.sasl.Authenticator;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.smtp.MailParameters;
import org.letterlock.engine.smtp.RcptParameters;
import org.letterlock.engine.smtp.SmtpCommand;
import org.letterlock.engine.smtp.SmtpReply;

/** The MX: from anyone, for our own people, nobody logs in. */
record MxService(Inbound inbound, Rates limits) implements Service {

    @Override
    public Optional<Authenticator> authenticator() {
        return Optional.empty();
    }

    @Override
    public List<String> extensions() {
        return List.of();
    }

    @Override
    public Optional<SmtpReply> refuses(SmtpCommand.Mail mail, Optional<Login> login) {
        MailParameters asked = mail.parameters();
        return asked.release().isPresent() || asked.deliverBy().isPresent()
                ? Optional.of(Replies.of(SmtpCommand.Fault.UNKNOWN_PARAMETER))
                : Optional.empty();
    }

    @Override
    public Optional<Rates> rates() {
        return Optional.of(limits);
    }

    @Override
    public Route route(EmailAddress recipient) {
        return inbound.route(recipient);
    }

    @Override
    public Optional<EmailAddress> postmaster() {
        return inbound.postmaster();
    }

    @Override
    public Rcpt rcpt(ReversePath from, EmailAddress address, RcptParameters parameters, long announced) {
        return switch (inbound.route(address)) {
            case Route.NotLocal() -> new Rcpt.Refused(Replies.NO_RELAYING);
            case Route.Unknown() -> new Rcpt.Refused(Replies.UNKNOWN_RECIPIENT);
            case Route.Off(OffAnswer answer) -> Rcpt.off(address, answer, parameters);
            case Route.Back(EmailAddress sender) ->
                from.address().isEmpty()
                        ? roomFor(
                                Recipient.ours(address, new Route.Ours(List.of(), List.of(sender)), parameters),
                                announced)
                        : new Rcpt.Refused(Replies.ONLY_NOTICES);
            case Route.Ours ours -> roomFor(Recipient.ours(address, ours, parameters), announced);
        };
    }

    private Rcpt roomFor(Recipient recipient, long announced) {
        return inbound.hasRoom(recipient, announced) ? new Rcpt.Agreed(recipient) : new Rcpt.Full();
    }

    @Override
    public void expect(Transaction transaction) {
        transaction.reception(inbound.expect(transaction.recipients()));
    }

    @Override
    public SmtpReply accept(
            Transaction transaction, Trace trace, IncomingHeader header, Octets content, Optional<Login> login) {
        Verdict verdict = inbound.accept(
                trace, transaction.from(), transaction.recipients(), transaction.reception(), header, content);
        return switch (verdict) {
            case Verdict.Accept() -> Replies.ACCEPTED.with(transaction.id());
            case Verdict.RefusedAsJunk() -> Replies.JUNK;
            case Verdict.PutOff() -> Replies.COME_AGAIN;
            case Verdict.Loop() -> Replies.LOOP;
            case Verdict.Full() -> Replies.MAILBOX_FULL;
            case Verdict.NoReport(ReportIntake.Refusal why) -> Replies.noReport(why);
            case Verdict.RefusedByDmarc(DomainName author) -> Replies.refusedByDmarc(author);
        };
    }
}
