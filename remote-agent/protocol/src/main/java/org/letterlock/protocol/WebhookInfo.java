package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A web server that is told of letters.
 *
 * @param url its URL
 * @param secret what signatures are made with, {@code whsec_} and base64; told once, in the answer that made it, and null from then on
 * @param waiting how many letters it was not told of yet
 * @param lastAnswer what it said last, or what kept us from hearing it; null where it was not asked, or not for thirty days
 * @param lastAt when that was
 */
public record WebhookInfo(
        String url,
        @Nullable String secret,
        long waiting,
        @Nullable String lastAnswer,
        @Moment @Nullable String lastAt) {}
