package org.letterlock.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A letter in the queue.
 *
 * @param id its name
 * @param from the reverse-path; {@code <>} for a notice
 * @param queuedAt since when it waits
 * @param size its size in octets
 * @param recipients whom it is for
 */
public record QueueEntry(String id, String from, String queuedAt, long size, List<Recipient> recipients) {

    /**
     * One recipient.
     *
     * @param address the address
     * @param state {@code waiting}, {@code sending}, {@code sent} or {@code failed}
     * @param attempts how often it was tried
     * @param nextAttempt when it is tried next; null where it is not
     * @param lastReply what the other server said, or what kept us from reaching it; null before the first attempt
     */
    public record Recipient(
            String address,
            String state,
            int attempts,
            @Nullable String nextAttempt,
            @Nullable String lastReply) {}
}
