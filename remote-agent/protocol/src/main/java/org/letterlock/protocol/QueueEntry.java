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
 * @param heldFor why it was held at once: the account that sends it sent as many {@code letters}, or to as many new {@code recipients}, as it may; null where
 *     it was not, or was let go
 * @param webhook whether a web server is told of it, for its recipient
 * @param recipients whom it is for
 */
public record QueueEntry(
        String id,
        String from,
        @Moment String queuedAt,
        long size,
        @Nullable String heldFor,
        boolean webhook,
        List<Recipient> recipients) {

    /**
     * One recipient.
     *
     * @param address the address
     * @param state {@code waiting}, {@code sending}, {@code sent}, {@code failed} or {@code removed}
     * @param held whether it is not tried until it is released
     * @param attempts how often it was tried
     * @param nextAttempt when it is tried next; null where it is not
     * @param lastReply what the other server said, or what kept us from reaching it; null before the first attempt
     * @param lastReason what the last reply means, a word for programs, stable: of {@link RefusalKind}; null before the first attempt, and where the server took the letter
     * @param story what each attempt came to, oldest first; empty in the list of all letters
     */
    public record Recipient(
            String address,
            String state,
            boolean held,
            int attempts,
            @Moment @Nullable String nextAttempt,
            @Nullable String lastReply,
            @Nullable String lastReason,
            List<Attempt> story) {}

    /**
     * What came of trying one server.
     *
     * @param at when it was known
     * @param result {@code sent}, {@code failed}, {@code deferred} to a later attempt, or {@code next-server} when the same attempt went on to another
     * @param host the name of the server; null where none was found
     * @param address its address; with the port, unless that is 25
     * @param tls the version of TLS; null where the conversation was in clear text
     * @param cipherSuite the suite of TLS
     * @param verified how it was known who is at the other end: {@code not}, or the name of the way
     * @param reply what the server said, or what kept us from hearing it
     * @param nextAttempt when the next attempt was to be made; null where none was
     * @param reason what the reply means, a word for programs, stable: of {@link RefusalKind}; null where the server took the letter
     * @param meaning what the reply means, and what can be done, in English; null where it says so itself
     */
    public record Attempt(
            @Moment String at,
            String result,
            @Nullable String host,
            @Nullable String address,
            @Nullable String tls,
            @Nullable String cipherSuite,
            @Nullable String verified,
            String reply,
            @Moment @Nullable String nextAttempt,
            @Nullable String reason,
            @Nullable String meaning) {}
}
