package org.letterlock.engine.smtpserver;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.delivery.IncomingHeader;
import org.letterlock.engine.delivery.Recipient;
import org.letterlock.engine.delivery.Trace;
import org.letterlock.engine.directory.OffAnswer;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.sasl.Authenticator;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.smtp.RcptParameters;
import org.letterlock.engine.smtp.SmtpCommand;
import org.letterlock.engine.smtp.SmtpReply;

/** What an MX and a submission server do differently. */
sealed interface Service permits MxService, SubmissionService {

    /** Who may log in; empty where nobody does. Where somebody does, nobody else may send, and nothing is said in clear text. */
    Optional<Authenticator> authenticator();

    /** What is offered besides what every server of ours offers, as EHLO tells it. */
    List<String> extensions();

    /** Why MAIL is refused. */
    Optional<SmtpReply> refuses(SmtpCommand.Mail mail, Optional<Login> login);

    /** How much strangers may send; empty where there are none. */
    Optional<Rates> rates();

    /** Where mail for {@code recipient} goes. */
    Route route(EmailAddress recipient);

    /** Who {@code <Postmaster>} is. */
    Optional<EmailAddress> postmaster();

    /**
     * What to make of a recipient that is agreed to by the protocol.
     *
     * @param from the reverse-path
     * @param announced the length of the letter that MAIL announced (RFC 1870 §3); 0 where it did not
     */
    Rcpt rcpt(ReversePath from, EmailAddress address, RcptParameters parameters, long announced);

    /** Makes ready for the content of {@code transaction}, which is about to come. */
    void expect(Transaction transaction);

    /** Takes a letter; a positive reply means that it is durable. */
    SmtpReply accept(
            Transaction transaction, Trace trace, IncomingHeader header, Octets content, Optional<Login> login);

    /** An answer to RCPT. */
    sealed interface Rcpt {
        /** It is agreed to. */
        record Agreed(Recipient recipient) implements Rcpt {}

        /** There is no room for the letter now. */
        record Full() implements Rcpt {}

        /** It is not agreed to. */
        record Refused(SmtpReply reply) implements Rcpt {}

        /** The answer for an address that is switched off. */
        static Rcpt off(EmailAddress address, OffAnswer answer, RcptParameters parameters) {
            return switch (answer) {
                case REFUSE -> new Refused(Replies.ADDRESS_OFF);
                case LATER -> new Refused(Replies.ADDRESS_OFF_NOW);
                case DROP -> new Agreed(Recipient.dropped(address, parameters));
            };
        }
    }
}
