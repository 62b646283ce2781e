package org.letterlock.engine.control;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.letterlock.engine.queue.Answer;
import org.letterlock.engine.queue.Contact;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.QueueId;
import org.letterlock.engine.queue.RecipientState;
import org.letterlock.engine.smtpclient.Setback;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.protocol.RefusalKind;

/** Answers about the queue. */
final class QueueAnswers {

    private final MailQueue queue;

    QueueAnswers(MailQueue queue) {
        this.queue = queue;
    }

    List<QueueEntry> list(int limit) {
        return queue.list(limit).stream().map(QueueAnswers::told).toList();
    }

    QueueEntry show(String id) {
        return queue.show(new QueueId(id)).map(QueueAnswers::told).orElseThrow(() -> Failures.noSuchEntry(id));
    }

    QueueEntry hold(String id) {
        show(id);
        if (!queue.hold(new QueueId(id))) {
            throw Failures.notWaiting(id);
        }
        return show(id);
    }

    QueueEntry release(String id) {
        if (show(id).recipients().stream().noneMatch(QueueEntry.Recipient::held)) {
            throw Failures.notHeld(id);
        }
        queue.release(new QueueId(id));
        return show(id);
    }

    QueueEntry retry(String id) {
        if (show(id).recipients().stream().anyMatch(QueueEntry.Recipient::held)) {
            throw Failures.held(id);
        }
        if (!queue.retry(new QueueId(id))) {
            throw Failures.notWaiting(id);
        }
        return show(id);
    }

    QueueEntry remove(String id) {
        QueueEntry entry = show(id);
        if (queue.remove(new QueueId(id)) == 0) {
            throw Failures.notWaiting(id);
        }
        return queue.show(new QueueId(id)).map(QueueAnswers::told).orElse(entry);
    }

    static QueueEntry told(org.letterlock.engine.queue.QueueEntry entry) {
        return new QueueEntry(
                entry.id().value(),
                entry.from().address().map(Object::toString).orElse("<>"),
                entry.enqueued().toString(),
                entry.size(),
                entry.heldFor()
                        .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                        .orElse(null),
                entry.hooked(),
                entry.recipients().stream().map(QueueAnswers::told).toList());
    }

    private static QueueEntry.Recipient told(org.letterlock.engine.queue.QueueEntry.RecipientEntry recipient) {
        boolean held = !recipient.state().isFinal() && recipient.held();
        boolean waits = recipient.state() == RecipientState.WAITING && !held;
        return new QueueEntry.Recipient(
                recipient.address().toString(),
                recipient.state().name().toLowerCase(Locale.ROOT),
                held,
                recipient.attempts(),
                waits ? recipient.nextAttempt().toString() : null,
                recipient
                        .last()
                        .map(answer -> answer.status() + " " + answer.text())
                        .orElse(null),
                recipient
                        .last()
                        .flatMap(answer -> setback(recipient.state(), answer))
                        .map(QueueAnswers::reason)
                        .orElse(null),
                recipient.story().stream().map(QueueAnswers::told).toList());
    }

    private static QueueEntry.Attempt told(org.letterlock.engine.queue.QueueEntry.Attempt attempt) {
        Answer answer = attempt.answer();
        Optional<Contact> contact = answer.contact();
        Optional<Contact.Tls> tls = contact.flatMap(Contact::tls);
        Optional<Setback> setback = setback(attempt.state(), answer);
        return new QueueEntry.Attempt(
                attempt.at().toString(),
                switch (attempt.state()) {
                    case SENT -> "sent";
                    case FAILED -> "failed";
                    case WAITING -> "deferred";
                    case SENDING -> "next-server";
                    case REMOVED -> "removed";
                },
                contact.map(Contact::host).orElse(null),
                contact.map(Contact::address).orElse(null),
                tls.map(Contact.Tls::protocol).orElse(null),
                tls.map(Contact.Tls::cipherSuite).orElse(null),
                tls.map(t -> t.verified().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .orElse(null),
                answer.status() + " " + answer.text(),
                attempt.next().map(Object::toString).orElse(null),
                setback.map(QueueAnswers::reason).orElse(null),
                setback.flatMap(Setback::meaning).orElse(null));
    }

    private static Optional<Setback> setback(RecipientState state, Answer answer) {
        return state == RecipientState.SENT ? Optional.empty() : Optional.of(Setback.of(answer));
    }

    private static String reason(Setback setback) {
        return kind(setback).code();
    }

    private static RefusalKind kind(Setback setback) {
        return switch (setback) {
            case GREYLISTED -> RefusalKind.GREYLISTED;
            case MAILBOX_FULL -> RefusalKind.MAILBOX_FULL;
            case BLOCKLISTED -> RefusalKind.BLOCKLISTED;
            case NO_REVERSE_NAME -> RefusalKind.NO_REVERSE_NAME;
            case NOT_AUTHENTICATED -> RefusalKind.NOT_AUTHENTICATED;
            case TOO_MUCH -> RefusalKind.TOO_MUCH;
            case LOGIN -> RefusalKind.LOGIN;
            case UNREACHABLE -> RefusalKind.UNREACHABLE;
            case OTHER -> RefusalKind.OTHER;
        };
    }
}
