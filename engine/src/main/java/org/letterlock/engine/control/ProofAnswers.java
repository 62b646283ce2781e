package org.letterlock.engine.control;

import java.time.Clock;
import org.letterlock.engine.delivery.ProofLetter;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.queue.QueueId;
import org.letterlock.protocol.ProofInfo;
import org.letterlock.protocol.ProofOrder;

/** Sends letters by which the owner sees that mail works. */
final class ProofAnswers {

    private final ProofLetter letters;
    private final AccountAnswers accounts;
    private final Clock clock;

    ProofAnswers(ProofLetter letters, AccountAnswers accounts, Clock clock) {
        this.letters = letters;
        this.accounts = accounts;
        this.clock = clock;
    }

    ProofInfo send(ProofOrder order) {
        Account account = accounts.named(order.account());
        EmailAddress to = AccountAnswers.parsed(order.to());
        String subject = order.subject().strip();
        String text = order.text().replace("\r\n", "\n").strip();
        if (subject.isEmpty()
                || subject.length() > ProofLetter.MAX_SUBJECT
                || subject.chars().anyMatch(Character::isISOControl)) {
            throw Failures.notAProof("A subject is a line of 1 to " + ProofLetter.MAX_SUBJECT + " characters.");
        }
        if (text.isEmpty()
                || text.length() > ProofLetter.MAX_TEXT
                || !text.chars().allMatch(c -> c == '\n' || c == '\t' || !Character.isISOControl(c))) {
            throw Failures.notAProof(
                    "A text has 1 to " + ProofLetter.MAX_TEXT + " characters, and no control characters.");
        }
        String at = clock.instant().toString();
        return switch (letters.send(account, to, subject, text)) {
            case ProofLetter.Result.Sent sent ->
                new ProofInfo(
                        sent.id(),
                        account.address().toString(),
                        to.toString(),
                        sent.replyTo().toString(),
                        at,
                        sent.queued().map(QueueId::value).orElse(null));
            case ProofLetter.Result.NotThere() -> throw Failures.nobodyThere(to.toString());
            case ProofLetter.Result.Full() -> throw Failures.mailboxFull(to.toString());
            case ProofLetter.Result.TooMuchHeld() ->
                throw Failures.tooMuchHeld(account.address().toString());
        };
    }
}
