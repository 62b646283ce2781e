package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What an account is to answer while its person is away, all of it. Moments are written with their offset, as in {@code 2026-12-24T00:00:00Z}.
 *
 * @param account any address of the account
 * @param text what it says: up to 10,000 characters, in lines
 * @param subject a line of up to 200 characters; null for that of the letter that is answered
 * @param days for so many days a sender is not answered again, 1 to 31; null for 7
 * @param from when it begins; null for at once
 * @param until when it ends; null for when it is ended by hand
 */
public record VacationOrder(
        String account,
        String text,
        @Nullable String subject,
        @Nullable Integer days,
        @Nullable String from,
        @Nullable String until) {}
