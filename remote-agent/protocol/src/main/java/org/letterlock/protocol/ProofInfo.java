package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A letter that was taken.
 *
 * @param id its id in the log
 * @param account the first address of the account that it is from
 * @param to whom it is for
 * @param replyTo where an answer goes: an address of the account's that nobody else knows. The log has {@code ACCEPTED} with it in the detail once one came
 * @param at when it was taken
 * @param queueEntry what {@link EngineApi#queueEntry} calls it; null where it does not leave
 */
public record ProofInfo(
        String id,
        String account,
        String to,
        String replyTo,
        @Moment String at,
        @Nullable String queueEntry) {}
