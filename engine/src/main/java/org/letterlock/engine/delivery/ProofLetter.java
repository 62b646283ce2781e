package org.letterlock.engine.delivery;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.OffAnswer;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.QueueId;
import org.letterlock.engine.smtp.MailParameters;
import org.letterlock.engine.smtp.RcptParameters;

/**
 * A letter from an account that the owner has sent to see that mail works. It goes the way of a submission: the same limits, signatures, intake and queue; only
 * that no client brought it. Safe for any number of threads.
 */
public final class ProofLetter {

    /** How long a subject may be, in UTF-16 units. */
    public static final int MAX_SUBJECT = 200;

    /** How long a text may be, in UTF-16 units. */
    public static final int MAX_TEXT = 10_000;

    private static final int TOKEN_OCTETS = 5;
    private static final int LIMIT = 64 * 1024;

    private final Submission submission;
    private final DomainName host;
    private final EventLog log;
    private final SecureRandom random;

    /** @param host our name */
    public ProofLetter(Submission submission, DomainName host, EventLog log, SecureRandom random) {
        this.submission = submission;
        this.host = host;
        this.log = log;
        this.random = random;
    }

    /** What came of it. */
    public sealed interface Result {
        /**
         * It was taken, and is durable.
         *
         * @param id its id in the log
         * @param replyTo where an answer to it goes, by which that is known
         * @param queued under what the queue has it; empty where all of it lies here
         */
        record Sent(String id, EmailAddress replyTo, Optional<QueueId> queued) implements Result {}

        /** Nobody of ours gets mail there. */
        record NotThere() implements Result {}

        /** There is no room in the mailbox that it is for. */
        record Full() implements Result {}

        /** So much of what the account sends is held that no more is taken. */
        record TooMuchHeld() implements Result {}
    }

    /**
     * Sends it.
     *
     * @param subject a line of 1 to {@value #MAX_SUBJECT}, without control characters
     * @param text 1 to {@value #MAX_TEXT}, in lines
     */
    public Result send(Account account, EmailAddress to, String subject, String text) {
        Optional<Recipient> recipient = recipient(to);
        if (recipient.isEmpty()) {
            return new Result.NotThere();
        }
        EmailAddress from = account.address();
        String token = token();
        EmailAddress replyTo = tagged(from, token);
        byte[] letter = write(from, to, replyTo, subject, text);
        if (!submission.hasRoom(recipient.get(), letter.length)) {
            return new Result.Full();
        }
        boolean utf8 = from.isInternationalized() || to.isInternationalized();
        QueueIds queued = new QueueIds();
        try (IncomingHeader header = new IncomingHeader(LIMIT, new HeaderRoom(4L * LIMIT))) {
            header.take(letter);
            Submission.Outcome outcome = submission.accept(
                    Trace.ofOurOwn(host, token),
                    new Submission.Submitted(
                            account.id(),
                            ReversePath.of(from),
                            parameters(utf8),
                            List.of(recipient.get()),
                            header,
                            Octets.of(letter)),
                    queued);
            return switch (outcome) {
                case ACCEPTED -> {
                    log.record(
                            MailLog.Kind.ACCEPTED,
                            token,
                            token + " from <" + from + "> to " + to + ", " + letter.length
                                    + " octets, to see that mail works");
                    yield new Result.Sent(token, replyTo, queued.first);
                }
                case FULL -> new Result.Full();
                case TOO_MUCH_HELD -> new Result.TooMuchHeld();
                case HEADER_UNCLEAR, AUTHOR_NOT_YOURS ->
                    throw new IllegalStateException("our own letter was refused: " + outcome);
            };
        }
    }

    private static final class QueueIds implements Consumer<List<QueueId>> {
        private Optional<QueueId> first = Optional.empty();

        @Override
        public void accept(List<QueueId> ids) {
            first = ids.stream().findFirst();
        }
    }

    private static MailParameters parameters(boolean utf8) {
        MailParameters none = MailParameters.NONE;
        return new MailParameters(
                none.size(),
                none.eightBit(),
                utf8,
                none.headersOnly(),
                none.envelopeId(),
                none.release(),
                none.requireTls(),
                none.deliverBy());
    }

    private Optional<Recipient> recipient(EmailAddress to) {
        return switch (submission.route(to)) {
            case Route.NotLocal() -> Optional.of(Recipient.outside(to, RcptParameters.NONE));
            case Route.Ours ours ->
                Optional.of(Recipient.ours(to, ours, RcptParameters.NONE)).filter(own -> !ReportInbox.readsOnly(own));
            case Route.Off(OffAnswer _), Route.Unknown(), Route.Back(EmailAddress _) -> Optional.empty();
        };
    }

    private String token() {
        byte[] bits = new byte[TOKEN_OCTETS];
        random.nextBytes(bits);
        return "proof-" + HexFormat.of().formatHex(bits);
    }

    /** An address of the account's that nobody else knows (RFC 5233 §4); its own where it has a detail already. */
    private static EmailAddress tagged(EmailAddress from, String token) {
        return from.withoutDetail().equals(from)
                ? EmailAddress.parse(from.localPart() + "+" + token + "@" + from.domain())
                        .orElse(from)
                : from;
    }

    private static byte[] write(EmailAddress from, EmailAddress to, EmailAddress replyTo, String subject, String text) {
        boolean plain = VacationLetter.isPlain(text);
        byte[] head =
                Trace.octets("From: <" + from + ">\r\nTo: <" + to + ">\r\nReply-To: <" + replyTo + ">\r\nSubject: "
                        + VacationLetter.unstructured(subject)
                        + "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
                        + (plain ? "7bit" : "base64") + "\r\n\r\n");
        return Submission.join(head, VacationLetter.body(text, plain));
    }
}
