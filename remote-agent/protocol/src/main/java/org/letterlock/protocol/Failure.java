package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Why a call could not be done, so that a person can be told: one sentence, what it means, what to do.
 *
 * @param area the part that failed: {@code domain}, {@code account}, {@code address}, {@code credential}, {@code queue}, {@code disk}, {@code engine}
 * @param code a word for programs, stable, such as {@code no-such-domain}
 * @param sentence what happened
 * @param meaning what that means for the person
 * @param remedy what to do about it
 * @param detail more for whoever looks closer; null where there is none; never a secret
 */
public record Failure(
        String area,
        String code,
        String sentence,
        String meaning,
        String remedy,
        @Nullable String detail) {

    /** The code of a JSON-RPC error whose data is a failure; outside of the reserved range (JSON-RPC 2.0 §5.1). */
    public static final int ERROR_CODE = 1000;

    /** The same with more for whoever looks closer. */
    public Failure with(String more) {
        return new Failure(area, code, sentence, meaning, remedy, more);
    }
}
