package org.letterlock.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much an account may send to others within 24 hours, how much it did, and what is held because it was more. Lengths are in octets.
 *
 * @param account its first address
 * @param letters how many letters it may send; null where there is no limit
 * @param recipients to how many recipients it may write that it never wrote to before; null where there is no limit
 * @param usedLetters how many it sent
 * @param usedRecipients to how many it wrote
 * @param liftedUntil until when neither limits it; null where they do
 * @param heldLetters how many letters are held
 * @param heldRecipients how many recipients these have
 * @param heldOctets how long these are
 * @param heldSince when the first of these came; null where there is none
 * @param reasons why they are held: {@code letters}, {@code recipients}
 */
public record SendingInfo(
        String account,
        @Nullable Long letters,
        @Nullable Long recipients,
        long usedLetters,
        long usedRecipients,
        @Moment @Nullable String liftedUntil,
        long heldLetters,
        long heldRecipients,
        long heldOctets,
        @Moment @Nullable String heldSince,
        List<String> reasons) {}
