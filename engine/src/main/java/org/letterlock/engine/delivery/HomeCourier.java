package org.letterlock.engine.delivery;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.letterlock.engine.directory.OffAnswer;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.intake.Reception;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.queue.Answer;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.Dsn;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.queue.Origin;
import org.letterlock.engine.smtp.RcptParameters;
import org.letterlock.engine.smtpclient.Courier;
import org.letterlock.engine.smtpclient.Outcome;

/**
 * Takes letters that waited in the queue into the intake where they are for our own people, and has another courier carry the rest. Used by many threads at once.
 */
public final class HomeCourier implements Courier {

    private static final StatusCode DELIVERED = new StatusCode(2, 1, 5);

    private final Courier others;
    private final Addresses addresses;
    private final Admission admission;
    private final LetterIntake intake;
    private final LetterQueue queue;
    private final Webhooks webhooks;
    private final Clock clock;

    /** @param others for domains that are not ours */
    public HomeCourier(
            Courier others,
            Addresses addresses,
            LetterIntake intake,
            LetterQueue queue,
            Webhooks webhooks,
            Clock clock) {
        this.others = others;
        this.addresses = addresses;
        this.admission = new Admission(addresses, queue);
        this.intake = intake;
        this.queue = queue;
        this.webhooks = webhooks;
        this.clock = clock;
    }

    @Override
    public void deliver(Consignment consignment, Consumer<Map<Consignment.Recipient, Outcome>> outcomes) {
        boolean ours = consignment.recipients().stream()
                .noneMatch(recipient -> addresses.route(recipient.address()) instanceof Route.NotLocal);
        if (!ours) {
            others.deliver(consignment, outcomes);
            return;
        }
        for (Consignment.Recipient recipient : consignment.recipients()) {
            Map<Consignment.Recipient, Outcome> one = new LinkedHashMap<>();
            one.put(recipient, deliver(consignment, recipient.address()));
            outcomes.accept(one);
        }
    }

    private Outcome deliver(Consignment letter, EmailAddress address) {
        return switch (addresses.route(address)) {
            case Route.Ours ours -> deliver(letter, address, ours);
            case Route.Off(OffAnswer answer) ->
                switch (answer) {
                    case DROP -> accepted();
                    case LATER ->
                        new Outcome.Later(Answer.ours(new StatusCode(4, 2, 1), "the address takes no mail now"));
                    case REFUSE -> refused(2, 1, "the address takes no mail");
                };
            case Route.Unknown(), Route.NotLocal(), Route.Back(EmailAddress _) ->
                refused(1, 1, "there is no such address");
        };
    }

    private Outcome deliver(Consignment letter, EmailAddress address, Route.Ours route) {
        Recipient recipient = Recipient.ours(address, route, RcptParameters.NONE);
        List<EmailAddress> forwards = route.forwards();
        if (!admission.mayBegin(recipient, letter.content().length())) {
            return new Outcome.Later(Answer.ours(new StatusCode(4, 2, 2), "the mailbox is full"));
        }
        byte[] returnPath = Trace.octets(Trace.returnPath(letter.from()));
        Letter whole = new Letter(returnPath, letter.content(), 0);
        List<NewMail> onward = new ArrayList<>();
        if (!forwards.isEmpty()) {
            onward.add(new NewMail(
                    letter.from(),
                    forwards,
                    letter.content(),
                    letter.eightBit(),
                    letter.smtpUtf8(),
                    new Origin.Forwarded(address),
                    Dsn.NONE,
                    letter.tls()));
        }
        onward.addAll(webhooks.of(
                List.of(recipient),
                new Webhooks.Told(
                        letter.id().value(), letter.from(), Provenance.OURS, () -> "", clock.instant(), whole),
                onward));
        // Before the intake takes it: what fails behind that makes another copy at the next attempt.
        queue.requireRoom(onward);
        Optional<Reception> reception = Inbound.reception(List.of(recipient));
        reception.ifPresent(stored -> intake.accept(stored, letter.from(), Provenance.OURS, clock.instant(), whole));
        if (!onward.isEmpty()) {
            queue.enqueue(onward);
        }
        return accepted();
    }

    private static Outcome accepted() {
        return new Outcome.Accepted(Answer.ours(DELIVERED, "the letter was delivered here"), false);
    }

    private static Outcome refused(int subject, int detail, String text) {
        return new Outcome.Refused(Answer.ours(new StatusCode(5, subject, detail), text));
    }

    @Override
    public void abort() {
        others.abort();
    }

    @Override
    public void close() {
        others.close();
    }
}
