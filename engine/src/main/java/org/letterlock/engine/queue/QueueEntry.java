package org.letterlock.engine.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.ReversePath;

/**
 * A letter as people see it in the queue.
 *
 * @param id its name
 * @param from the reverse-path
 * @param submitter who submitted it
 * @param size its octets
 * @param enqueued when it came
 * @param heldFor why it is held from its beginning; empty where it is not
 * @param hooked whether a web server is told of it
 * @param recipients all its recipients
 */
public record QueueEntry(
        QueueId id,
        ReversePath from,
        Optional<AccountId> submitter,
        long size,
        Instant enqueued,
        Optional<HeldFor> heldFor,
        boolean hooked,
        List<RecipientEntry> recipients) {

    /** Whether nothing is left to be done for any recipient. */
    public boolean isSettled() {
        return recipients.stream().allMatch(r -> r.state().isFinal());
    }

    /**
     * One recipient.
     *
     * @param address the forward-path
     * @param state how far it is
     * @param held whether it waits until it is released
     * @param nextAttempt when it is tried next, if it waits
     * @param attempts how many attempts were made
     * @param last the last answer; empty before the first
     * @param story each answer, oldest first; empty in lists
     */
    public record RecipientEntry(
            EmailAddress address,
            RecipientState state,
            boolean held,
            Instant nextAttempt,
            int attempts,
            Optional<Answer> last,
            List<Attempt> story) {}

    /**
     * One attempt.
     *
     * @param at when its answer was recorded
     * @param state what it made of the recipient; SENDING when it went on to the next server
     * @param answer the answer
     * @param next when the next attempt was to be made; empty when none was
     */
    public record Attempt(Instant at, RecipientState state, Answer answer, Optional<Instant> next) {}
}
