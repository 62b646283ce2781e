package org.letterlock.engine.smtpserver;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.delivery.IncomingHeader;
import org.letterlock.engine.delivery.Recipient;
import org.letterlock.engine.delivery.ReportInbox;
import org.letterlock.engine.delivery.Submission;
import org.letterlock.engine.delivery.Trace;
import org.letterlock.engine.directory.OffAnswer;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.sasl.Authenticator;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.smtp.DeliverBy;
import org.letterlock.engine.smtp.RcptParameters;
import org.letterlock.engine.smtp.SmtpCommand;
import org.letterlock.engine.smtp.SmtpReply;

/** Submission: from our own people, for anyone. */
record SubmissionService(Submission submission, Authenticator who) implements Service {

    @Override
    public Optional<Authenticator> authenticator() {
        return Optional.of(who);
    }

    @Override
    public List<String> extensions() {
        return List.of(
                "DSN",
                "DELIVERBY " + DeliverBy.SHORTEST,
                "FUTURERELEASE " + Submission.MAX_HOLD.toSeconds() + " "
                        + submission.latestRelease().truncatedTo(ChronoUnit.SECONDS));
    }

    @Override
    public Optional<SmtpReply> refuses(SmtpCommand.Mail mail, Optional<Login> login) {
        if (login.isEmpty()) {
            return Optional.of(Replies.AUTH_FIRST);
        }
        if (!submission.maySendFrom(login.get().account(), mail.from())) {
            return Optional.of(Replies.SENDER_NOT_YOURS);
        }
        return mail.parameters()
                .release()
                .filter(release ->
                        !submission.mayHold(release, mail.parameters().deliverBy()))
                .map(_ -> Replies.of(SmtpCommand.Fault.PARAMETER_VALUE));
    }

    @Override
    public Optional<Rates> rates() {
        return Optional.empty();
    }

    @Override
    public Route route(EmailAddress recipient) {
        return submission.route(recipient);
    }

    @Override
    public Optional<EmailAddress> postmaster() {
        return submission.postmaster();
    }

    @Override
    public Rcpt rcpt(ReversePath from, EmailAddress address, RcptParameters parameters, long announced) {
        return switch (submission.route(address)) {
            case Route.NotLocal() -> new Rcpt.Agreed(Recipient.outside(address, parameters));
            case Route.Unknown() -> new Rcpt.Refused(Replies.UNKNOWN_RECIPIENT);
            case Route.Off(OffAnswer answer) -> Rcpt.off(address, answer, parameters);
            case Route.Back(EmailAddress sender) -> new Rcpt.Refused(Replies.ONLY_NOTICES);
            case Route.Ours ours -> {
                Recipient recipient = Recipient.ours(address, ours, parameters);
                if (ReportInbox.readsOnly(recipient)) {
                    yield new Rcpt.Refused(Replies.ONLY_REPORTS);
                }
                yield submission.hasRoom(recipient, announced) ? new Rcpt.Agreed(recipient) : new Rcpt.Full();
            }
        };
    }

    @Override
    public void expect(Transaction transaction) {
        // Most of these go outside and are not sealed to anybody.
    }

    @Override
    public SmtpReply accept(
            Transaction transaction, Trace trace, IncomingHeader header, Octets content, Optional<Login> login) {
        Submission.Submitted letter = new Submission.Submitted(
                login.orElseThrow().account(),
                transaction.from(),
                transaction.parameters(),
                transaction.recipients(),
                header,
                content);
        return switch (submission.accept(trace, letter)) {
            case ACCEPTED -> Replies.ACCEPTED.with(transaction.id());
            case HEADER_UNCLEAR -> Replies.HEADER_UNCLEAR;
            case AUTHOR_NOT_YOURS -> Replies.AUTHOR_NOT_YOURS;
            case FULL -> Replies.MAILBOX_FULL;
            case TOO_MUCH_HELD -> Replies.TOO_MUCH_HELD;
        };
    }
}
