package org.letterlock.engine.intake;

import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.letterlock.engine.crypto.PreparedSeal;
import org.letterlock.engine.mail.EmailAddress;

/**
 * Whom a letter that is expected goes to. While its octets come in, its seals can be prepared: that takes longer than all else that is done for a small letter. For
 * one letter and one thread.
 */
public final class Reception implements AutoCloseable {

    private final List<Intake.Recipient> recipients;
    private List<FutureTask<PreparedSeal>> prepared = List.of();

    /** @param recipients at least one */
    public Reception(List<Intake.Recipient> recipients) {
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a letter without recipients");
        }
        this.recipients = List.copyOf(recipients);
        if (recipients.stream().map(Intake.Recipient::account).distinct().count() < recipients.size()) {
            throw new IllegalArgumentException("an account gets a letter once");
        }
    }

    public List<Intake.Recipient> recipients() {
        return recipients;
    }

    /** The addresses that it came to, in full. */
    public List<EmailAddress> addresses() {
        return recipients.stream().map(Intake.Recipient::address).toList();
    }

    /** Begins to prepare the seals on another thread. */
    public void prepare(SecureRandom random) {
        prepared = recipients.stream()
                .map(recipient -> new FutureTask<>(() -> recipient.sealKey().prepare(random)))
                .toList();
        Thread.ofVirtual().name("seals").start(() -> prepared.forEach(FutureTask::run));
    }

    /** Seals for one of the recipients. */
    byte[] seal(int recipient, byte[] secret, byte[] context, SecureRandom random) {
        if (prepared.isEmpty()) {
            return recipients.get(recipient).sealKey().seal(secret, context, random);
        }
        FutureTask<PreparedSeal> task = prepared.get(recipient);
        // Does nothing where the other thread has come so far.
        task.run();
        return result(task).seal(secret, context);
    }

    private static PreparedSeal result(FutureTask<PreparedSeal> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("a seal was not prepared", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Forgets what was prepared, used or not. */
    @Override
    public void close() {
        for (FutureTask<PreparedSeal> task : prepared) {
            if (!task.cancel(false) && task.state() == FutureTask.State.SUCCESS) {
                task.resultNow().close();
            }
        }
    }
}
