package org.letterlock.engine.delivery;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.OffAnswer;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.dsn.DsnLetter;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.intake.Reception;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.Dsn;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.queue.Origin;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.smtp.RcptParameters;

/**
 * Takes notices of our own to whom they are for: into the intake or into the queue, always from the null reverse-path (RFC 3464 §2). One whose recipient is gone
 * is dropped: nobody may be told of that (RFC 5321 §6.1).
 */
public final class NoticeDelivery implements Consumer<DsnLetter> {

    private final Addresses addresses;
    private final LetterIntake intake;
    private final LetterQueue queue;
    private final Webhooks webhooks;
    private final Clock clock;

    public NoticeDelivery(Addresses addresses, LetterIntake intake, LetterQueue queue, Webhooks webhooks, Clock clock) {
        this.addresses = addresses;
        this.intake = intake;
        this.queue = queue;
        this.webhooks = webhooks;
        this.clock = clock;
    }

    /** Durable when it returns. */
    @Override
    public void accept(DsnLetter notice) {
        switch (addresses.route(notice.to())) {
            case Route.Ours ours -> {
                if (!ours.accounts().isEmpty()) {
                    store(notice, ours.accounts());
                }
                // Last: what the queue takes makes the notice be tried again at once, should the intake refuse it.
                List<NewMail> onward = new ArrayList<>();
                if (!ours.forwards().isEmpty()) {
                    onward.add(passed(notice, ours.forwards()));
                }
                onward.addAll(told(notice, ours, onward));
                if (!onward.isEmpty()) {
                    queue.enqueue(onward);
                }
            }
            case Route.NotLocal() -> queue.enqueue(List.of(passed(notice, List.of(notice.to()))));
            case Route.Back(EmailAddress sender) -> queue.enqueue(List.of(passed(notice, List.of(sender))));
            case Route.Unknown(), Route.Off(OffAnswer _) -> {
                // Its recipient was here when the letter was sent and is gone.
            }
        }
    }

    private void store(DsnLetter notice, List<Account> accounts) {
        Reception reception = new Reception(accounts.stream()
                .map(account -> new Intake.Recipient(account.id(), account.sealKey(), notice.to()))
                .toList());
        byte[] returnPath = Trace.octets(Trace.returnPath(ReversePath.none()));
        intake.accept(
                reception,
                ReversePath.none(),
                Provenance.OURS,
                clock.instant(),
                new Letter(returnPath, notice.content(), 0));
    }

    private static NewMail passed(DsnLetter notice, List<EmailAddress> to) {
        return new NewMail(
                ReversePath.none(),
                to,
                notice.content(),
                notice.eightBit(),
                notice.smtpUtf8(),
                new Origin.Notice(),
                Dsn.NONE,
                notice.requireTls() ? TlsWish.REQUIRED : TlsWish.NONE);
    }

    private List<NewMail> told(DsnLetter notice, Route.Ours route, List<NewMail> beside) {
        byte[] returnPath = Trace.octets(Trace.returnPath(ReversePath.none()));
        return webhooks.of(
                List.of(Recipient.ours(notice.to(), route, RcptParameters.NONE)),
                new Webhooks.Told(
                        "notice",
                        ReversePath.none(),
                        Provenance.OURS,
                        () -> "",
                        clock.instant(),
                        new Letter(returnPath, notice.content(), 0)),
                beside);
    }
}
