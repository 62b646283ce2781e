package org.letterlock.engine.control;

import java.util.List;
import java.util.Locale;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.MailQueue.QueueId;
import org.letterlock.protocol.QueueEntry;

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

    QueueEntry retry(String id) {
        show(id);
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

    private static QueueEntry told(org.letterlock.engine.queue.QueueEntry entry) {
        return new QueueEntry(
                entry.id().value(),
                entry.from().address().map(Object::toString).orElse("<>"),
                entry.enqueued().toString(),
                entry.size(),
                entry.recipients().stream().map(QueueAnswers::told).toList());
    }

    private static QueueEntry.Recipient told(org.letterlock.engine.queue.QueueEntry.RecipientEntry recipient) {
        boolean waits = !recipient.state().isFinal() && !recipient.held();
        return new QueueEntry.Recipient(
                recipient.address().toString(),
                recipient.state().name().toLowerCase(Locale.ROOT),
                recipient.attempts(),
                waits ? recipient.nextAttempt().toString() : null,
                recipient
                        .last()
                        .map(answer -> answer.status() + " " + answer.text())
                        .orElse(null));
    }
}
