package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What an account answers while its person is away.
 *
 * @param account its first address
 * @param answers whether letters are answered now
 * @param text what it says; null where nothing is set
 * @param subject null for that of the letter that is answered
 * @param days for so many days a sender is not answered again
 * @param from when it begins, or began; null where that is not set
 * @param until when it ends, or ended; null where that is not set
 */
public record VacationInfo(
        String account,
        boolean answers,
        @Nullable String text,
        @Nullable String subject,
        int days,
        @Moment @Nullable String from,
        @Moment @Nullable String until) {}
